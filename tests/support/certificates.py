"""Certificates in tests: a press whose PDF files have the text of the letter and nothing else."""

from collections.abc import Sequence
from datetime import datetime

from desktop.domain.letter import Letter
from tests.support.letters import PlainPress
from tests.support.pdf_files import letter as pdf_of_texts


def lines_of(letter: Letter) -> list[str]:
    """What a letter says, line by line."""
    said = [letter.head.name, *letter.address, letter.day, letter.subject]
    for block in letter.body:
        said += block.text.splitlines()
        said += [f"{name}: {value}" for name, value in block.facts]
    return said


class TextPress(PlainPress):
    """Makes real PDF files without fonts and layout, so that services run without Qt."""

    def pdf(self, letters: Sequence[Letter], *, made_at: datetime, cover: str = "") -> bytes:
        """A page for each letter."""
        del cover
        texts = ["\n".join(lines_of(one)) for one in letters]
        return pdf_of_texts(*texts) + f"%{made_at.isoformat()}\n".encode()
