"""PDF files as ReportLab writes them: streams in ASCII, packed; fonts as subsets of their signs."""

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FONT = Path("resources/fonts/Inter-Regular.ttf")


def by_reportlab(pages: Sequence[str], *, invisible: bool = False, password: str = "") -> bytes:
    """A file with a page for each text, its lines one below the other."""
    pdfmetrics.registerFont(TTFont("Inter", _FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, encrypt=password or None, invariant=1)
    for page in pages:
        text = canvas.beginText(70, 740)
        text.setFont("Inter", 11)
        text.setTextRenderMode(3 if invisible else 0)
        for line in page.splitlines():
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
