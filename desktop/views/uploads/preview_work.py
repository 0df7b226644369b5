"""Reads the file of the letter that is looked at, draws its pages, finds what is outlined."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtGui import QImage

from desktop.domain.drawn_pages import PageSize
from desktop.domain.errors import UserError
from desktop.services.cases.ports import PdfReader
from desktop.services.context import ServiceContext
from desktop.services.documents.view import PartyWay
from desktop.services.staff.access import Actor
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.showing import PageBoxes
from desktop.services.uploads.view import PageLine, RowLine
from desktop.tasks import Lane, Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.case.file_reading import draw_page
from desktop.views.case.page_marks import PageMark
from desktop.views.uploads.row_pane import RowPane
from desktop.views.workplace import Workplace

LOOK_AFTER_MS = 120
"""Who goes down the list is not shown every letter on the way."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A file that was read, the sizes of its pages, and what is known of the letter's."""

    content: bytes = field(repr=False)
    sizes: tuple[PageSize, ...]
    lines: tuple[PageLine, ...]
    ways: tuple[PartyWay, ...]
    problem: str = ""


def _read(
    context: ServiceContext, actor: Actor, row_id: int, reader: PdfReader, ticket: int
) -> _Look:
    lines = uploads.row_pages(context, actor, row_id)
    ways = uploads.row_ways(context, actor, row_id)
    content = uploads.row_file(context, actor, row_id)
    if not content:
        return _Look(b"", (), lines, ways, tr("Die Datei wurde nicht übernommen."))
    try:
        sizes = reader.open(ticket, content)
    except UserError as error:
        return _Look(b"", (), lines, ways, error_sentence(error))
    return _Look(content, sizes, lines, ways)


class RowPreviewWork(QObject):
    """Serves the pane beside the list; all of it is done off the window's thread."""

    def __init__(self, workplace: Workplace, pane: RowPane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._workplace = workplace
        self._pane = pane
        self._reader = reader = workplace.pdf_readers.new()
        self._ticket = 0
        self._row: RowLine | None = None
        self._content = b""
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._soon.timeout.connect(self._look)
        pane.pages.picture_wanted.connect(self._draw)
        self.destroyed.connect(reader.end)

    def show(self, row: RowLine | None) -> None:
        """Show the file of a letter, soon; None forgets the last one."""
        before = self._row
        self._row = row
        if before is not None and row is not None and before.id == row.id:
            if before != row:
                self._soon.start()
            return
        self._ticket = self._reader.next_file()
        self._content = b""
        self._pane.pages.show_pages(())
        if row is not None:
            self._soon.start()

    def _look(self) -> None:
        row = self._row
        if row is None:
            return
        self._ticket = ticket = self._reader.next_file()

        def show(look: _Look) -> None:
            if ticket == self._ticket:
                self._show(row, look, ticket)

        def tell(error: UserError) -> None:
            if ticket == self._ticket:
                self._pane.show_pages_of((), error_sentence(error))

        self._workplace.ask(
            _read,
            row.id,
            self._reader,
            ticket,
            done=show,
            failed=tell,
            lane=Lane.FILES,
            scope="upload.preview",
            stale=Stale.SKIP,
        )

    def _show(self, row: RowLine, look: _Look, ticket: int) -> None:
        self._content = look.content
        last = len(look.sizes) if row.last is None else min(row.last, len(look.sizes))
        numbers = tuple(n for n in range(row.first, last + 1) if n not in row.without)
        page = self._pane.current_page()
        self._pane.show_pages_of(numbers, look.problem)
        self._pane.show_lines(look.lines, look.ways)
        self._pane.pages.show_pages(tuple(look.sizes[n - 1] for n in numbers))
        if page in numbers:
            self._pane.pages.go_to(numbers.index(page) + 1)
        else:
            self._go_to_trouble(numbers, look.lines)
        self._mark([one for one in look.lines if one.fits or one.contradicts], numbers, ticket)

    def _go_to_trouble(self, numbers: tuple[int, ...], lines: tuple[PageLine, ...]) -> None:
        """What contradicts is what a person has to see."""
        wrong = next((one.page for one in lines if one.contradicts), None)
        if wrong in numbers:
            self._pane.pages.go_to(numbers.index(wrong) + 1)

    def _mark(self, lines: list[PageLine], numbers: tuple[int, ...], ticket: int) -> None:
        """Find the words of one page after the other; another letter ends it."""
        if not lines or ticket != self._ticket:
            return
        line, rest = lines[0], lines[1:]

        def show(found: PageBoxes) -> None:
            if ticket != self._ticket:
                return
            if found.page in numbers:
                marks = [PageMark(box, fits=True) for box in found.fits]
                marks += [PageMark(box, fits=False) for box in found.contradicts]
                self._pane.pages.show_marks(numbers.index(found.page), tuple(marks))
            self._mark(rest, numbers, ticket)

        self._workplace.ask(uploads.find_boxes, self._content, line, done=show, lane=Lane.FILES)

    def _draw(self, page: int, size: QSize) -> None:
        ticket, reader, pane = self._ticket, self._reader, self._pane
        number = pane.numbers[page] - 1

        def work(_context: ServiceContext, _actor: Actor) -> QImage:
            return draw_page(reader, ticket, number, size)

        def show(image: QImage) -> None:
            if ticket == self._ticket:
                pane.pages.show_picture(page, image)

        def tell(error: UserError) -> None:
            if ticket == self._ticket:
                pane.pages.show_failure(page, error_sentence(error))

        self._workplace.ask(work, done=show, failed=tell, lane=Lane.FILES)
