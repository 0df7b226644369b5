"""What the printing of letters must offer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desktop.domain.letter import Letter


class LetterPress(Protocol):
    """Turns letters into pages."""

    def pdf(self, letters: Sequence[Letter], *, made_at: datetime, cover: str = "") -> bytes:
        """Return all letters as one PDF, in memory; the same input gives the same bytes.

        With a ``cover`` a list of the letters with this title lies on top.
        """

    def pages(self, letter: Letter) -> int:
        """How many pages a letter has, without what is enclosed."""

    def is_too_wide(self, line: str) -> bool:
        """Whether a line of an address would leave the window of the envelope."""
