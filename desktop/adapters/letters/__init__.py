"""Letters painted on paper: DIN 5008 form B, by ``QPainter`` on a PDF or a printer."""

from desktop.adapters.letters.press import LetterPress

__all__ = ["LetterPress"]
