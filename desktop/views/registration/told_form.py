"""What the tenant says was typed and what goes wrong: asked, looked at, forgotten."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from desktop.domain.case_status import Channel
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_diagnosis import Attempt, Trouble
from desktop.domain.typed_code import bare_symbols
from desktop.services.registration.clinic_view import ClinicParty
from desktop.texts import tr
from desktop.texts.registration import place_text, trouble_text
from desktop.views import theme
from desktop.views.registration.private_line import PrivateLine
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone

AFTER_KEY_MS = 120
FORGOTTEN_AFTER_MS = 600_000
"""What was typed does not stay on a screen that nobody touches."""
_OUR_LENGTH = 12


class ToldForm(QWidget):
    """Fields without memory. ``told`` fires a moment after something was told, or nothing is.

    ``send_keys`` knows Ctrl+Enter in the fields.
    """

    told = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._least = _OUR_LENGTH - 1
        self.code = PrivateLine(tr("Code, wie er eingegeben wurde"))
        self.surname = PrivateLine(tr("Nachname, wie er eingegeben wurde"))
        self.email = PrivateLine(tr("E-Mail-Adresse, wie sie genannt wird"))
        self.code.setPlaceholderText(tr("Code, wie er eingegeben wurde"))
        self.surname.setPlaceholderText(tr("Nachname, wie er eingegeben wurde"))
        self.email.setPlaceholderText(tr("zum Vergleich mit der Registrierung"))
        self.place = QComboBox()
        self.place.setAccessibleName(tr("Wo die Person sich registriert"))
        self.place.addItem(tr("nicht gefragt"), "")
        for channel in (Channel.PORTAL, Channel.APP):
            self.place.addItem(place_text(channel), channel.value)
        self.trouble = QComboBox()
        self.trouble.setAccessibleName(tr("Was nicht gelingt"))
        self.trouble.addItem(tr("die Registrierung"), "")
        for trouble in Trouble:
            self.trouble.addItem(trouble_text(trouble), trouble.value)
        self.unfinished = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self._email_label = TextLabel(tr("E-Mail"), TextStyle.SMALL, Tone.SECONDARY)
        self._lay_out()
        self.send_keys = SendKeys(self)
        self._soon = QTimer(self, singleShot=True, interval=AFTER_KEY_MS)
        self._soon.timeout.connect(self.told)
        self._idle = QTimer(self, singleShot=True, interval=FORGOTTEN_AFTER_MS)
        self._idle.timeout.connect(self.forget)
        for line in self.lines():
            line.textChanged.connect(self._on_line_changed)
            line.installEventFilter(self)
        for box in (self.place, self.trouble):
            box.currentIndexChanged.connect(self._on_line_changed)
        self.send_keys.watch((*self.lines(), self.place, self.trouble))

    def _lay_out(self) -> None:
        now = theme.current()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(now.px(4))
        grid.setHorizontalSpacing(now.px(9))
        grid.setColumnStretch(1, 1)
        rows = (
            (TextLabel(tr("Code"), TextStyle.SMALL, Tone.SECONDARY), self.code),
            (TextLabel(tr("Nachname"), TextStyle.SMALL, Tone.SECONDARY), self.surname),
            (self._email_label, self.email),
        )
        for place, (label, field) in enumerate(rows):
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
        grid.addWidget(self.unfinished, 0, 2)
        boxes = QHBoxLayout()
        boxes.setSpacing(now.px(9))
        for box in (self.trouble, self.place):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(12)
            boxes.addWidget(box, 1)
        grid.addWidget(TextLabel(tr("Es geht um"), TextStyle.SMALL, Tone.SECONDARY), 3, 0)
        grid.addLayout(boxes, 3, 1)

    def lines(self) -> tuple[PrivateLine, ...]:
        """The fields that are typed in."""
        return self.code, self.surname, self.email

    def show_party(self, party: ClinicParty) -> None:
        """Ask what helps with this party; what was told of another one is forgotten before."""
        lengths = [len(code.shape) - code.shape.count("-") for code in party.facts.codes]
        self._least = min([length for length in lengths if length], default=_OUR_LENGTH) - 1
        registered = party.state is PortalAccountState.REGISTERED
        for widget in (self._email_label, self.email):
            widget.setVisible(registered)

    def attempt(self) -> Attempt:
        """What was told; a code that is still being typed does not count yet."""
        code = self.code.text()
        return Attempt(
            code=None if self._is_unfinished() else code or None,
            surname=self.surname.text() or None,
            email=self.email.text() or None if self.email.isVisibleTo(self) else None,
            channel=Channel(self.place.currentData()) if self.place.currentData() else None,
            trouble=Trouble(self.trouble.currentData()) if self.trouble.currentData() else None,
        )

    def is_empty(self) -> bool:
        """Whether nothing was told that can be judged already."""
        return self.attempt() == Attempt()

    def forget(self) -> None:
        """Forget everything that was told."""
        self._idle.stop()
        for line in self.lines():
            line.forget()
        for box in (self.place, self.trouble):
            box.setCurrentIndex(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who leaves the field of the code has finished it."""
        if watched is self.code and event.type() == QEvent.Type.FocusOut:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _is_unfinished(self) -> bool:
        if not self.code.hasFocus() or not self.code.text().strip():
            return False
        return len(bare_symbols(self.code.text())) < self._least

    def _on_line_changed(self) -> None:
        unfinished = self._is_unfinished()
        symbols = len(bare_symbols(self.code.text())) if unfinished else 0
        self.unfinished.setText(tr("{n} Zeichen", n=symbols) if unfinished else "")
        self._idle.start()
        self._soon.start()
