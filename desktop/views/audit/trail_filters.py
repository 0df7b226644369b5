"""What to look for in the audit log: a thing, a person, a kind of act, days; Enter asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.services.audit_trail.groups import AuditGroup
from desktop.services.audit_trail.looking import TrailPerson, TrailQuery
from desktop.texts import tr
from desktop.texts.audit import group_text
from desktop.views import theme
from desktop.views.recording.day_field import DayField
from desktop.views.recording.fields import ChoiceField
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone

_LONGEST = 80
_ABOUT_WIDTH = 230
_CHOICE_WIDTH = 150
_DAY_WIDTH = 104
_LEAST_LETTERS = 8


class TrailFilters(QWidget):
    """``asked`` fires when a person wants to see what the fields say."""

    asked = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """``today`` is the Berlin date of now."""
        super().__init__(parent)
        self.about = QLineEdit()
        self.about.setMaxLength(_LONGEST)
        self.about.setAccessibleName(tr("IBAN, Vorgang, Vertrag oder Mieterkonto"))
        self.about.setPlaceholderText(tr("ganz, z. B. V-2026-110418"))
        self.person = ChoiceField(tr("Person"))
        self.person.addItem(tr("Alle Personen"), "")
        self.group = ChoiceField(tr("Art"))
        self.group.addItem(tr("Alles"), None)
        for group in AuditGroup:
            self.group.addItem(group_text(group.value), group.value)
        for box in (self.person, self.group):
            # The longest name would push the buttons to a line of their own.
            box.setMinimumContentsLength(_LEAST_LETTERS)
        self.first = DayField(tr("Vom Tag"), today)
        self.last = DayField(tr("Bis zum Tag"), today)
        self.search = ActionButton(tr("Suchen"), variant=Variant.PRIMARY, icon_name="search")
        self.clear = ActionButton(tr("Zurücksetzen"), icon_name="x")
        self._lay_out()
        self.search.clicked.connect(self.asked)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.person.confirmed.connect(self.asked)
        self.group.confirmed.connect(self.asked)
        self.setFocusProxy(self.about)

    def _lay_out(self) -> None:
        flow = FlowLayout(self)
        for name, field, width in (
            (self.about.accessibleName(), self.about, _ABOUT_WIDTH),
            (tr("Person"), self.person, _CHOICE_WIDTH),
            (tr("Art"), self.group, _CHOICE_WIDTH),
            (tr("vom"), self.first, _DAY_WIDTH),
            (tr("bis"), self.last, _DAY_WIDTH),
        ):
            flow.addWidget(_below_name(name, field, width))
        for button in (self.search, self.clear):
            flow.addWidget(_below_name("", button, 0))

    def show_people(self, people: Iterable[TrailPerson]) -> None:
        """Offer these people; the one that is chosen stays."""
        chosen = self.person.currentData()
        self.person.clear()
        self.person.addItem(tr("Alle Personen"), "")
        for one in people:
            self.person.addItem(f"{one.name} ({one.login})", one.login)
        self.person.choose(chosen)

    def query(self, companies: frozenset[int]) -> TrailQuery:
        """What the fields say.

        Raises:
            UserError: ``report.period``: the days are the wrong way round.
        """
        group = self.group.currentData()
        return TrailQuery(
            about=self.about.text().strip(),
            login=self.person.currentData(),
            group=None if group is None else AuditGroup(group),
            first=self.first.day(),
            last=self.last.day(),
            companies=companies,
        )

    def wrong_day(self) -> DayField | None:
        """A field in which something was typed that is no day; None where there is none."""
        fields = (self.first, self.last)
        return next((one for one in fields if one.text().strip() and one.day() is None), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in any field asks; on the button that empties them it does that."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.clear.hasFocus():
            self.clear.click()
        else:
            self.asked.emit()

    def _on_clear_clicked(self) -> None:
        self.about.clear()
        self.person.choose("")
        self.group.setCurrentIndex(0)
        self.first.show_day(None)
        self.last.show_day(None)
        self.about.setFocus(Qt.FocusReason.OtherFocusReason)
        self.asked.emit()


def _below_name(name: str, field: QWidget, width: int) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().space(1))
    column.addWidget(TextLabel(name, TextStyle.SMALL, Tone.SECONDARY))
    column.addWidget(field)
    if width:
        field.setFixedWidth(theme.current().px(width))
    return box
