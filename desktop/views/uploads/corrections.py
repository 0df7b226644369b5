"""What a person puts right, one letter after the other; Strg+Z takes the last of it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.documents import DeliveryWay, Verdict
from desktop.domain.errors import UserError
from desktop.services.recording.directory import find_tenancies
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import ChooseWay, DecideRow, SplitRow
from desktop.services.uploads.view import RowLine
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.documents.tenant_view_work import TenantViewWork
from desktop.views.uploads.row_pane import RowPane
from desktop.views.uploads.row_texts import whose
from desktop.views.uploads.way_dialog import RowWayDialog
from desktop.views.workplace import Workplace

Undo = Callable[[], None]


class Corrections(QObject):
    """``done`` carries what was done in words, ``failed`` a ``UserError``.

    ``focus_wanted`` asks for the list.
    """

    done = Signal(str)
    failed = Signal(object)
    focus_wanted = Signal()

    def __init__(self, workplace: Workplace, pane: RowPane, parent: QWidget) -> None:
        """Serve ``pane``; dialogs stand over ``parent``."""
        super().__init__(parent)
        self._workplace = workplace
        self._pane = pane
        self._parent = parent
        self._undo: Undo | None = None
        self.tenant_view = TenantViewWork(workplace, parent)
        pane.assign_box.sought.connect(self._on_sought)
        pane.assign_box.decided.connect(self._on_decided)

    def forget(self) -> None:
        """Another batch is shown: nothing of the last one is taken back by a key."""
        self._undo = None

    def take_last_back(self) -> bool:
        """Undo what was done last; False where there is nothing."""
        undo, self._undo = self._undo, None
        if undo is None:
            return False
        undo()
        return True

    def do(self, wanted: str) -> None:
        """Do what a key or a button asks for, with the letter that is shown."""
        row = self._pane.row
        acts: dict[str, tuple[QWidget | None, Callable[[RowLine], None]]] = {
            "assign": (self._pane.assign, lambda _row: self._pane.begin_assigning()),
            "confirm": (self._pane.confirm, self._confirm),
            "split": (self._pane.split, lambda one: self._split(one, only=True)),
            "split_from": (self._pane.split_from, lambda one: self._split(one, only=False)),
            "remove": (self._pane.remove, self._remove),
            "put_back": (self._pane.put_back, self._put_back),
            "way": (self._pane.way, self._ask_way),
            "tenant_view": (self._pane.tenant_view, self._show_tenant_view),
            "undo_decision": (self._pane.undo, lambda one: self._undo_decision(one.id)),
            "page_back": (None, lambda _row: self._pane.turn(-1)),
            "page_on": (None, lambda _row: self._pane.turn(1)),
        }
        if wanted == "focus":
            self.focus_wanted.emit()
            return
        button, act = acts[wanted]
        # A key does what its button would, and as little where that is blocked or not there.
        free = button is None or (button.isEnabled() and not button.isHidden())
        if row is not None and free:
            act(row)

    def _on_sought(self, text: str) -> None:
        self._workplace.ask(
            find_tenancies,
            text,
            done=lambda found: self._pane.assign_box.show_found(text, found),
            failed=self.failed.emit,
            scope="upload.search",
            stale=Stale.SKIP,
        )

    def _on_decided(self, tenancy_id: int, note: str) -> None:
        row = self._pane.row
        if row is not None:
            self._decide(row, tenancy_id, note)

    def _confirm(self, row: RowLine) -> None:
        if row.tenancy_id is None:
            return
        if row.verdict is not Verdict.HELD:
            self._decide(row, row.tenancy_id, "")
            return
        tenancy_id = row.tenancy_id
        dialog = ReasonDialog(
            tr("Zurückgehaltenes zuordnen"),
            tr("„{file}“ gehört zu {whose}.", file=shown(row.file_name), whose=_named(row)),
            tr("Zuordnen"),
            parent=self._parent,
        )
        dialog.chosen.connect(lambda note: self._decide(row, tenancy_id, note))
        dialog.open()

    def _decide(self, row: RowLine, tenancy_id: int, note: str) -> None:
        command = DecideRow(row_id=row.id, version=row.version, tenancy_id=tenancy_id, note=note)

        def done(_result: None) -> None:
            self._pane.end_assigning()
            self._undo = lambda: self._undo_decision(row.id)
            self.done.emit(tr("„{file}“ ist zugeordnet.", file=shown(row.file_name)))

        self._workplace.ask(uploads.decide_row, command, done=done, failed=self._refuse)

    def _undo_decision(self, row_id: int) -> None:
        self._undo = None
        self._workplace.ask(
            uploads.undo_decision,
            row_id,
            done=lambda _: self.done.emit(tr("Die Zuordnung ist zurückgenommen.")),
            failed=self._refuse,
        )

    def _split(self, row: RowLine, *, only: bool) -> None:
        page = self._pane.current_page()
        if not page:
            return
        command = SplitRow(row_id=row.id, version=row.version, page=page, only=only)
        words = tr("Ab Seite {n} ist es ein eigener Brief; die Datei bleibt, wie sie ist.", n=page)
        if only:
            words = tr("Seite {n} ist ein eigener Brief; die Datei bleibt, wie sie ist.", n=page)

        def done(row_id: int) -> None:
            self._undo = lambda: self._undo_split(row_id)
            self.done.emit(words)

        self._workplace.ask(uploads.split_row, command, done=done, failed=self._refuse)

    def _undo_split(self, row_id: int) -> None:
        self._workplace.ask(
            uploads.undo_split,
            row_id,
            done=lambda _: self.done.emit(tr("Die Trennung ist zurückgenommen.")),
            failed=self._refuse,
        )

    def _remove(self, row: RowLine) -> None:
        def done(_result: None) -> None:
            self._undo = lambda: self._put_back(row)
            self.done.emit(tr("„{file}“ ist aus dem Stapel entfernt.", file=shown(row.file_name)))

        self._workplace.ask(uploads.remove_row, row.id, row.version, done=done, failed=self._refuse)

    def _put_back(self, row: RowLine) -> None:
        words = tr("„{file}“ ist wieder im Stapel.", file=shown(row.file_name))
        self._workplace.ask(
            uploads.return_row,
            row.id,
            done=lambda _: self.done.emit(words),
            failed=self._refuse,
        )

    def _ask_way(self, row: RowLine) -> None:
        before = row.way if row.way_by_hand else None
        dialog = RowWayDialog(_named(row), before, self._parent)
        dialog.chosen.connect(lambda way, note: self._choose_way(row, way, note))
        dialog.open()

    def _show_tenant_view(self, row: RowLine) -> None:
        """Nothing is shown before it is known who the parties are."""
        if row.tenancy_id is not None and self._pane.ways:
            parties = [(one.tenant_id, one.name) for one in self._pane.ways]
            self.tenant_view.open(row.tenancy_id, parties)

    def _choose_way(self, row: RowLine, way: DeliveryWay | None, note: str) -> None:
        def done(_result: None) -> None:
            if way is not None and not row.way_by_hand:
                self._undo = lambda: self._choose_way(row, None, "")
            self.done.emit(tr("Die Zustellung ist geändert."))

        self._workplace.ask(
            uploads.choose_way,
            ChooseWay(row_ids=(row.id,), way=way, note=note),
            done=done,
            failed=self._refuse,
        )

    def _refuse(self, error: UserError) -> None:
        self.failed.emit(error)


def _named(row: RowLine) -> str:
    """Whose contract it is, in one line."""
    return shown(" · ".join(filter(None, whose(row))))
