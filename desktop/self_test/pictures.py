"""Checks of what Qt draws and reads: icons, fonts, pictures, PDF, plug-ins, its own words."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from desktop.domain.pdf_contents import PageRange

from desktop.self_test import qt  # isort: skip - chooses the platform before Qt is loaded

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QLibraryInfo,
    QMarginsF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QImage,
    QImageReader,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPdf import QPdfDocument

from desktop.adapters.pdf_reader.contents import PdfContentsReader
from desktop.adapters.pdf_reader.reader import PdfReaders
from desktop.self_test.check import CheckFailedError, Place, demand, expect, expect_all
from desktop.texts import Language
from desktop.texts.self_test import empty_text
from desktop.views import theme
from desktop.views.actions import REGISTRY
from desktop.views.icons import icon_names, logo, pixmap
from desktop.views.qt_texts import speak_qt_texts
from desktop.views.theme_controller import Scheme, ThemeController
from desktop.views.theme_fonts import register_fonts

READ = ("gif", "ico", "jpeg", "png", "svg", "tiff", "webp")
"""Pictures that tenants send, and our own drawings."""
WRITTEN_AND_READ = ("png", "jpg", "webp", "tiff")
WINDOWS = {"linux": ("qxcb", "qwayland"), "win32": ("qwindows",), "darwin": ("qcocoa",)}
PRINTERS = {
    "linux": "cupsprintersupport",
    "win32": "windowsprintersupport",
    "darwin": "cocoaprinter",
}
SENTENCE = "Grüße aus Größenwahn: 1.234,56 €"
_EDGE = 32


def theme_controller() -> ThemeController:
    """Return the one theme of the process."""
    found = qt.application().findChild(ThemeController)
    return found or ThemeController(qt.application(), Scheme.LIGHT)


def is_blank(image: QImage) -> bool:
    """Whether a picture has one colour only."""
    small = image.convertToFormat(QImage.Format.Format_ARGB32)
    pixels = memoryview(small.constBits()).cast("B").cast("I")
    return len(set(pixels)) < 2


def check_icons(_place: Place) -> str:
    """Every drawing can be read and is not empty."""
    theme_controller()
    names = icon_names()
    expect_all(names, {spec.icon for spec in REGISTRY if spec.icon})
    empty = [name for name in names if is_blank(pixmap(name, _EDGE, QColor("black")).toImage())]
    if empty or is_blank(logo(_EDGE).toImage()):
        raise CheckFailedError(empty_text(sorted(empty) or ["mieterdesk"]))
    return str(len(names))


def check_fonts(_place: Place) -> str:
    """The fonts that come along are used, not some substitute."""
    theme_controller()
    expect_all(register_fonts(), ("Inter", "JetBrains Mono"))
    for style, family in (
        (theme.TextStyle.BODY, "Inter"),
        (theme.TextStyle.MONO, "JetBrains Mono"),
    ):
        expect(style.value, QFontInfo(theme.current().font(style)).family(), family)
    return ", ".join(register_fonts())


def check_pictures(_place: Place) -> str:
    """Pictures of the usual kinds can be read."""
    qt.application()
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    expect_all(known, READ)
    image = QImage(_EDGE, _EDGE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    for kind in WRITTEN_AND_READ:
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        demand(kind, QImageWriter(buffer, kind.encode()).write(image))
        expect(kind, QImage.fromData(content).size(), image.size())
    return ", ".join(READ)


def check_pdf(place: Place) -> str:
    """A PDF is written, opened, painted, and its words are read from it, with umlauts."""
    theme_controller()
    target = place.path / "probe.pdf"
    writer = QPdfWriter(str(target))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    document = QTextDocument(SENTENCE)
    document.setDefaultFont(QFont("Inter", 11))
    painter = QPainter(writer)
    document.drawContents(painter)
    painter.end()
    read = QPdfDocument()
    expect("QtPdf", read.load(str(target)), QPdfDocument.Error.None_)
    expect("A4", [round(read.pagePointSize(0).width()), read.pageCount()], [595, 1])
    expect("Text", read.getAllText(0).text().strip(), SENTENCE)
    page = read.render(0, QSize(595, 842))
    if is_blank(page):
        raise CheckFailedError(empty_text(["PDF"]))
    read.close()
    return "A4"


def check_pdf_reader(place: Place) -> str:
    """The process for the files of strangers starts, opens one, and draws it."""
    theme_controller()
    target = place.path / "read.pdf"
    writer = QPdfWriter(str(target))
    painter = QPainter(writer)
    painter.fillRect(100, 100, 5000, 5000, Qt.GlobalColor.black)
    painter.end()
    readers = PdfReaders()
    reader = readers.new()
    try:
        ticket = reader.next_file()
        pages = reader.open(ticket, target.read_bytes())
        drawn = reader.draw(ticket, 0, 60, 80)
    finally:
        readers.end()
    expect("PDF", [len(pages), drawn.width, drawn.height], [1, 60, 80])
    contents = PdfContentsReader(1)
    try:
        (piece,) = contents.split(target.read_bytes(), [PageRange(1, 1)])
        expect("pypdf", contents.read(piece).count, 1)
    finally:
        contents.end()
    if len(set(memoryview(drawn.pixels).cast("I"))) < 2:
        raise CheckFailedError(empty_text(["PDF"]))
    return "60 × 80"


def check_plugins(_place: Place) -> str:
    """The plug-ins for real windows and for printers came along."""
    from PySide6 import QtPrintSupport

    qt.application()
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    files = {path.stem.removeprefix("lib"): path for path in folder.rglob("*.*")}
    wanted = (*WINDOWS.get(sys.platform, ()), PRINTERS.get(sys.platform, "qoffscreen"))
    expect_all(files, wanted)
    if sys.platform == "linux":
        # Says by name which library of the system a window would lack.
        ctypes.CDLL(str(files["qxcb"]))
    printer = QtPrintSupport.QPrinter()
    printer.setOutputFormat(QtPrintSupport.QPrinter.OutputFormat.PdfFormat)
    demand("QPrinter", printer.isValid())
    return ", ".join(wanted)


def check_qt_texts(_place: Place) -> str:
    """Qt's own words, of context menus and dialogs, are German."""
    speak_qt_texts(qt.application(), Language.GERMAN)
    word = QCoreApplication.translate("QPlatformTheme", "Cancel")
    speak_qt_texts(qt.application(), Language.ENGLISH)
    expect("en", QCoreApplication.translate("QPlatformTheme", "Cancel"), "Cancel")
    speak_qt_texts(qt.application(), Language.GERMAN)
    expect("de", word, "Abbrechen")
    return word
