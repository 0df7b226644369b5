"""Area *Briefe*: letters to print with their preview, batches nobody confirmed, past batches."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.letter_address import AddressProblem
from desktop.services.letters import use_cases as letters
from desktop.services.letters.commands import CorrectAddress
from desktop.services.letters.view import (
    COVER_FROM,
    BatchRow,
    LetterRow,
    LettersOverview,
    PrintedBatch,
)
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.texts.letters import letter_problem
from desktop.views import theme
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.letters.address_dialog import AddressDialog
from desktop.views.letters.batch_cards import PastBatches, UnconfirmedBatch
from desktop.views.letters.batch_questions import ask_why_not_printed, warn_of_new_codes
from desktop.views.letters.letter_list import LetterList
from desktop.views.letters.letter_preview import LetterPreviewPane
from desktop.views.letters.many_codes_dialog import ManyCodesDialog
from desktop.views.letters.print_progress import PrintProgressBar
from desktop.views.letters.print_work import PrintWork
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.page_head import PageHead
from desktop.views.widgets.undo_bar import UndoBar
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 200
UNFIT = "letters.address_unfit"
CALLED_OFF = "letters.cancelled"
_SOON = timedelta(milliseconds=300)
"""So long after its moment a letter is looked for, so that a clock's rounding does not matter."""


