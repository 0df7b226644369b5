"""Bad and suspicious rows on standard error: the first ones of each file, and how many more."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.domain.errors import UserError
from desktop.domain.master_data.findings import Reason, RowFinding
from desktop.texts import ntr

MOST_ROWS: Final = 20
"""So many rows of each file are told; more of them nobody reads in a terminal."""
_TOLD_BY_COMPANY: Final = frozenset({Reason.ABSENT_HELD_BACK, Reason.PARTY_HELD_BACK})
"""What no line of a file speaks of and was held back: the company has one sentence for it."""


@dataclass(slots=True)
class _OfFile:
    """Lines of a file of which something was told, and those of which nothing was."""

    told: set[int] = field(default_factory=set)
    untold: set[int] = field(default_factory=set)


@contextmanager
def telling(all_rows: Path | None) -> Iterator[Callable[[RowFinding], None]]:
    """Give what tells a finding; how many rows were not told is said in the end, come what may.

    ``all_rows`` is the file that holds them all, None where nobody asked for one.
    """
    from desktop.texts.master_data import finding_line

    files: dict[str, _OfFile] = {}

    def tell(finding: RowFinding) -> None:
        if finding.reason in _TOLD_BY_COMPANY:
            return
        rows = files.setdefault(finding.file, _OfFile())
        if finding.line not in rows.told:
            if len(rows.told) >= MOST_ROWS:
                rows.untold.add(finding.line)
                return
            rows.told.add(finding.line)
        print(finding_line(finding), file=sys.stderr)

    try:
        yield tell
    finally:
        for file, rows in files.items():
            if rows.untold:
                print(_more(file, len(rows.untold), all_rows), file=sys.stderr)


def _more(file: str, n: int, all_rows: Path | None) -> str:
    if all_rows is None:
        return ntr(
            "{file}: {n} weitere Zeile; --bad-rows DATEI schreibt alle auf.",
            "{file}: {n} weitere Zeilen; --bad-rows DATEI schreibt alle auf.",
            n,
            file=file,
        )
    return ntr(
        "{file}: {n} weitere Zeile; alle stehen in {target}.",
        "{file}: {n} weitere Zeilen; alle stehen in {target}.",
        n,
        file=file,
        target=all_rows.name,
    )


@contextmanager
def saving(target: Path | None, read: Sequence[Path]) -> Iterator[Callable[[RowFinding], None]]:
    """Give what writes a finding into a CSV file; where ``target`` is None it writes nowhere.

    Raises:
        UserError: ``master_data.bad_rows_not_writable``, also for a file that is about to be read.
    """
    if target is None:
        yield lambda _finding: None
        return
    # Opening it for writing would empty what is about to be read.
    if target.exists() and any(one.exists() and one.samefile(target) for one in read):
        raise UserError("master_data.bad_rows_not_writable")
    from desktop.services.master_data.findings_file import ENCODING, begin_findings

    try:
        stream = target.open("w", encoding=ENCODING, newline="")
    except OSError:
        raise UserError("master_data.bad_rows_not_writable") from None
    with stream:
        yield begin_findings(stream)
