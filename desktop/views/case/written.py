"""What stands in the composer: handed out to be stored or sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the composer. ``way`` is the key of the shown reply way ("" for a note).

    ``closes``: the button that sends and closes was pressed.
    """

    kind: DraftKind
    subject: str
    text: str
    way: str
    template_code: str
    waiting_until: date | None
    files: tuple[OutgoingFile, ...] = ()
    closes: bool = False
