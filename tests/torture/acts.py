"""The acts that are tortured. A new one is an entry in ``ACTS``: prepare, do, and what to look at.

``prepare`` fills a world once; every run gets a copy of it. ``do`` works through everything that is
left to do, as the program's user or the program itself would, and acknowledges each step after its
call returned. It is called again after the kill: the program is started again, and work goes on.
``check`` compares what was acknowledged, and what there was to do, with what is there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from tests.torture import (
    acts_codes,
    acts_delivery,
    acts_first_start,
    acts_hand_over,
    acts_import,
    acts_intake,
    acts_release,
    acts_restore,
    acts_upload,
    acts_usage,
)
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered
from tests.torture.world import World


class Act(StrEnum):
    """What is tortured, by the name that the table prints."""

    INTAKE = "intake"
    RELEASE = "release"
    UNDO = "undo"
    DELIVERY = "delivery"
    HAND_OVER = "hand-over"
    CONTACTS = "hand-over of contact data"
    AUTOMATIC = "hand-over by itself"
    CODES = "letters with codes"
    IMPORT = "import of master data"
    UPLOAD = "documents in bulk"
    USAGE = "monthly values"
    RESTORE = "restore of a backup"
    FIRST_START = "first start"
    FIRST_START_ENCRYPTED = "first start, encrypted"


@dataclass(frozen=True, slots=True)
class Plan:
    """One act. ``many`` are the items of a run that is killed at a random moment."""

    prepare: Callable[[World], None]
    do: Callable[[Desk], None]
    check: Callable[[Recovered], Iterable[Finding]]
    many: int
    backends: tuple[str, ...] = ("sqlite", "postgres")
    """Where the act exists at all."""
    has_come_so_far: Callable[[Desk], bool] = lambda _desk: True
    """Whether the kill left something that the program opens; where not, it begins anew."""


ACTS: dict[Act, Plan] = {
    Act.INTAKE: Plan(acts_intake.prepare, acts_intake.do, acts_intake.check, 3),
    Act.RELEASE: Plan(
        acts_release.prepare_release, acts_release.do_release, acts_release.check_release, 2
    ),
    Act.UNDO: Plan(acts_release.prepare_undo, acts_release.do_undo, acts_release.check_undo, 4),
    Act.DELIVERY: Plan(acts_delivery.prepare, acts_delivery.do, acts_delivery.check, 4),
    Act.HAND_OVER: Plan(
        acts_hand_over.prepare, acts_hand_over.do_by_command, acts_hand_over.check_command, 3
    ),
    Act.CONTACTS: Plan(
        acts_hand_over.prepare_contacts,
        acts_hand_over.do_contacts,
        acts_hand_over.check_contacts,
        3,
    ),
    Act.AUTOMATIC: Plan(
        acts_hand_over.prepare_automatic, acts_hand_over.do_by_itself, acts_hand_over.check, 4
    ),
    Act.CODES: Plan(acts_codes.prepare, acts_codes.do, acts_codes.check, 6),
    Act.IMPORT: Plan(acts_import.prepare, acts_import.do, acts_import.check, 1),
    Act.UPLOAD: Plan(acts_upload.prepare, acts_upload.do, acts_upload.check, 6),
    Act.USAGE: Plan(acts_usage.prepare, acts_usage.do, acts_usage.check, 1),
    Act.RESTORE: Plan(acts_restore.prepare, acts_restore.do, acts_restore.check, 1, ("sqlite",)),
    Act.FIRST_START: Plan(
        acts_first_start.prepare,
        acts_first_start.do_plain,
        acts_first_start.check_plain,
        1,
        ("sqlite",),
        acts_first_start.has_come_so_far,
    ),
    Act.FIRST_START_ENCRYPTED: Plan(
        acts_first_start.prepare,
        acts_first_start.do_encrypted,
        acts_first_start.check_encrypted,
        1,
        ("sqlite",),
        acts_first_start.has_come_so_far,
    ),
}
