"""Reads the document that a preview shows, draws its pages, saves it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage

from desktop.domain.errors import UserError
from desktop.services.cases.ports import PdfReader
from desktop.services.context import ServiceContext
from desktop.services.documents.view import DocumentFile
from desktop.services.staff.access import Actor
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.case.file_reading import FileLook, draw_page, look_of
from desktop.views.case.outside import safe_name
from desktop.views.documents.preview import DocumentPreview
from desktop.views.file_choice import ask_target
from desktop.views.workplace import Workplace

Source = Callable[[ServiceContext, Actor], DocumentFile]
"""Reads or makes what is shown."""


def _read(
    context: ServiceContext, actor: Actor, source: Source, reader: PdfReader, ticket: int
) -> FileLook:
    file = source(context, actor)
    return look_of(file.name, file.media_type, file.data, reader, ticket)


class PreviewWork(QObject):
    """Serves one preview; what takes long is done off the window's thread."""

    def __init__(self, workplace: Workplace, preview: DocumentPreview) -> None:
        """Serve ``preview``."""
        super().__init__(preview)
        self._workplace = workplace
        self._preview = preview
        self._reader = reader = workplace.pdf_readers.new()
        self._ticket = 0
        self.document_id = 0
        self._source: Source | None = None
        self._file_name = ""
        preview.pages.picture_wanted.connect(self._draw)
        preview.save_requested.connect(self._save)
        self.destroyed.connect(reader.end)

    def show_document(self, document_id: int, file_name: str) -> None:
        """Show a document, unless it is on show already."""
        from desktop.services.documents.use_cases import document_file

        if document_id == self.document_id:
            return
        self.show_file(partial(document_file, document_id=document_id), file_name)
        self.document_id = document_id

    def show_file(self, source: Source, file_name: str) -> None:
        """Show what ``source`` reads or makes, each time anew."""
        self.document_id, self._source, self._file_name = 0, source, file_name
        # What another file is still busy with is ended.
        self._ticket = ticket = self._reader.next_file()
        self._preview.show_waiting()

        def show(look: FileLook) -> None:
            if ticket == self._ticket:
                self._preview.show_look(look)

        def tell(error: UserError) -> None:
            if ticket == self._ticket:
                self._preview.show_problem(error_sentence(error))

        self._workplace.ask(
            _read, source, self._reader, ticket, done=show, failed=tell, lane=Lane.FILES
        )

    def forget(self) -> None:
        """Show nothing; nothing of the document stays in memory."""
        if self._source is None:
            return
        self.document_id, self._source, self._file_name = 0, None, ""
        self._ticket = ticket = self._reader.next_file()
        self._preview.show_nothing()
        reader = self._reader

        def close(_context: ServiceContext, _actor: Actor) -> None:
            reader.close(ticket)

        self._workplace.ask(close, done=lambda _: None, lane=Lane.FILES)

    def _draw(self, page: int, size: QSize) -> None:
        ticket, reader, pages = self._ticket, self._reader, self._preview.pages

        def work(_context: ServiceContext, _actor: Actor) -> QImage:
            return draw_page(reader, ticket, page, size)

        def show(image: QImage) -> None:
            if ticket == self._ticket:
                pages.show_picture(page, image)

        def tell(error: UserError) -> None:
            if ticket == self._ticket:
                pages.show_failure(page, error_sentence(error))

        self._workplace.ask(work, done=show, failed=tell, lane=Lane.FILES)

    def _save(self) -> None:
        target = ask_target(self._preview, tr("Dokument speichern"), safe_name(self._file_name))
        if target is not None:
            self.save_to(target)

    def save_to(self, target: Path) -> None:
        """Write the document as it came to a place the person chose."""
        write, source = self._workplace.write_file, self._source
        if source is None:
            return

        def work(context: ServiceContext, actor: Actor) -> None:
            data = source(context, actor).data
            try:
                write(target, data)
            except OSError as error:
                raise UserError("attachment.not_saved", name=target.name) from error

        self._workplace.ask(work, done=lambda _: None, lane=Lane.FILES)
