"""Whether a letter can be put on paper: painted, and its words read back from the PDF."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.self_test import qt  # isort: skip - chooses the platform before Qt is loaded

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument

from desktop import app
from desktop.domain.letter import Letter, LetterBlock, Letterhead
from desktop.self_test.check import Place, expect, expect_all

MADE_AT = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
WORDS = ("Grüße", "Musterstraße", "1.234,56", "Übergabe", "Vorgang")
LETTER = Letter(
    head=Letterhead(
        name="Musterbau",
        line="Probe · Mieterservice",
        sender="Musterbau, Probeweg 1, 20095 Hamburg",
        footer=(("Musterbau",),),
    ),
    address=("Frau", "Änne Beispiel", "Musterstraße 1", "20095 Hamburg"),
    info=(("Vorgang", "V-2026-1"),),
    day="23.11.2026",
    subject="Übergabe",
    body=(LetterBlock(text="Grüße aus Größenwahn: 1.234,56 €"),),
)


def check_letters(_place: Place) -> str:
    """One letter becomes one page with all its words."""
    qt.application()
    content = app.build_letter_press().pdf((LETTER,), made_at=MADE_AT)
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    read = QPdfDocument()
    read.load(buffer)
    expect("PDF", read.error(), QPdfDocument.Error.None_)
    expect("A4", [round(read.pagePointSize(0).width()), read.pageCount()], [595, 1])
    text = read.getAllText(0).text()
    read.close()
    expect_all([word for word in WORDS if word in text], WORDS)
    return "A4"
