"""How letters reach paper: who paints them, and which printers there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.letter import Letter
from desktop.services.letters.port import LetterPress

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class LetterPainter(LetterPress, Protocol):
    """A press that also paints on a printer; usable in any thread."""

    def paint_on(
        self, device: QPagedPaintDevice, letters: Sequence[Letter], cover: str = ""
    ) -> None:
        """Paint all letters, with a ``cover`` their list first.

        Raises:
            OSError: the device takes nothing.
        """


class Printers(Protocol):
    """The printers of this computer."""

    def has_any(self) -> bool:
        """Whether one is set up; may take a while and is asked off the window's thread."""

    def choose(self, parent: QWidget) -> QPrinter | None:
        """Let the person choose one; None if they think better of it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that brings letters to paper."""

    painter: LetterPainter
    printers: Printers


class SystemPrinters:
    """The printers that the operating system knows, chosen by its own dialog."""

    def has_any(self) -> bool:
        """Whether one is set up."""
        from PySide6.QtPrintSupport import QPrinterInfo

        return bool(QPrinterInfo.availablePrinterNames())

    def choose(self, parent: QWidget) -> QPrinter | None:
        """Ask which printer, how many copies, which tray."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, parent)
        # A batch is whole or not at all: half of it would be neither printed nor waiting.
        dialog.setOptions(QPrintDialog.PrintDialogOption.PrintShowPageSize)
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if chosen else None


def print_on(
    painter: LetterPainter, printer: QPrinter, name: str, letters: Sequence[Letter], cover: str = ""
) -> None:
    """Print letters as one job called ``name``, below a list of them where there is a ``cover``.

    Raises:
        OSError: the printer takes nothing, or gave up.
    """
    from PySide6.QtPrintSupport import QPrinter

    printer.setDocName(name)
    printer.setFullPage(True)
    painter.paint_on(printer, letters, cover)
    if printer.printerState() in (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error):
        raise OSError("the printer gave up")