class LettersPage(QWidget):
    """List and preview side by side, batches above and below.

    ``case_requested`` carries a case to open, ``account_requested`` a contract whose account is;
    ``state_changed`` comes when something else can be printed or taken back than before.
    """

    case_requested = Signal(int)
    account_requested = Signal(int)
    state_changed = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._overview: LettersOverview | None = None
        self._wanted: frozenset[int] = frozenset()
        self._no_printer = tr("Drucker werden gesucht")
        self.work = PrintWork(workplace, self)
        self._build()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._next = QTimer(self, singleShot=True)
        self._connect()

    def _build(self) -> None:
        self.title = TextLabel(tr("Briefe"), TextStyle.TITLE)
        self.summary = ElidedLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.ask = ActionButton(tr("Codes anfordern …"), icon_name="users")
        self.save = ActionButton(tr("Als PDF speichern …"), icon_name="save")
        self.print = ActionButton(
            tr("Drucken …"), variant=Variant.PRIMARY, icon_name="printer", shortcut="Ctrl+P"
        )
        self.reason = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.undo_bar = UndoBar()
        self.progress = PrintProgressBar()
        self.list = LetterList()
        self.empty = EmptyState(
            tr("Kein Brief ist zu drucken"),
            tr("Antworten an Mieter:innen ohne Portal erscheinen hier nach der Rücknahmezeit."),
        )
        self.preview = LetterPreviewPane()
        self.past = PastBatches()

    def _lay_out(self) -> None:
        now = theme.current()
        acts = (self.reason, self.ask, self.save, self.print)
        head = PageHead(self.title, self.summary, acts)
        self._unconfirmed = QVBoxLayout()
        self._unconfirmed.setSpacing(now.space(2))
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(self.empty)
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.space(3))
        column.addWidget(self.left, 1)
        column.addWidget(self.past)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(beside)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([12_000, 8_000])
        page = QVBoxLayout(self)
        page.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        page.setSpacing(now.space(3))
        page.addWidget(head)
        page.addWidget(self.message)
        page.addWidget(self.undo_bar)
        page.addWidget(self.progress)
        page.addLayout(self._unconfirmed)
        page.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self._next.timeout.connect(self.refresh)
        self._workplace.changed.connect(self._on_workplace_changed)
        self.print.clicked.connect(self.print_now)
        self.save.clicked.connect(self._on_save_clicked)
        self.ask.clicked.connect(self._on_ask_clicked)
        self.list.looked_at.connect(self._on_list_looked_at)
        self.list.chosen_changed.connect(self._show_possible)
        self.list.case_requested.connect(self.case_requested)
        self.preview.case_requested.connect(self.case_requested)
        for part in (self.list, self.preview):
            part.account_requested.connect(self.account_requested)
        self.preview.correction_requested.connect(self._on_preview_correction_requested)
        self.undo_bar.undo_requested.connect(self.work.take_back)
        self.undo_bar.expired.connect(lambda _: self.state_changed.emit())
        self.past.again_requested.connect(self._print_again)
        self.past.file_requested.connect(self._save_again)
        self.past.post_requested.connect(self.work.post)
        self.past.take_back_requested.connect(self._ask_why_not)
        self.work.began.connect(self.progress.begin)
        self.work.progressed.connect(self.progress.show_progress)
        self.work.ended.connect(self.progress.end)
        self.work.posted.connect(self._on_work_posted)
        self.progress.cancel_requested.connect(self.work.call_off)
        self.work.began.connect(self._show_possible)
        self.work.ended.connect(self._show_possible)
        self.work.printed.connect(self._on_work_printed)
        self.work.taken_back.connect(self._on_work_taken_back)
        self.work.failed.connect(self._on_failed)

    def open_with(self, companies: frozenset[int], chosen: frozenset[int] = frozenset()) -> None:
        """Show the letters of these companies (none: all), with ``chosen`` ones marked."""
        self._companies = companies
        self._wanted = chosen
        self._workplace.ask(
            lambda _context, _actor: self._workplace.paper.printers.has_any(),
            done=self._on_printers_counted,
            scope="letters.printers",
            lane=Lane.FILES,
        )
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a list that is not seen must not swallow the Tab key."""
        super().focusInEvent(event)
        if self.list.isVisible():
            self.list.setFocus(event.reason())

    def refresh(self) -> None:
        """Read everything again."""
        self._workplace.ask(
            letters.list_letters,
            self._workplace.paper.painter,
            self._companies or None,
            done=self._show,
            failed=self._on_failed,
            scope="letters",
            stale=Stale.SKIP,
        )

    def print_now(self) -> None:
        """Print what is chosen, or all; asks for the printer."""
        if not self.why_not_printed():
            self.work.print_letters(self._to_print())

    def why_not_printed(self) -> str:
        """Why nothing can be printed now; empty where it can."""
        return self._why_nothing() or self._no_printer

    def _to_print(self) -> tuple[int, ...]:
        rows = self.list.chosen() or self.list.letters.lines
        return tuple(row.delivery_id for row in rows if row.is_printable)

    def _why_nothing(self) -> str:
        overview = self._overview
        if overview is None:
            return tr("Briefe werden geladen")
        if not overview.may_print:
            return tr("keine Berechtigung")
        if self.work.is_busy:
            return tr("wird gerade gedruckt")
        if self._to_print():
            return ""
        if self.list.chosen():
            return tr("Auswahl ist zurückgehalten")
        return tr("kein Brief zu drucken")

    def _on_printers_counted(self, found: bool) -> None:
        self._no_printer = "" if found else tr("kein Drucker eingerichtet")
        if self._overview is not None:
            self._show(self._overview)

    def _show(self, overview: LettersOverview) -> None:
        self._overview = overview
        rows = overview.letters
        self.list.show_letters(rows)
        if self._wanted and rows:
            self.list.choose(self._wanted)
            self.list.look_at(min(self._wanted))
            self._wanted = frozenset()
        self.left.setCurrentWidget(self.list if rows else self.empty)
        waiting = ntr("{n} Brief wartet", "{n} Briefe warten", len(rows))
        held_back = sum(row.is_held_back for row in rows)
        held = tr("{n} zurückgehalten", n=held_back)
        self.summary.setText(f"{waiting}, {held}" if held_back else waiting)
        self._show_batches(overview)
        self._wait_for_the_next(overview)
        self._show_possible()

    def _show_batches(self, overview: LettersOverview) -> None:
        blocked = "" if overview.may_print else tr("keine Berechtigung")
        clear_layout(self._unconfirmed)
        # While this window prints, the batch is no riddle yet.
        for batch in () if self.work.is_busy else overview.unconfirmed:
            card = UnconfirmedBatch(batch, blocked, self._no_printer)
            card.again_requested.connect(self._print_again)
            card.file_requested.connect(self._save_again)
            card.confirmed.connect(self.work.confirm)
            card.taken_back.connect(self._take_back)
            self._unconfirmed.addWidget(card)
        self.past.show_batches(overview.past, blocked, self._no_printer)
        self.preview.allow_correction(blocked)
        self.ask.set_blocked(blocked)

    def _wait_for_the_next(self, overview: LettersOverview) -> None:
        """Look again when the undo time of the next letter is over."""
        self._next.stop()
        if overview.next_at is not None:
            wait = overview.next_at - self._workplace.now() + _SOON
            self._next.start(max(1000, round(wait.total_seconds() * 1000)))

    def _show_possible(self) -> None:
        chosen, count = self.list.chosen(), len(self._to_print())
        if count > 1 and not chosen:
            text = tr("Alle {n} drucken …", n=count)
        else:
            text = ntr("{n} Brief drucken …", "{n} Briefe drucken …", count)
        self.print.setText(text if count else tr("Drucken …"))
        self.print.setAccessibleName(self.print.text())
        nothing = self._why_nothing()
        self.print.set_blocked(nothing or self._no_printer)
        self.save.set_blocked(nothing)
        # Who sees letters wait has to know why the filled button does nothing.
        sorting = tr("nach Umschlag sortiert, mit Liste") if count >= COVER_FROM else ""
        reason = nothing or self._no_printer or sorting
        self.reason.setText(reason if self.list.letters.lines else "")
        self.state_changed.emit()

    def _on_list_looked_at(self, row: LetterRow | None) -> None:
        self.preview.show_letter(row)
        if row is not None and self.isVisible():
            self._workplace.ask(
                letters.preview,
                self._workplace.paper.painter,
                row.delivery_id,
                done=self.preview.show_pages,
                failed=self._on_failed,
                scope="letters.preview",
                stale=Stale.SKIP,
            )

    def _on_ask_clicked(self) -> None:
        dialog = ManyCodesDialog(self._workplace, self)
        dialog.finished_asking.connect(lambda said: self._say(MessageKind.OK, said))
        dialog.finished_asking.connect(lambda _: self.refresh())
        open_over_scrim(dialog)

    def _on_save_clicked(self) -> None:
        self.work.save_letters(self._to_print())

    def _on_work_printed(self, batch: PrintedBatch, target: Path | None) -> None:
        count = ntr("{n} Brief", "{n} Briefe", batch.letter_count)
        title = tr("Stapel {number}: {count} gedruckt.", number=batch.number, count=count)
        if target is not None:
            title = tr("Stapel {number}: {count} gespeichert.", number=batch.number, count=count)
        left_out = ntr(
            "{n} Brief blieb zurück, weil sich inzwischen etwas geändert hat.",
            "{n} Briefe blieben zurück, weil sich inzwischen etwas geändert hat.",
            batch.left_out,
        )
        more = ["" if target is None else str(target), left_out if batch.left_out else ""]
        self._say(MessageKind.OK, title, "\n".join(filter(None, more)))
        left = batch.undo_until - self._workplace.now()
        if left > timedelta(0):
            self.undo_bar.offer(
                batch.number,
                round(left.total_seconds()),
                lambda seconds: tr(
                    "Stapel {number} gilt als gedruckt, noch {seconds} s zum Zurücknehmen",
                    number=batch.number,
                    seconds=seconds,
                ),
            )
        self.state_changed.emit()
        self.refresh()

    def _on_work_taken_back(self, number: int, count: int) -> None:
        if self.undo_bar.offered == number:
            self.undo_bar.withdraw()
        waiting = ntr("{n} Brief wartet wieder", "{n} Briefe warten wieder", count)
        text = tr("Stapel {number} ist zurückgenommen: {count}.", number=number, count=waiting)
        self._say(MessageKind.OK, text)
        self.refresh()

    def _on_work_posted(self, number: int, count: int) -> None:
        posted = ntr("{n} Brief mit Code", "{n} Briefe mit Code", count)
        text = tr("Stapel {number}: {count} zur Post gegeben.", number=number, count=posted)
        self._say(MessageKind.OK, text)
        self.refresh()

    def _print_again(self, batch: BatchRow) -> None:
        warn_of_new_codes(batch, self, lambda: self.work.print_again(batch))

    def _save_again(self, batch: BatchRow) -> None:
        warn_of_new_codes(batch, self, lambda: self.work.save_again(batch))

    def _take_back(self, batch: BatchRow, reason: str = "") -> None:
        self.work.take_back(batch.number, reason, batch.made_round)

    def _ask_why_not(self, batch: BatchRow) -> None:
        ask_why_not_printed(batch.number, self, lambda reason: self._take_back(batch, reason))

    def _on_preview_correction_requested(self, row: LetterRow) -> None:
        dialog = AddressDialog(row.address, self)

        def refused(error: UserError) -> None:
            problem = error.params.get("problem")
            if error.code == UNFIT and isinstance(problem, str):
                dialog.show_problem(letter_problem(AddressProblem(problem)))
            else:
                dialog.show_problem(error_sentence(error))

        dialog.chosen.connect(
            lambda text: self._workplace.ask(
                letters.correct_address,
                self._workplace.paper.painter,
                CorrectAddress(row.delivery_id, row.address, text),
                done=lambda _: self._on_corrected(dialog),
                failed=refused,
            )
        )
        open_over_scrim(dialog)

    def _on_corrected(self, dialog: AddressDialog) -> None:
        dialog.accept()
        self._say(MessageKind.OK, tr("Die Anschrift ist berichtigt, der Brief ist bereit."))
        self.refresh()

    def _on_failed(self, error: UserError) -> None:
        kind = MessageKind.INFO if error.code == CALLED_OFF else MessageKind.ERROR
        self._say(kind, error_sentence(error))
        if error.code.startswith("letters."):
            self.refresh()

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        kinds = {change.kind for change in changes}
        if self.isVisible() and kinds & {ChangeKind.CASE, ChangeKind.DELIVERY}:
            self._soon.start()
