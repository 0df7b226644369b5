"""The table in the end: what was done, how much of it met real work, and what was wrong."""

from collections import Counter
from dataclasses import dataclass, field

from tests.torture.acts import Act
from tests.torture.findings import Wrong
from tests.torture.jobs import Job, Outcome
from tests.torture.traps import Kind

_HEAD = (
    "what",
    "database",
    "blow",
    "runs",
    "hits",
    "after ack.",
    *(wrong.value for wrong in Wrong),
)
_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Line:
    runs: int = 0
    hits: int = 0
    progressed: int = 0
    wrong: Counter[Wrong] = field(default_factory=Counter)


class Table:
    """Adds up outcomes.

    A *hit* met work that had begun and not ended; *after ack.* are hits after which something
    acknowledged had to be there. A finding is counted for every thing that is wrong.
    """

    def __init__(self) -> None:
        self._lines: dict[_Key, _Line] = {}

    def take(self, job: Job, outcome: Outcome) -> None:
        """Count one run."""
        line = self._lines.setdefault(_key(job.act, job.backend, _blow(job)), _Line())
        line.runs += 1
        line.hits += outcome.hit
        line.progressed += outcome.hit and outcome.acknowledged > 0
        line.wrong.update(finding.wrong for finding in outcome.findings)

    def take_mutated(self, what: str, backend: str, given: int, lost: int, uncaught: int) -> None:
        """Count mutated input: each piece is a run, and each has met the program."""
        line = self._lines.setdefault((what, backend, "mutated input"), _Line())
        line.runs += given
        line.hits += given
        line.wrong.update({Wrong.LOST: lost, Wrong.UNCAUGHT: uncaught})

    def hits(self, act: Act | None, backend: str, kind: Kind) -> int:
        """How many blows of a kind met real work."""
        line = self._lines.get(_key(act, backend, kind.value))
        return 0 if line is None else line.hits

    @property
    def is_anything_wrong(self) -> bool:
        """Whether any count is not 0."""
        return any(line.wrong.total() for line in self._lines.values())

    def text(self) -> str:
        """The table, with a line for the whole."""
        rows = [_HEAD]
        whole = _Line()
        for key, line in self._lines.items():
            rows.append((*key, *_numbers(line)))
            whole.runs += line.runs
            whole.hits += line.hits
            whole.progressed += line.progressed
            whole.wrong.update(line.wrong)
        rows.append(("all", "", "", *_numbers(whole)))
        widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
        return "\n".join(_row(row, widths) for row in rows)


def _key(act: Act | None, backend: str, blow: str) -> _Key:
    return act.value if act else "migration", backend, blow


def _blow(job: Job) -> str:
    if not job.blow.fault or job.blow.kind is Kind.NOTHING:
        return job.blow.kind.value
    return f"{job.blow.fault}, {'lasting' if job.blow.lasting else 'once'}"


def _numbers(line: _Line) -> tuple[str, ...]:
    counted = (line.runs, line.hits, line.progressed, *(line.wrong[one] for one in Wrong))
    return tuple(map(str, counted))


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False)]
    cells += [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
    return "  ".join(cells).rstrip()
