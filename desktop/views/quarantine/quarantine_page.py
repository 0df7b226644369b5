"""Area *Quarantäne*: folders that could not be taken in, their content, and two ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_folder import FileKind
from desktop.services.intake import quarantine
from desktop.services.intake.quarantine import (
    Discard,
    QuarantineContent,
    QuarantinedFile,
    QuarantineRow,
    Reprocess,
    ReprocessResult,
)
from desktop.services.staff.access import Permission, allows
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import LEFT_TO_RIGHT, shown
from desktop.texts.quarantine import quarantine_sentence, quarantine_title
from desktop.views import theme
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 200
_RECORD = int(Qt.ItemDataRole.UserRole)


class QuarantinePage(QWidget):
    """A list of folders at the left, the chosen one at the right.

    ``case_requested`` opens the case a mended folder became.
    """

    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._rows: dict[int, QuarantineRow] = {}
        self._build()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.list.currentItemChanged.connect(lambda *_: self._load_content())
        self.again.clicked.connect(self._on_again_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        workplace.changed.connect(self._on_workplace_changed)
        self.setFocusProxy(self.list)

    def _build(self) -> None:
        self.title = TextLabel(tr("Quarantäne"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Ordner in Quarantäne"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.empty = EmptyState(
            tr("Nichts in Quarantäne"),
            tr("Alles, was das Portal gesendet hat, konnte gelesen werden."),
        )
        self.reason = TextLabel("", TextStyle.HEADING)
        self.advice = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.facts = KeyValueGrid()
        self.content = QPlainTextEdit()
        self.content.setReadOnly(True)
        self.content.setAccessibleName(tr("Inhalt des Ereignisses"))
        self.content.setFont(theme.current().font(TextStyle.MONO))
        self.again = ActionButton(
            tr("Erneut verarbeiten"), variant=Variant.PRIMARY, icon_name="rotate-ccw"
        )
        self.discard = ActionButton(tr("Verwerfen …"), variant=Variant.DANGER, icon_name="trash-2")
        allowed = allows(self._workplace.actor, Permission.QUARANTINE)
        for button in (self.again, self.discard):
            button.set_blocked("" if allowed else tr("Dazu fehlt Ihnen die Berechtigung."))

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        detail = QWidget()
        right = QVBoxLayout(detail)
        right.setContentsMargins(now.space(4), 0, 0, 0)
        right.setSpacing(now.space(2))
        for widget in (self.reason, self.advice, self.facts):
            right.addWidget(widget)
        right.addWidget(self.content, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.discard)
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        right.addLayout(buttons)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(detail)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([now.px(364), 10_000])
        self.pages = QStackedWidget()
        self.pages.addWidget(self.splitter)
        self.pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the folders of these companies; none chosen means all."""
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self._workplace.ask(
            quarantine.list_quarantine,
            self._companies or None,
            done=self._show,
            failed=self._on_failed,
            scope="quarantine",
            stale=Stale.SKIP,
        )

    def _show(self, rows: tuple[QuarantineRow, ...]) -> None:
        chosen = self._record_id()
        self._rows = {row.record_id: row for row in rows}
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            name = row.company_name or tr("Gesellschaft unbekannt")
            item = QListWidgetItem(
                f"{quarantine_title(row.reason)}\n{name} · {full_moment(row.arrived_at)}"
            )
            item.setData(_RECORD, row.record_id)
            self.list.addItem(item)
            if row.record_id == chosen:
                self.list.setCurrentItem(item)
        if rows and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.summary.setText(ntr("{n} Ordner wartet", "{n} Ordner warten", len(rows)))
        self.pages.setCurrentWidget(self.splitter if rows else self.empty)
        now_chosen = self._record_id()
        if now_chosen is not None and now_chosen != chosen:
            self._load_content()

    def _record_id(self) -> int | None:
        row = self.list.currentRow()
        return int(self.list.item(row).data(_RECORD)) if row >= 0 else None

    def _load_content(self) -> None:
        record_id = self._record_id()
        if record_id is None or not self.isVisible():
            return
        self._workplace.ask(
            quarantine.quarantine_content,
            self._workplace.portal_inbox,
            record_id,
            done=self._show_content,
            failed=self._on_failed,
            scope="quarantine.content",
            lane=Lane.FILES,
        )

    def _show_content(self, content: QuarantineContent) -> None:
        row = content.row
        self.reason.setText(quarantine_title(row.reason))
        self.advice.setText(quarantine_sentence(row.reason))
        facts = [
            KeyValue(tr("Ordner"), row.folder),
            KeyValue(tr("Eingetroffen"), full_moment(row.arrived_at)),
        ]
        if row.place:
            facts.append(KeyValue(tr("Stelle"), row.place))
        if row.event_type:
            facts.append(KeyValue(tr("Art"), row.event_type))
        files = ", ".join(map(_file_text, content.files)) or tr("keine")
        facts.append(KeyValue(tr("Dateien"), files))
        self.facts.show_rows(facts)
        self.content.setPlainText(shown(content.text))

    def _on_again_clicked(self) -> None:
        record_id = self._record_id()
        if record_id is not None:
            self._workplace.ask(
                quarantine.reprocess,
                self._workplace.portal_inbox,
                Reprocess(record_id),
                done=self._on_reprocessed,
                failed=self._on_failed,
                lane=Lane.FILES,
            )

    def _on_reprocessed(self, result: ReprocessResult) -> None:
        if result.outcome is IntakeOutcome.QUARANTINED and result.reason is not None:
            self._say(
                MessageKind.WARNING,
                tr("Der Ordner bleibt in Quarantäne."),
                quarantine_sentence(result.reason),
            )
        else:
            self._say(MessageKind.OK, tr("Der Ordner ist aufgenommen."))
        self.refresh()
        if result.case_id is not None:
            self.case_requested.emit(result.case_id)

    def _on_discard_clicked(self) -> None:
        record_id = self._record_id()
        if record_id is None:
            return
        dialog = ReasonDialog(
            tr("Ordner verwerfen"),
            tr("Der Ordner wird entfernt. Inhalt und Grund bleiben im Protokoll erhalten."),
            tr("Verwerfen"),
            parent=self,
        )
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                quarantine.discard,
                self._workplace.portal_inbox,
                Discard(record_id, reason),
                done=lambda _: self._on_discarded(),
                failed=self._on_failed,
                lane=Lane.FILES,
            )
        )
        open_over_scrim(dialog)

    def _on_discarded(self) -> None:
        self._say(MessageKind.OK, tr("Der Ordner ist verworfen."))
        self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        kinds = {change.kind for change in changes}
        if self.isVisible() and ChangeKind.INTAKE in kinds:
            self._soon.start()


def _file_text(file: QuarantinedFile) -> str:
    if file.kind is FileKind.PLAIN:
        return f"{file.name}{LEFT_TO_RIGHT} ({tr('{n} Byte', n=file.size)})"
    return tr("{name} (keine Datei)", name=file.name)
