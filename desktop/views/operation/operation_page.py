"""Area *Betrieb*: what comes and goes, what waits, where room gets short, the last backup."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.changes import Change
from desktop.domain.errors import UserError
from desktop.domain.operation import BackupResult, Health, ProvenBackup
from desktop.domain.spelling import Dictionaries
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import make_backup
from desktop.services.operation.health import health
from desktop.services.operation.restore_order import RestoreOrder
from desktop.services.operation.trial import prove_backup
from desktop.services.operation.workplace import ChangeWorkplace, note_workplace_change
from desktop.services.staff.access import Actor, Permission, allows
from desktop.tasks import Lane, Stale, Task
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.texts.health_line import HealthLine
from desktop.texts.operation import health_lines, spelling_line
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.operation.backup_bar import BackupBar
from desktop.views.operation.health_row import HealthRow
from desktop.views.operation.restore_dialog import RestoreDialog
from desktop.views.operation.this_computer_card import ThisComputerCard
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone, line
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

_Result = TypeVar("_Result")
REFRESH_AFTER_MS = 200
PROGRAM = "window"
_GROUPS = (
    ("intake", "delivery", "hand_over"),
    ("queue", "quarantine", "unsupported", "letters"),
    ("space.data", "space.documents", "space.exchange"),
    ("backup", "proof", "database"),
    ("spelling",),
)


class OperationPage(QWidget):
    """The lines in cards, and the backup. ``quarantine_requested`` leads to that area."""

    quarantine_requested = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._task: Task | None = None
        self._cancelled = "backup.cancelled"
        self._lines: tuple[HealthLine, ...] = ()
        self.title = TextLabel(tr("Betrieb"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.back_up = ActionButton(tr("Jetzt sichern"), variant=Variant.PRIMARY, icon_name="save")
        self.prove = ActionButton(tr("Probe jetzt"), icon_name="shield-check")
        self.prove.setToolTip(
            tr("Spielt die neueste Sicherung in einen Probeordner zurück und vergleicht alles.")
        )
        self.restore = ActionButton(tr("Sicherung zurückspielen …"), icon_name="history")
        self.restore.setToolTip(
            tr("Zeigt zuerst, was verloren ginge. Die Administration muss zustimmen.")
        )
        self.restore.clicked.connect(self._on_restore_clicked)
        self.progress = BackupBar()
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.back_up.clicked.connect(self._on_back_up_clicked)
        self.prove.clicked.connect(self._on_prove_clicked)
        self.progress.cancelled.connect(self._on_progress_cancelled)
        workplace.changed.connect(self._on_workplace_changed)
        self._lay_out()
        self.setFocusProxy(self.back_up)

    def _lay_out(self) -> None:
        now = theme.current()
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("Zustand"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        everything = QWidget()
        below = QVBoxLayout(everything)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(now.space(3))
        below.addWidget(self._content)
        self.computer: ThisComputerCard | None = None
        computer = self._workplace.computer
        if computer is not None and allows(self._workplace.actor, Permission.ADMINISTER):
            # Beside the lines, not among them: those are built anew while somebody types here.
            self.computer = ThisComputerCard(computer)
            self.computer.change_requested.connect(partial(self._change_workplace, self.computer))
            framed = QHBoxLayout()
            framed.setContentsMargins(0, 0, now.space(2), 0)
            framed.addWidget(self.computer)
            below.addLayout(framed)
        below.addStretch(1)
        self.area.setWidget(everything)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.restore)
        head.addWidget(self.prove)
        head.addWidget(self.back_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addWidget(self.area, 1)
        self._column.setContentsMargins(0, 0, now.space(2), 0)
        self._column.setSpacing(now.space(3))

    def _change_workplace(self, card: ThisComputerCard, change: ChangeWorkplace) -> None:
        self._workplace.ask(
            note_workplace_change,
            change,
            done=lambda _: card.take_over(change.after),
            failed=card.refuse,
        )

    def open_with(self, companies: frozenset[int]) -> None:
        """Show what arrived for these companies; none chosen means all."""
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        speller = self._workplace.speller

        def look(context: ServiceContext, actor: Actor) -> tuple[Health, Dictionaries]:
            found = health(context, actor, self._workplace.places, self._companies or None)
            return found, speller.dictionaries()

        self._workplace.ask(
            look,
            done=self._show,
            failed=self._on_failed,
            scope="operation",
            lane=Lane.FILES,
            stale=Stale.SKIP,
        )

    def changeEvent(self, event: QEvent) -> None:
        """Build again after a change of font or colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_lines") and self._lines:
            self._build()

    def _show(self, seen: tuple[Health, Dictionaries]) -> None:
        found, dictionaries = seen
        self._block_backup(embedded=found.pulse.is_embedded)
        troubles = found.pulse.troubles
        self.summary.setText(
            ntr(
                "{n} Stelle braucht Aufmerksamkeit", "{n} Stellen brauchen Aufmerksamkeit", troubles
            )
            if troubles
            else tr("Alles läuft.")
        )
        lines = (*health_lines(found), spelling_line(dictionaries))
        if lines != self._lines:
            self._lines = lines
            self._build()

    def _block_backup(self, *, embedded: bool) -> None:
        if not allows(self._workplace.actor, Permission.OPERATE):
            reason = tr("Dazu fehlt Ihnen die Berechtigung.")
        elif not embedded:
            reason = error_sentence(UserError("backup.server"))
        else:
            reason = tr("Es läuft schon eine Sicherung oder Probe.") if self._task else ""
        self.back_up.set_blocked(reason)
        self.prove.set_blocked(reason)
        self.restore.set_blocked(reason)

    def _build(self) -> None:
        place = self.area.verticalScrollBar().value()
        clear_layout(self._column)
        titles = (tr("Wege"), tr("Was wartet"), tr("Speicherplatz"), tr("Daten"), tr("Schreiben"))
        for title, keys in zip(titles, _GROUPS, strict=True):
            card = Card(title)
            card.let_rows_run()
            for number, shown in enumerate(one for one in self._lines if one.key in keys):
                if number:
                    card.body.addWidget(line())
                card.body.addWidget(self._row(shown))
            self._column.addWidget(card)
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(place)

    def _row(self, shown: HealthLine) -> HealthRow:
        row = HealthRow(shown)
        if shown.key == "quarantine" and shown.level.is_trouble:
            lead = ActionButton(tr("Zur Quarantäne"), size=ButtonSize.SMALL)
            lead.clicked.connect(self.quarantine_requested)
            row.trailing.addWidget(lead, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _on_back_up_clicked(self) -> None:
        self._run(make_backup, self._on_backed_up, tr("Die Sicherung beginnt …"))

    def _on_prove_clicked(self) -> None:
        self._run(prove_backup, self._on_proven, tr("Die Probe beginnt …"))

    def _on_restore_clicked(self) -> None:
        dialog = RestoreDialog(self._workplace, self.window())
        dialog.ordered.connect(self._on_restore_ordered)
        dialog.open()

    def _on_restore_ordered(self, order: RestoreOrder) -> None:
        self._say(MessageKind.INFO, tr("Die Fenster werden geschlossen …"))
        self._workplace.restore_ordered.emit(order)

    def _run(
        self, work: Callable[..., _Result], done: Callable[[_Result], None], sentence: str
    ) -> None:
        task = self._task = Task()
        self._cancelled = "trial.cancelled" if work is prove_backup else "backup.cancelled"
        self.message.hide()
        self.progress.begin(sentence)
        self._block_backup(embedded=True)
        self._workplace.ask(
            partial(
                work,
                program=PROGRAM,
                on_progress=task.report,
                is_cancelled=task.is_cancelled,
            ),
            self._workplace.places,
            done=done,
            failed=self._on_backup_failed,
            progress=self.progress.show_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _on_progress_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._backup_ended()
        self._say(MessageKind.INFO, error_sentence(UserError(self._cancelled)))

    def _on_proven(self, proven: ProvenBackup) -> None:
        self._backup_ended()
        documents = ntr("{n} Dokument", "{n} Dokumente", proven.documents)
        self._say(
            MessageKind.OK,
            tr("Probe bestanden: Die Sicherung lässt sich zurückspielen."),
            tr(
                "{place}: {rows} Zeilen und {documents} sind, was gesichert wurde.",
                place=f"{proven.folder}: {proven.file}",
                rows=proven.rows,
                documents=documents,
            ),
        )
        self.refresh()

    def _on_backed_up(self, result: BackupResult) -> None:
        self._backup_ended()
        size = byte_size(result.size)
        copied = ntr("{n} neues Dokument", "{n} neue Dokumente", result.copied)
        place = f"{result.folder}: {result.file}"
        if not result.is_complete:
            self._say(
                MessageKind.WARNING,
                tr(
                    "Gesichert, aber nicht vollständig: Dokumente fehlen, sind beschädigt oder "
                    "liegen an einem Ort, der nicht antwortet."
                ),
                place,
            )
        else:
            self._say(
                MessageKind.OK,
                tr("Gesichert und geprüft: {size}, {copied}.", size=size, copied=copied),
                place,
            )
        self.refresh()

    def _on_backup_failed(self, error: UserError) -> None:
        self._backup_ended()
        self._on_failed(error)

    def _backup_ended(self) -> None:
        self._task = None
        self.progress.hide()
        self._block_backup(embedded=True)

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()

    def _on_workplace_changed(self, _changes: frozenset[Change]) -> None:
        if self.isVisible():
            self._soon.start()
