"""What an administrator decides for this workplace: when it locks, where newer versions lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from desktop.domain.errors import UserError
from desktop.settings import AppSettings
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from desktop.services.operation.workplace import WorkplaceRules

LONGEST_MINUTES = 1_440


@dataclass(frozen=True, slots=True)
class ComputerSettings:
    """How the settings of this workplace are read and kept; ``keep`` raises UserError."""

    read: Callable[[], AppSettings]
    keep: Callable[[AppSettings], None]


class ThisComputerCard(Card):
    """Two fields and *Speichern*; what was saved holds at once, in every window.

    ``change_requested`` carries a ``ChangeWorkplace``, which is to stand on the audit log before
    it holds: ``take_over`` lets it, ``refuse`` says why not.
    """

    change_requested = Signal(object)

    def __init__(self, settings: ComputerSettings, parent: QWidget | None = None) -> None:
        """Show what holds now."""
        super().__init__(tr("Dieser Arbeitsplatz"), parent=parent)
        self._settings = settings
        now = settings.read()
        self.minutes = QLineEdit(str(now.lock_minutes))
        self.minutes.setValidator(QIntValidator(0, LONGEST_MINUTES, self.minutes))
        self.minutes.setMaxLength(len(str(LONGEST_MINUTES)))
        self.minutes.setFixedWidth(theme.current().px(64))
        self.minutes.setAccessibleName(tr("Sperren nach Minuten (0 ist nie)"))
        self.folder = QLineEdit(now.update_dir or "")
        self.folder.setAccessibleName(tr("Ordner für neue Versionen"))
        self.folder.setPlaceholderText(tr("kein Ordner"))
        self.choose = ActionButton(tr("Ordner wählen …"), icon_name="folder")
        self.save = ActionButton(tr("Speichern"), icon_name="save")
        self.said = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.said.hide()
        rows = QGridLayout()
        rows.setHorizontalSpacing(theme.current().space(3))
        for place, field in enumerate((self.minutes, self.folder)):
            label = TextLabel(field.accessibleName(), TextStyle.BODY, Tone.SECONDARY)
            label.setBuddy(field)
            rows.addWidget(label, place, 0)
            rows.addWidget(field, place, 1)
        rows.addWidget(self.choose, 1, 2)
        rows.setColumnStretch(1, 1)
        self.body.addLayout(rows)
        self.body.addWidget(self.said)
        self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.save.clicked.connect(self._on_save_clicked)

    def _on_choose_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Ordner für neue Versionen"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)

    def _on_save_clicked(self) -> None:
        from desktop.services.operation.workplace import ChangeWorkplace, WorkplaceRules

        before = self._settings.read()
        after = WorkplaceRules(
            min(int(self.minutes.text() or 0), LONGEST_MINUTES), self.folder.text().strip() or None
        )
        self.change_requested.emit(
            ChangeWorkplace(WorkplaceRules(before.lock_minutes, before.update_dir), after)
        )

    def take_over(self, rules: WorkplaceRules) -> None:
        """Let these hold."""
        changed = msgspec.structs.replace(
            self._settings.read(), lock_minutes=rules.lock_minutes, update_dir=rules.update_dir
        )
        try:
            self._settings.keep(changed)
        except UserError as error:
            self.refuse(error)
        else:
            self._say(tr("Gespeichert."))

    def refuse(self, error: UserError) -> None:
        """What was typed stays there."""
        self._say(error_sentence(error))

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()
