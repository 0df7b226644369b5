"""What ``doctor`` looks at, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.operation import Level


class Check(StrEnum):
    """A thing that is looked at, in this order. Values are told to programs: never change one."""

    FOLDER = "data_folder"
    KEY = "key"
    DATABASE = "database"
    SCHEMA = "schema"
    AUDIT = "audit"
    DOCUMENTS = "documents"
    SPACE = "space"
    EXCHANGE = "exchange"
    BACKUP = "backup"
    PROOF = "proof"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found. ``code`` names the sentence, ``params`` fill its gaps."""

    check: Check
    level: Level
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
