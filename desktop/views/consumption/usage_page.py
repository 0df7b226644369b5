"""Area *Verbrauch*: monthly values come in, what is doubtful is decided, months are published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.accounts import ImportState
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.consumption.use_cases import (
    accept_value,
    correct_value,
    preview_month,
    publish_month,
    refuse_value,
    take_usage_back,
    usage_desk,
)
from desktop.services.consumption.view import (
    HeldRow,
    MonthPublication,
    MonthRow,
    UsageDesk,
    UsageImportRow,
    UsageTakenBack,
)
from desktop.services.staff.access import Permission, allows
from desktop.tasks import Stale, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.consumption.correct_dialog import CorrectUsageDialog
from desktop.views.consumption.proof_work import ProofWork
from desktop.views.consumption.publish_dialog import PublishMonthDialog
from desktop.views.consumption.usage_files import UsageFiles
from desktop.views.consumption.usage_parts import UsageParts
from desktop.views.consumption.usage_rows import (
    held_amount,
    held_cells,
    held_name,
    held_reasons,
    history_cells,
    month_cells,
    month_title,
    publication_lines,
    publication_sum,
    staying_sentence,
    taken_back_title,
    why_not_publishable,
)
from desktop.views.consumption.usage_run import UsageRun
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.master_data.text_table import TextTable
from desktop.views.recording.given_files import brings_files, given_files
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 300


class UsagePage(UsageParts):
    """Everything about monthly values of meters on one page."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads what there is."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._denied = (
            "" if allows(workplace.actor, Permission.WORK_CASES) else tr("keine Berechtigung")
        )
        self._held: dict[int, HeldRow] = {}
        self._months: dict[tuple[int, str], MonthRow] = {}
        self._past: dict[int, UsageImportRow] = {}
        self._to_held = False
        self.run = UsageRun(workplace, self.bar, self)
        self.proofs = ProofWork(workplace, self, self._on_saved, self._on_failed)
        self.incoming = UsageFiles(workplace, self, self.run, self._denied)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self.setAcceptDrops(True)
        self._connect()
        self._show_steps()

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self.run.changed.connect(self._show_steps)
        self.run.cancelled.connect(self._on_run_cancelled)
        self.incoming.taken.connect(self._on_incoming_taken)
        self.accept.clicked.connect(self._on_accept_clicked)
        self.refuse.clicked.connect(self._on_refuse_clicked)
        self.correct.clicked.connect(self._on_correct_clicked)
        self.publish.clicked.connect(self._on_publish_clicked)
        self.prove.clicked.connect(self._on_prove_clicked)
        self.take_back.clicked.connect(self._on_take_back_clicked)
        self.held.table.activated.connect(lambda _: self.correct.click())
        self.months.table.activated.connect(lambda _: self.publish.click())
        _key(self.held.table, "A", self.accept)
        _key(self.held.table, "V", self.refuse)
        _key(self.months.table, "N", self.prove)
        _key(self.history.table, "Del", self.take_back)
        for box in (self.held, self.months, self.history):
            model = box.table.selectionModel()
            model.currentRowChanged.connect(lambda *_: self._show_steps())
        self._workplace.changed.connect(self._on_workplace_changed)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the values of these companies (none: all)."""
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown again; chosen files stay."""
        self._workplace.ask(
            usage_desk,
            self._companies or None,
            done=self._show_desk,
            failed=self._on_failed,
            scope="usage_desk",
            stale=Stale.SKIP,
        )

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this page's while it has the focus."""
        return claims_save_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter: the next step of the files, a dry run before anything is taken in."""
        if is_save_key(event):
            (self.take if self.take.isEnabled() else self.attempt).click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere here."""
        if brings_files(event.mimeData()) and self.choose.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files were dropped."""
        paths = given_files(event.mimeData()).paths
        if paths:
            event.acceptProposedAction()
            self.incoming.look(paths)

    def _on_incoming_taken(self, held: int) -> None:
        """Whoever has taken values in decides on those that are held back next."""
        self._to_held = bool(held)
        self.refresh()

    def _show_desk(self, desk: UsageDesk) -> None:
        self._held = {one.reading_id: one for one in desk.held}
        self._months = {(one.company_id, str(one.month)): one for one in desk.months}
        self._past = {one.import_id: one for one in desk.imports}
        self.held.show_lines(
            [held_cells(one) for one in desk.held],
            list(self._held),
            total=desk.held_total,
            goes_on=True,
        )
        self.months.show_lines([month_cells(one) for one in desk.months], list(self._months))
        self.history.show_lines([history_cells(one) for one in desk.imports], list(self._past))
        self._show_steps()
        if self._to_held and desk.held:
            self.held.table.setFocus()
            self.area.ensureWidgetVisible(self.held)
        self._to_held = False

    def _show_steps(self) -> None:
        """Say of each act whether it can be done, or why not."""
        runs = tr("Bitte warten Sie, bis das Laufende fertig ist.") if self.run.is_busy else ""
        runs = self._denied or runs
        self.incoming.show_steps(runs)
        none = "" if self._chosen_value() else tr("Bitte wählen Sie einen Wert.")
        for button in (self.accept, self.refuse, self.correct):
            button.set_blocked(runs or none)
        self.publish.set_blocked(runs or why_not_publishable(self._chosen_month()))
        chosen = self._chosen_month() is not None
        self.prove.set_blocked("" if chosen else tr("Bitte wählen Sie einen Monat."))
        past = self._chosen_past()
        if past is None:
            why = tr("Bitte wählen Sie einen Import.")
        else:
            gone = past.state is ImportState.TAKEN_BACK
            why = tr("Hier gibt es nichts zurückzunehmen.") if gone else ""
        self.take_back.set_blocked(runs or why)

    def _chosen_value(self) -> HeldRow | None:
        key = self.held.table.chosen()
        return self._held.get(key) if isinstance(key, int) else None

    def _chosen_month(self) -> MonthRow | None:
        key = self.months.table.chosen()
        return self._months.get(key) if isinstance(key, tuple) else None

    def _chosen_past(self) -> UsageImportRow | None:
        key = self.history.table.chosen()
        return self._past.get(key) if isinstance(key, int) else None

    def _on_accept_clicked(self) -> None:
        said = (tr("Mit dem Messdienst geklärt"), tr("Am Zähler abgelesen"))
        self._ask_why(tr("Wert annehmen"), tr("Annehmen"), said, self._accept)

    def _on_refuse_clicked(self) -> None:
        said = (tr("Übertragungsfehler"), tr("Falscher Zähler"))
        self._ask_why(tr("Wert verwerfen"), tr("Verwerfen"), said, self._refuse)

    def _ask_why(
        self, title: str, confirm: str, said: tuple[str, ...], then: Callable[[int, str], None]
    ) -> None:
        """Ask for the reason of a decision about the chosen value."""
        row = self._chosen_value()
        if row is not None:
            dialog = ReasonDialog(title, _about(row), confirm, suggestions=said, parent=self)
            dialog.chosen.connect(partial(then, row.reading_id))
            dialog.open()

    def _accept(self, reading_id: int, reason: str) -> None:
        self._workplace.ask(
            accept_value,
            reading_id,
            reason,
            done=lambda _: self._on_decided(tr("Angenommen: Der Wert zählt.")),
            failed=self._on_failed,
        )

    def _refuse(self, reading_id: int, reason: str) -> None:
        self._workplace.ask(
            refuse_value,
            reading_id,
            reason,
            done=lambda _: self._on_decided(tr("Verworfen: Niemand sieht den Wert.")),
            failed=self._on_failed,
        )

    def _on_correct_clicked(self) -> None:
        row = self._chosen_value()
        if row is None:
            return
        unit = row.meter_unit or row.unit
        whose = f"{held_name(row)}: {held_amount(row)}"
        dialog = CorrectUsageDialog(shown(whose), shown(held_reasons(row)), shown(unit), self)
        dialog.chosen.connect(partial(self._correct, row.reading_id))
        dialog.open()

    def _correct(self, reading_id: int, value: Decimal, reason: str) -> None:
        self._workplace.ask(
            correct_value,
            reading_id,
            value,
            reason,
            done=lambda _: self._on_decided(tr("Berichtigt: Der neue Wert zählt.")),
            failed=self._on_failed,
        )

    def _on_decided(self, words: str) -> None:
        self.message.show_message(MessageKind.OK, words)
        self.message.show()
        self.refresh()

    def _on_publish_clicked(self) -> None:
        row = self._chosen_month()
        if row is None or why_not_publishable(row):
            return
        self._workplace.ask(
            preview_month,
            row.company_id,
            row.month,
            done=partial(self._ask_to_publish, row),
            failed=self._on_failed,
            scope="usage_preview",
            stale=Stale.SKIP,
        )

    def _ask_to_publish(self, row: MonthRow, preview: MonthPublication) -> None:
        dialog = PublishMonthDialog(month_title(row), preview, self)
        dialog.accepted.connect(partial(self._publish, row))
        dialog.open()

    def _publish(self, row: MonthRow) -> None:
        def make(task: Task) -> partial[MonthPublication]:
            return partial(
                publish_month,
                is_cancelled=task.is_cancelled,
                on_progress=lambda done, whole: task.report((done, whole)),
            )

        self.message.hide()
        self.run.start(
            tr("Wird veröffentlicht …"),
            make,
            row.company_id,
            row.month,
            done=partial(self._on_published, row),
            failed=self._on_failed,
            progress=self._show_part,
        )

    def _show_part(self, told: tuple[int, int]) -> None:
        self.bar.show_part(*told)

    def _on_published(self, row: MonthRow, made: MonthPublication) -> None:
        self.say(
            MessageKind.OK,
            tr("{month} mitgeteilt: {what}.", month=month_title(row), what=publication_sum(made)),
            "\n".join(
                (
                    *publication_lines(made),
                    tr("Wem wann wie mitgeteilt wurde, steht im Mieterkonto unter Verbräuche."),
                )
            ),
        )
        self.refresh()
        self.months.table.setFocus()

    def _on_prove_clicked(self) -> None:
        row = self._chosen_month()
        if row is not None:
            self.proofs.show(row)

    def _on_saved(self, words: str) -> None:
        self.say(MessageKind.OK, words)
        self.months.table.setFocus()

    def _on_take_back_clicked(self) -> None:
        past = self._chosen_past()
        if past is None or not self.take_back.isEnabled():
            return
        dialog = ReasonDialog(
            tr("Import zurücknehmen"),
            tr(
                "Was „{file}“ gebracht hat, zählt nicht mehr; was zuvor galt, gilt wieder. Was "
                "schon mitgeteilt ist, bleibt.",
                file=shown(past.file_name),
            ),
            tr("Zurücknehmen"),
            suggestions=(tr("Falsche Datei"), tr("Falscher Monat")),
            parent=self,
        )
        dialog.chosen.connect(partial(self._take_back, past.import_id))
        dialog.open()

    def _take_back(self, import_id: int, reason: str) -> None:
        self.message.hide()
        self.run.start(
            tr("Wird zurückgenommen …"),
            lambda task: partial(take_usage_back, is_cancelled=task.is_cancelled),
            import_id,
            reason,
            done=self._on_taken_back,
            failed=self._on_failed,
            progress=lambda _: None,
        )

    def _on_taken_back(self, result: UsageTakenBack) -> None:
        detail = staying_sentence(result)
        kind = MessageKind.WARNING if detail else MessageKind.OK
        self.say(kind, taken_back_title(result), detail)
        self.refresh()
        self.history.table.setFocus()

    def _on_run_cancelled(self) -> None:
        self.say(
            MessageKind.INFO,
            tr("Abgebrochen. Was schon erledigt ist, bleibt; ein neuer Anlauf macht dort weiter."),
        )
        self._soon.start()

    def _on_failed(self, error: UserError) -> None:
        self.say(MessageKind.ERROR, error_sentence(error))

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind is ChangeKind.CONSUMPTION for one in changes):
            self._soon.start()


def _about(row: HeldRow) -> str:
    """The value and what speaks against it."""
    return shown(f"{held_name(row)}: {held_amount(row)}. {held_reasons(row)}")


def _key(table: TextTable, keys: str, button: ActionButton) -> None:
    """A key of a table presses a button, and says nothing where the button is blocked."""
    shortcut = QShortcut(QKeySequence(keys), table)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(button.click)
