"""Printers in tests: one that prints into a PDF, and a computer that has none."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget


class NoPrinters:
    """A computer without a printer."""

    def has_any(self) -> bool:
        return False

    def choose(self, parent: QWidget) -> QPrinter | None:
        raise AssertionError("nobody may be asked for a printer where there is none")


@dataclass
class FilePrinters:
    """One printer whose paper is a file; ``cancels`` lets the person think better of it."""

    target: Path
    cancels: bool = False

    def has_any(self) -> bool:
        return True

    def choose(self, parent: QWidget) -> QPrinter | None:
        if self.cancels:
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.target))
        return printer
