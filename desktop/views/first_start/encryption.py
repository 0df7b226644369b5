"""Whether the data folder is encrypted, and the recovery key: shown, printed, and typed in part."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit

from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey, new_master_key, recovery_groups
from desktop.texts import tr
from desktop.views.administration.company_editor import hint
from desktop.views.first_start.steps import Step, line_named, radio, rows_of
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_IN_A_LINE = 4
_GROUPS = 16


class EncryptionStep(Step):
    """With or without; ``wanted`` fires when it is chosen, ``print_requested`` carries the key."""

    wanted = Signal()
    print_requested = Signal(object)

    def __init__(self, make_key: Callable[[], MasterKey] = new_master_key) -> None:
        """Propose none: who loses the key loses the data."""
        super().__init__(
            tr("Soll der Datenordner verschlüsselt werden?"),
            tr(
                "Wer den Rechner oder eine Sicherung in die Hand bekommt, kann einen "
                "verschlüsselten Ordner nicht lesen. Das lässt sich nur jetzt wählen."
            ),
        )
        self.plain = radio(tr("Ohne Verschlüsselung"))
        self.encrypted = radio(tr("Verschlüsseln, mit Wiederherstellungsschlüssel"))
        self.plain.setChecked(True)
        ways = Card()
        self._ways = QButtonGroup(self)
        for way in (self.plain, self.encrypted):
            self._ways.addButton(way)
            ways.body.addWidget(way)
        self.column.addWidget(ways)
        self.card = Card(tr("Ihr Wiederherstellungsschlüssel"))
        self.text = TextLabel("", TextStyle.MONO)
        self.print = ActionButton(tr("Drucken …"), icon_name="printer")
        self.message = InPlaceMessage(MessageKind.INFO, "")
        self.message.hide()
        self.card.body.addWidget(self.text)
        self.card.body.addWidget(
            hint(
                tr(
                    "Er wird nur hier gezeigt. Drucken Sie ihn oder schreiben Sie ihn ab, und "
                    "verwahren Sie ihn nicht am Rechner. Ohne ihn kann niemand die Daten retten, "
                    "wenn der Rechner verloren ist; auch die Sicherungen brauchen ihn."
                )
            )
        )
        self.card.body.addWidget(self.print, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(self.message)
        self.card.hide()
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self._make_key = make_key
        self._key: MasterKey | None = None
        self.encrypted.toggled.connect(self._on_encrypted_toggled)
        self.print.clicked.connect(self._on_print_clicked)

    @property
    def key(self) -> MasterKey | None:
        """The key of the folder that is to be; None without encryption."""
        return self._key if self.encrypted.isChecked() else None

    def begin(self) -> None:
        """Give the focus to what is chosen."""
        (self.encrypted if self.encrypted.isChecked() else self.plain).setFocus()

    def say(self, kind: MessageKind, sentence: str) -> None:
        """Tell of the key ring, or of the printing."""
        self.message.show_message(kind, sentence)
        self.message.show()

    def _on_encrypted_toggled(self, chosen: bool) -> None:
        self.card.setVisible(chosen)
        if not chosen:
            return
        if self._key is None:
            self._key = self._make_key()
            groups = recovery_groups(self._key)
            self.text.setText(
                "\n".join(
                    "   ".join(groups[at : at + _IN_A_LINE]) for at in range(0, _GROUPS, _IN_A_LINE)
                )
            )
        self.wanted.emit()

    def _on_print_clicked(self) -> None:
        self.print_requested.emit(self._key)


class ConfirmStep(Step):
    """Somebody has the key on paper: two of its groups are typed from there."""

    def __init__(self, key: Callable[[], MasterKey | None]) -> None:
        """Ask for two groups that are chosen anew in every assistant."""
        super().__init__(
            tr("Haben Sie den Wiederherstellungsschlüssel?"),
            tr(
                "Bitte geben Sie zwei Gruppen von Ihrem Ausdruck oder Zettel ein. Gezählt wird "
                "zeilenweise von links oben; jede Zeile hat vier Gruppen."
            ),
        )
        self._key = key
        first = secrets.randbelow(_GROUPS // 2)
        self.places = (first, _GROUPS // 2 + secrets.randbelow(_GROUPS // 2))
        self.lines: tuple[QLineEdit, ...] = tuple(
            line_named(tr("{n}. Gruppe", n=place + 1), 12) for place in self.places
        )
        card = Card()
        card.body.addLayout(rows_of(*self.lines))
        self.column.addWidget(card)
        self.column.addStretch(1)

    def check(self) -> None:
        """Compare; capitals and spaces do not matter.

        Raises:
            UserError: ``first_start.key_not_alike`` with the ``place`` from 1.
        """
        key = self._key()
        if key is None:
            return
        groups = recovery_groups(key)
        for place, line in zip(self.places, self.lines, strict=True):
            if line.text().strip().lower() != groups[place]:
                raise UserError("first_start.key_not_alike", place=place + 1)

    def begin(self) -> None:
        """Give the focus to the first group."""
        self.lines[0].setFocus()
