"""Reads the files of the open case for its page, saves them, hands them to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage

from desktop.domain.errors import UserError
from desktop.domain.risky_files import is_risky
from desktop.services.cases.files import AttachmentContent, attachment_bytes
from desktop.services.cases.view import AttachmentView
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.file_reading import draw_page, read_file, read_thumbnail
from desktop.views.case.outside import PrivateCopies, remove_forgotten, safe_name
from desktop.views.file_choice import ask_target
from desktop.views.widgets.messages import MessageKind

if TYPE_CHECKING:
    from desktop.views.case.attachment_viewer import AttachmentViewer


class AttachmentWork(QObject):
    """Everything that is done with files; what takes long is done off the window's thread."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._copies = copies = PrivateCopies(self._workplace.write_file)
        self._asked_about: AttachmentView | None = None
        self._reader = reader = self._workplace.pdf_readers.new()
        self._ticket = 0
        CasePage.viewer.when_made(pane.page, self._serve)
        pane.case_left.connect(self._leave)
        self.destroyed.connect(copies.remove_all)
        self.destroyed.connect(reader.end)
        remove_forgotten()

    @property
    def _viewer(self) -> AttachmentViewer:
        return self._pane.page.viewer

    def _serve(self, viewer: AttachmentViewer) -> None:
        viewer.file_requested.connect(self._read)
        viewer.save_requested.connect(self._save)
        viewer.outside_requested.connect(self._open_outside)
        viewer.question_yes.clicked.connect(self._on_question_yes_clicked)
        viewer.thumbnails.files.wanted.connect(self._read_thumbnail)
        viewer.pages.picture_wanted.connect(self._draw)
        viewer.closed.connect(self._forget)

    def _read(self, attachment: AttachmentView) -> None:
        # What another file is still busy with is ended.
        self._ticket = self._reader.next_file()
        self._workplace.ask(
            read_file,
            attachment,
            self._reader,
            self._ticket,
            done=self._viewer.show_file,
            failed=lambda error: self._viewer.show_problem(error_sentence(error)),
            scope="case.attachment",
            lane=Lane.FILES,
        )

    def _draw(self, page: int, size: QSize) -> None:
        ticket, reader, pages = self._ticket, self._reader, self._viewer.pages

        def work(_context: ServiceContext, _actor: Actor) -> QImage:
            return draw_page(reader, ticket, page, size)

        def show(image: QImage) -> None:
            if ticket == self._ticket:
                pages.show_picture(page, image)

        def tell(error: UserError) -> None:
            if ticket == self._ticket:
                pages.show_failure(page, error_sentence(error))

        self._workplace.ask(work, done=show, failed=tell, lane=Lane.FILES)

    def _forget(self) -> None:
        """Nothing of the file stays in memory."""
        self._ticket = ticket = self._reader.next_file()

        def work(_context: ServiceContext, _actor: Actor) -> None:
            self._reader.close(ticket)

        self._workplace.ask(work, done=lambda _: None, scope="case.attachment", lane=Lane.FILES)

    def _read_thumbnail(self, attachment: AttachmentView) -> None:
        files = self._viewer.thumbnails.files

        def keep(image: QImage) -> None:
            files.keep(attachment, image)

        def leave_sign(_error: UserError) -> None:
            files.keep(attachment, QImage())

        self._workplace.ask(
            read_thumbnail, attachment, done=keep, failed=leave_sign, lane=Lane.FILES
        )

    def _save(self, attachment: AttachmentView) -> None:
        target = ask_target(self._pane, tr("Anlage speichern"), safe_name(attachment.name))
        if target is not None:
            self.save_to(attachment, target)

    def save_to(self, attachment: AttachmentView, target: Path) -> None:
        """Write a file as it came to a place the person chose."""
        write = self._workplace.write_file

        def work(context: ServiceContext, actor: Actor) -> None:
            data = attachment_bytes(context, actor, attachment.attachment_id).data
            try:
                write(target, data)
            except OSError as error:
                raise UserError("attachment.not_saved", name=target.name) from error

        self._workplace.ask(
            work,
            done=lambda _: self._viewer.question.hide(),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _open_outside(self, attachment: AttachmentView) -> None:
        """Ask first where the kind of file can run something on this computer."""
        self._workplace.ask(
            attachment_bytes,
            attachment.attachment_id,
            done=lambda content: self._judge(attachment, content),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _judge(self, attachment: AttachmentView, content: AttachmentContent) -> None:
        if not is_risky(content.name, content.data[:8]):
            self._hand_out(content)
            return
        self._asked_about = attachment
        self._viewer.question.show_message(
            MessageKind.WARNING,
            tr(
                "„{name}“ kann beim Öffnen Programme oder Makros ausführen und dem Computer "
                "schaden. Öffnen Sie die Datei nur, wenn Sie den Absender kennen und sie erwarten.",
                name=attachment.name,
            ),
        )
        self._viewer.question_yes.show()
        self._viewer.question_no.show()
        self._viewer.question.show()
        self._viewer.question_no.setFocus()

    def _on_question_yes_clicked(self) -> None:
        attachment, self._asked_about = self._asked_about, None
        self._viewer.question.hide()
        if attachment is not None and attachment == self._viewer.current():
            self._workplace.ask(
                attachment_bytes,
                attachment.attachment_id,
                done=self._hand_out,
                failed=self._on_failed,
                lane=Lane.FILES,
            )

    def _hand_out(self, content: AttachmentContent) -> None:
        try:
            self._copies.hand_out(content.name, content.data)
        except UserError as error:
            self._on_failed(error)

    def _on_failed(self, error: UserError) -> None:
        self._viewer.question.show_message(MessageKind.WARNING, error_sentence(error))
        self._viewer.question_yes.hide()
        self._viewer.question_no.hide()
        self._viewer.question.show()

    def _leave(self) -> None:
        """Another case: its predecessor's file is not looked at any more."""
        viewer = CasePage.viewer.of(self._pane.page)
        if viewer is not None and viewer.isVisible():
            viewer.leave()
