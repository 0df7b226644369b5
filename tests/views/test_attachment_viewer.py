"""Files beside the text: shown by kind, never handed on by themselves, and bombs stay folded."""

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPainter, QPdfWriter
from PySide6.QtTest import QTest

from desktop.adapters.pdf_reader import conversation, reader
from desktop.domain.risky_files import is_risky
from desktop.services.audit import AuditAction
from desktop.views.case.attachments_card import SHOWN
from desktop.views.case.file_reading import MAX_PIXELS, decoded
from desktop.views.case.outside import safe_name
from desktop.views.case.thumbnails import MOST_KEPT
from desktop.views.case.timeline_list import TimelineList
from tests.support import pdf_files
from tests.support.office import PASSWORD, Office
from tests.support.portal import attachment
from tests.support.program import RunningProgram

SHORT = conversation.Patience(opening=4, page=2, abandoned=0.05)


def picture(folder: Path, name: str, colour: str, size: QSize) -> bytes:
    """A PNG of one colour."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path = folder / name
    assert image.save(os.fspath(path))
    return path.read_bytes()


def pages(folder: Path, count: int) -> bytes:
    """A PDF of some pages."""
    path = folder / "pages.pdf"
    writer = QPdfWriter(os.fspath(path))
    painter = QPainter(writer)
    for number in range(count):
        if number:
            writer.newPage()
        painter.drawText(200, 400, f"Seite {number + 1}")
    painter.end()
    return path.read_bytes()


def bomb(edge: int) -> bytes:
    """A PNG of a few bytes that claims to be ``edge`` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def opened(office: Office, contents: dict[str, tuple[bytes, str]]) -> RunningProgram:
    """A damage with these files (name: bytes and media type), open in the window."""
    files = {f"f{number}": data for number, (data, _) in enumerate(contents.values())}
    office.arrives(
        category="damage",
        fields={},
        attachments=[
            attachment(f"f{number}", data, name=name, media_type=media_type)
            for number, (name, (data, media_type)) in enumerate(contents.items())
        ],
        files=files,
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


@pytest.fixture
def handed(qapp: object) -> Iterator["Handed"]:
    """What the system is asked to open."""
    del qapp
    desk = Handed()
    # The stub asks for bytes, the library for a string.
    QDesktopServices.setUrlHandler("file", desk, "take")  # type: ignore[arg-type]
    try:
        yield desk
    finally:
        QDesktopServices.unsetUrlHandler("file")


class Handed(QObject):
    """Takes the place of the system's programs."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self.modes: list[int] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        path = Path(url.toLocalFile())
        self.paths.append(path)
        self.modes.append(stat.S_IMODE(path.parent.stat().st_mode))


def test_files_are_gone_through_by_keys(office: Office, handed: Handed) -> None:
    program = opened(
        office,
        {
            "bad.png": (picture(office.folder, "a.png", "red", QSize(400, 200)), "image/png"),
            "bericht.pdf": (pages(office.folder, 3), "application/pdf"),
            "kaputt.pdf": (b"%PDF-1.7 nichts", "application/pdf"),
            "bombe.png": (bomb(30_000), "image/png"),
        },
    )
    page = program.pane.page
    viewer = page.viewer
    assert not viewer.isVisible()
    program.click(program.button("Anlage bad.png anzeigen"))
    assert viewer.stack.currentWidget() is viewer.picture
    assert viewer.picture.zoom <= 1
    before = viewer.picture.zoom
    program.press("+")
    assert viewer.picture.zoom > before
    program.press("R")
    program.press("Alt+Right")
    assert viewer.stack.currentWidget() is viewer.pages
    assert viewer.page.text() == "Seite 1 von 3"
    program.press("PgDown", viewer.pages)
    assert viewer.page.text() == "Seite 2 von 3"
    program.press("Alt+Right")
    assert "beschädigt" in viewer.message.title.text()
    program.press("Alt+Right")
    assert "900 Millionen Bildpunkte" in viewer.message.title.text()
    assert viewer.place.text() == "4 von 4"
    program.press("Alt+Right")
    assert viewer.place.text() == "4 von 4"
    assert len(office.audited(AuditAction.ATTACHMENT_VIEWED)) == 4
    program.press("Esc")
    assert not viewer.isVisible()
    assert isinstance(program.window.focusWidget(), TimelineList)
    assert handed.paths == []


def test_what_is_handed_out_is_private_and_goes_with_the_person(
    office: Office, handed: Handed
) -> None:
    program = opened(
        office,
        {
            "bad.png": (picture(office.folder, "a.png", "red", QSize(40, 20)), "image/png"),
            "Rechnung.pdf.exe": (b"MZ...", "application/octet-stream"),
        },
    )
    viewer = program.pane.page.viewer
    program.click(program.button("Anlage bad.png anzeigen"))
    program.click(viewer.outside)
    (copy,) = handed.paths
    assert copy.is_file()
    if os.name == "posix":
        assert handed.modes == [0o700]
    program.click(viewer.following)
    program.click(viewer.outside)
    assert viewer.question.isVisible()
    assert viewer.question_no.hasFocus()
    assert len(handed.paths) == 1
    program.click(viewer.question_no)
    assert not viewer.question.isVisible()
    program.switch_user("clerk2", PASSWORD)
    assert not copy.exists()


def test_no_link_of_a_pdf_is_followed(office: Office, handed: Handed) -> None:
    program = opened(office, {"bericht.pdf": (pages(office.folder, 1), "application/pdf")})
    program.click(program.button("Anlage bericht.pdf anzeigen"))
    view = program.pane.page.viewer.pages
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    program.wait()
    assert handed.paths == []
    assert view.page == 1


def test_many_files_have_few_buttons_and_a_bounded_row(office: Office, handed: Handed) -> None:
    del handed
    contents: dict[str, Any] = {
        f"bild-{number}.png": (
            picture(office.folder, "a.png", f"#{number:02x}4040", QSize(90, 60)),
            "image/png",
        )
        for number in range(9)
    }
    program = opened(office, contents)
    program.click(program.button(f"{9 - SHOWN} weitere Anlagen ansehen"))
    text, file = program.pane.page.beside.sizes()
    assert abs(text - file) <= 1
    viewer = program.pane.page.viewer
    assert viewer.place.text() == f"{SHOWN + 1} von 9"
    assert viewer.thumbnails.files.rowCount() == 9
    # Small pictures are no look at a file.
    assert len(office.audited(AuditAction.ATTACHMENT_VIEWED)) == 1
    assert MOST_KEPT < 1000


@dataclass
class _Name:
    name: str
    risky: bool
    head: bytes = field(default=b"")


@pytest.mark.parametrize(
    "case",
    [
        _Name("foto.jpg", risky=False),
        _Name("rechnung.pdf", risky=False),
        _Name("brief.docx", risky=False, head=b"PK\x03\x04"),
        _Name("brief.docm", risky=True),
        _Name("rechnung.pdf.exe", risky=True),
        _Name("rechnung.EXE .pdf", risky=True),
        _Name("foto.jpg", risky=True, head=b"MZ\x90"),
        _Name("box.docx.zip", risky=True),
    ],
    ids=lambda case: f"{case.name}-{case.risky}",
)
def test_what_may_run_something_is_known(case: _Name) -> None:
    assert is_risky(case.name, case.head) is case.risky


def test_a_bomb_is_not_unfolded_and_a_name_is_harmless() -> None:
    image, pixels = decoded(bomb(30_000), 1000)
    assert image is None
    assert pixels > MAX_PIXELS
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    assert decoded(svg, 1000) == (None, 0)
    assert safe_name("../../a:b\u202eexe.pdf") == "______a_b_exe.pdf"
    assert safe_name("con.pdf") == "_con.pdf"
    assert safe_name("   .pdf") == "Anlage.pdf"
    assert len(safe_name("\U0001d400" * 300 + ".pdf").encode()) < 250


def test_pages_come_as_they_are_seen_and_stay_in_place_when_enlarged(office: Office) -> None:
    program = opened(office, {"bericht.pdf": (pdf_files.pages(300), "application/pdf")})
    program.click(program.button("Anlage bericht.pdf anzeigen"))
    viewer = program.pane.page.viewer
    assert viewer.page.text() == "Seite 1 von 300"
    assert 1 in viewer.pages.drawn
    viewer.pages.go_to(200)
    program.wait()
    assert {199, 200, 201} <= viewer.pages.drawn
    assert len(viewer.pages.drawn) < 9
    program.press("+", viewer.pages)
    program.press("+", viewer.pages)
    assert viewer.page.text() == "Seite 200 von 300"
    assert 200 in viewer.pages.drawn
    before = viewer.pages.zoom
    program.click(viewer.fit)
    assert viewer.pages.zoom < before
    viewer.pages.go_to(300)
    assert viewer.page.text() == "Seite 300 von 300"
    program.press("PgDown", viewer.pages)
    assert viewer.page.text() == "Seite 300 von 300"
    program.press("Esc")
    assert viewer.pages.page_count == 0


def test_a_file_that_ends_its_reader_is_told_and_the_next_is_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "Patience", lambda: SHORT)
    program = opened(
        office,
        {
            "endlos.pdf": (pdf_files.own_branch(), "application/pdf"),
            "langsam.pdf": (pdf_files.with_endless_page([False]), "application/pdf"),
            "gut.pdf": (pdf_files.pages(1), "application/pdf"),
        },
    )
    program.click(program.button("Anlage endlos.pdf anzeigen"))
    viewer = program.pane.page.viewer
    assert "lässt sich hier nicht anzeigen" in viewer.message.title.text()
    program.press("Alt+Right")
    assert viewer.stack.currentWidget() is viewer.pages
    assert viewer.pages.drawn == frozenset()
    assert "lässt sich hier nicht anzeigen" in viewer.pages.accessibleDescription()
    program.press("Alt+Right")
    assert viewer.pages.drawn == {1}
    assert viewer.pages.accessibleDescription() == ""
