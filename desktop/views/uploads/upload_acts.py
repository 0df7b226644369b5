"""What is done with a whole batch beside its steps: list to check, discarding, taking back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.view import ReaderLine, UploadLine
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.foreign import shown
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.file_choice import ask_target
from desktop.views.uploads.upload_work import UploadWork
from desktop.views.workplace import Workplace

_NAMED = 8


class UploadActs(QObject):
    """``said`` carries what was done, ``failed`` a ``UserError``, ``readers_read`` who has read."""

    said = Signal(str)
    failed = Signal(object)
    readers_read = Signal(int, object)

    def __init__(self, workplace: Workplace, work: UploadWork, parent: QWidget) -> None:
        """Ask over ``parent``."""
        super().__init__(parent)
        self._workplace = workplace
        self._work = work
        self._parent = parent

    def save_check_list(self, line: UploadLine) -> None:
        """Ask for a file and write the letters into it that a person has to look at."""
        target = ask_target(
            self._parent,
            tr("Prüfliste"),
            tr("pruefliste-{number}.csv", number=line.number),
            tr("CSV-Dateien (*.csv)"),
        )
        if target is not None:
            self._save(target, line.id)

    def _save(self, target: Path, upload_id: int) -> None:
        write = self._workplace.write_file

        def work(context: ServiceContext, actor: Actor) -> None:
            content = uploads.check_list(context, actor, upload_id)
            try:
                write(target, content)
            except OSError as error:
                raise UserError("report.not_written") from error

        self._workplace.ask(
            work,
            done=lambda _: self.said.emit(tr("Die Prüfliste ist gespeichert.")),
            failed=self.failed.emit,
            lane=Lane.FILES,
        )

    def discard(self, line: UploadLine) -> None:
        """Ask why, then discard what is left of a batch."""
        kept = tr("Nichts daraus wird veröffentlicht; Ihre Dateien bleiben, wo sie sind.")
        if line.counts.published:
            kept = tr("Was schon veröffentlicht ist, bleibt veröffentlicht.")
        dialog = ReasonDialog(
            tr("Stapel {number} verwerfen", number=line.number),
            kept,
            tr("Verwerfen"),
            suggestions=(tr("Falscher Ordner"), tr("Falscher Zeitraum")),
            parent=self._parent,
        )

        def discard(reason: str) -> None:
            self._workplace.ask(
                uploads.discard_upload,
                line.id,
                reason,
                done=lambda _: self.said.emit(tr("Der Stapel ist verworfen.")),
                failed=self.failed.emit,
            )

        dialog.chosen.connect(discard)
        dialog.open()

    def take_back(self, line: UploadLine) -> None:
        """Show who has read something of a batch, ask why, then recall all of it."""
        self._workplace.ask(
            uploads.readers_of,
            line.id,
            done=lambda readers: self._ask_take_back(line, readers),
            failed=self.failed.emit,
        )

    def read_readers(self, upload_id: int) -> None:
        """Ask who has read something of a batch."""
        self._workplace.ask(
            uploads.readers_of,
            upload_id,
            done=lambda readers: self.readers_read.emit(upload_id, readers),
            failed=self.failed.emit,
            scope="upload.readers",
            stale=Stale.SKIP,
        )

    def _ask_take_back(self, line: UploadLine, readers: Sequence[ReaderLine]) -> None:
        count = ntr(
            "{n} Dokument wird zurückgerufen: Im Portal ist es nicht mehr zu sehen, der Eintrag "
            "bleibt. Briefe, die noch nicht gedruckt sind, entfallen.",
            "{n} Dokumente werden zurückgerufen: Im Portal sind sie nicht mehr zu sehen, die "
            "Einträge bleiben. Briefe, die noch nicht gedruckt sind, entfallen.",
            line.counts.published,
        )
        names = list(dict.fromkeys(shown(one.tenant) for one in readers))
        told = tr("Gelesen hat noch niemand.")
        if names:
            listed = ", ".join(names[:_NAMED])
            rest = len(names) - _NAMED
            told = tr("Gelesen haben: {names}.", names=listed)
            if rest > 0:
                told = tr("Gelesen haben: {names} und {n} weitere.", names=listed, n=rest)
        dialog = ReasonDialog(
            tr("Stapel {number} zurücknehmen", number=line.number),
            f"{count} {told}",
            tr("Zurücknehmen"),
            suggestions=(tr("Falscher Inhalt"), tr("Falsche Zuordnung")),
            parent=self._parent,
        )
        dialog.chosen.connect(lambda reason: self._work.take_back(line.id, reason))
        dialog.open()
