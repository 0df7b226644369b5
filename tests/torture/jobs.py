"""A job for a worker and its outcome, as they go over the pipe."""

from dataclasses import asdict, dataclass, field
from typing import Any

from tests.torture.acts import Act
from tests.torture.findings import Finding, Wrong
from tests.torture.traps import Blow, Kind


@dataclass(frozen=True, slots=True)
class Job:
    """One run: an act on a database, how many items there are, and the blow. No act: a migration.

    ``revision`` is where a migration starts.
    """

    act: Act | None
    backend: str
    items: int
    blow: Blow
    revision: str = ""

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Job":
        """Read what ``asdict`` gave."""
        blow = Blow(**{**values["blow"], "kind": Kind(values["blow"]["kind"])})
        act = None if values["act"] is None else Act(values["act"])
        return cls(**{**values, "act": act, "blow": blow})

    def __str__(self) -> str:
        what = self.act.value if self.act else f"migration from {self.revision}"
        lasting = " from there on" if self.blow.lasting else ""
        fault = f" ({self.blow.fault}{lasting})" if self.blow.fault else ""
        return f"{what} on {self.backend}, {self.blow.kind.value} {self.blow.number}{fault}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job. ``hit``: the blow met real work. Counts come from one that ended."""

    hit: bool
    acknowledged: int
    told: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    writes: int = 0
    statements: int = 0
    calls: int = 0

    def to_json(self) -> dict[str, Any]:
        """As it goes over the pipe."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Outcome":
        """Read it again."""
        findings = [Finding(Wrong(one["wrong"]), one["text"]) for one in values["findings"]]
        return cls(**{**values, "findings": findings})
