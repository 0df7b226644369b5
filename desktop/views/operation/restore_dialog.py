"""*Sicherung zurückspielen*: which one, what it costs, and an administrator who agrees."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.domain.restore import Preview
from desktop.services.operation.restore_order import (
    BackupRow,
    OrderRestore,
    list_backups,
    order_restore,
    preview_backup,
)
from desktop.services.staff.access import Permission, allows
from desktop.tasks import Lane, Stale
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.texts.restore import preview_lines
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.dialogs.scrim import Scrim
from desktop.views.file_choice import ask_file
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.reading_table import ReadingTable
from desktop.views.workplace import Workplace

SIZE = (760, 600)
_LONGEST = 200
_WRAP = Qt.TextFlag.TextWordWrap


class RestoreDialog(QDialog):
    """Chooses a backup and shows what would be lost. ``ordered`` carries the ``RestoreOrder``."""

    ordered = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        """Ask for the backups at once."""
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workplace = workplace
        self._rows: tuple[BackupRow, ...] = ()
        self._file: Path | None = None
        self._is_previewed = self._gone = False
        self.setWindowTitle(tr("Sicherung zurückspielen"))
        self.title = TextLabel(self.windowTitle(), TextStyle.TITLE)
        self.table = ReadingTable(
            tr("Sicherungen"), [tr("Zeitpunkt"), tr("Größe"), tr("Dokumente"), tr("Datei")]
        )
        self.other = ActionButton(tr("Andere Datei …"), icon_name="folder")
        self.chosen = TextLabel(tr("Sicherungen werden gesucht …"), TextStyle.BODY_STRONG)
        self.losses = TextLabel("", TextStyle.BODY, wrap=_WRAP)
        self.login = self._field(tr("Anmeldename der Administration"))
        self.password = self._field(tr("Kennwort der Administration"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        if allows(workplace.actor, Permission.ADMINISTER):
            self.login.setText(workplace.actor.login)
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.message.hide()
        self.cancel = ActionButton(tr("Abbrechen"))
        self.confirm = ActionButton(
            tr("Zurückspielen"), variant=Variant.DANGER, icon_name="history"
        )
        self._lay_out()
        self._connect()
        scrim = Scrim(parent)
        self.finished.connect(scrim.deleteLater)
        self._block()
        workplace.ask(
            list_backups,
            workplace.places,
            done=self._show_rows,
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setMaxLength(_LONGEST)
        field.textChanged.connect(self._block)
        return field

    def _lay_out(self) -> None:
        now = theme.current()
        about = tr(
            "Die Sicherung tritt an die Stelle der jetzigen Datenbank. Gelöscht wird nichts: Die "
            "jetzige bleibt im Datenordner daneben liegen. Alle Fenster dieses Programms werden "
            "geschlossen; danach melden Sie sich neu an."
        )
        choice = QHBoxLayout()
        choice.addWidget(self.chosen, 1)
        choice.addWidget(self.other)
        fields = QFormLayout()
        fields.addRow(self.login.accessibleName(), self.login)
        fields.addRow(self.password.accessibleName(), self.password)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(3))
        column.addWidget(self.title)
        column.addWidget(TextLabel(about, TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP))
        column.addWidget(self.table, 1)
        column.addLayout(choice)
        column.addWidget(self.losses)
        column.addLayout(fields)
        column.addWidget(self.message)
        column.addLayout(buttons)
        self.resize(now.px(SIZE[0]), now.px(SIZE[1]))

    def _connect(self) -> None:
        self.finished.connect(self._on_finished)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.other.clicked.connect(self._on_other_clicked)
        self.table.currentCellChanged.connect(self._on_table_current_cell_changed)
        for button in (self.cancel, self.confirm, self.other):
            # Enter in a field must not press whatever comes first.
            button.setAutoDefault(False)
        self.confirm.setDefault(True)

    def _on_finished(self) -> None:
        self._gone = True
        self.password.clear()

    def _show_rows(self, rows: tuple[BackupRow, ...]) -> None:
        if self._gone:
            return
        self._rows = rows
        self.table.show_rows([_cells(row) for row in rows])
        if rows:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.setText(tr("Im Datenordner liegt keine Sicherung."))
            self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_table_current_cell_changed(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.choose(self._rows[row].file)

    def _on_other_clicked(self) -> None:
        kinds = tr("Datenbanken (*.sqlite)"), tr("Alle Dateien (*)")
        ask_file(self, tr("Datei einer Sicherung"), self.choose, *kinds)

    def choose(self, file: Path) -> None:
        """Show what would be lost with this backup."""
        self._file, self._is_previewed = file, False
        self.message.hide()
        self.chosen.setText(file.name)
        self.chosen.setToolTip(str(file))
        self.losses.setText(tr("Es wird nachgesehen, was verloren ginge …"))
        self._block()
        self._workplace.ask(
            preview_backup,
            self._workplace.places,
            file,
            done=self._show_preview,
            failed=self._on_not_previewed,
            scope="restore_preview",
            lane=Lane.FILES,
            stale=Stale.SKIP,
        )

    def _show_preview(self, preview: Preview) -> None:
        if self._gone:
            return
        self.losses.setText("\n".join(preview_lines(preview)))
        self._is_previewed = True
        self._block()

    def _on_not_previewed(self, error: UserError) -> None:
        if not self._gone:
            self.losses.setText("")
            self._on_failed(error)

    def _block(self) -> None:
        if not self._is_previewed:
            reason = tr("Bitte wählen Sie eine Sicherung, die sich lesen lässt.")
        elif not (self.login.text().strip() and self.password.text()):
            reason = tr("Bitte tragen Sie Anmeldename und Kennwort der Administration ein.")
        else:
            reason = ""
        self.confirm.set_blocked(reason)

    def _on_confirm_clicked(self) -> None:
        if self._file is None:
            return
        command = OrderRestore(self._file, self.login.text(), self.password.text())
        self.confirm.set_blocked(tr("Das Kennwort wird geprüft."))
        self.message.hide()
        self._workplace.ask(order_restore, command, done=self._on_ordered, failed=self._on_refused)

    def _on_ordered(self, order: object) -> None:
        if not self._gone:
            self.accept()
            self.ordered.emit(order)

    def _on_refused(self, error: UserError) -> None:
        if self._gone:
            return
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_failed(error)

    def _on_failed(self, error: UserError) -> None:
        if not self._gone:
            self.message.show_message(MessageKind.ERROR, error_sentence(error))
            self.message.show()


def _cells(row: BackupRow) -> tuple[str, ...]:
    if row.made_at is None:
        return (tr("unbekannt"), byte_size(row.size), "–", row.file.name)
    return (full_moment(row.made_at), byte_size(row.size), str(row.documents), row.file.name)
