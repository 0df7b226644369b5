"""The header of a case page: what it is, whose it is, where it stands in the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.case_status import DATE_STAMPED, CaseState
from desktop.services.cases.view import CaseHeader
from desktop.texts import tr
from desktop.texts.dates import full_date, full_moment
from desktop.texts.foreign import LEFT_TO_RIGHT
from desktop.views import theme
from desktop.views.acting.badges import BadgeLine, badges_of
from desktop.views.actions import ActionId, Actions
from desktop.views.channels import channel_name
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import IconButton
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind

CROWDED_FROM_PERCENT = 150
"""With letters of this size the avatar and the status line say who and where."""

_STATES = {
    CaseState.NEW: (PillKind.INFO, "inbox"),
    CaseState.IN_REVIEW: (PillKind.INFO, "file-search"),
    CaseState.PROPOSED: (PillKind.WARNING, "shield-check"),
    CaseState.WAITING: (PillKind.WAITING, "hourglass"),
    CaseState.CLOSED: (PillKind.DONE, "circle-check"),
}


def state_text(state: CaseState) -> str:
    """A state as the interface names it."""
    names = {
        CaseState.NEW: tr("neu"),
        CaseState.IN_REVIEW: tr("in Prüfung"),
        CaseState.PROPOSED: tr("zur Freigabe"),
        CaseState.WAITING: tr("wartet auf Mieter:in"),
        CaseState.CLOSED: tr("abgeschlossen"),
    }
    return names[state]


def received_text(header: CaseHeader) -> str:
    """Channel and time of receipt; a date stamp has no time of day."""
    if header.channel in DATE_STAMPED:
        return f"{channel_name(header.channel)}, {full_date(header.received_on)}"
    return f"{channel_name(header.channel)}, {full_moment(header.received_at)}"


class CaseHeaderBar(QWidget):
    """Two lines above the strip; stays put while the columns scroll."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Bind the buttons to the actions of the window."""
        super().__init__(parent)
        self.title = ElidedLabel("", TextStyle.TITLE)
        self.state = Pill("", PillKind.INFO)
        self.avatar = Avatar()
        self.assignee = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.place = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.previous = IconButton("arrow-up", tr("Voriger Vorgang"), shortcut="Ctrl+PgUp")
        self.next = IconButton("arrow-down", tr("Nächster Vorgang"), shortcut="Ctrl+PgDown")
        self.previous.bind(actions[ActionId.PREVIOUS_CASE])
        self.next.bind(actions[ActionId.NEXT_CASE])
        self.facts = ElidedLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.badges = BadgeLine()
        self._first = QHBoxLayout()
        self._first.addWidget(self.title)
        self._first.addWidget(self.state)
        self._first.addStretch(1)
        for widget in (self.avatar, self.assignee, self.place, self.previous, self.next):
            self._first.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._first)
        self._column.addWidget(self.facts)
        self._column.addWidget(self.badges)
        self.setAccessibleName(tr("Kopf des Vorgangs"))
        self._measure()

    def show_header(self, header: CaseHeader, title: str, *, mine: bool) -> None:
        """Show a case's facts under ``title``."""
        self.title.setText(title)
        kind, icon_name = _STATES[header.state]
        text = state_text(header.state)
        if header.merged_into is not None:
            text, icon_name = tr("zusammengeführt"), "repeat"
        if header.state is CaseState.WAITING and header.waiting_until is not None:
            text = tr("wartet bis {date}", date=full_date(header.waiting_until))
        self.state.show_status(text, kind, icon_name)
        if header.assignee is None:
            self.avatar.show_person("", tr("nicht zugewiesen"))
            self.assignee.setText(tr("nicht zugewiesen"))
        else:
            person = header.assignee
            self.avatar.show_person(person.initials, person.name, mine=mine)
            self.assignee.setText(tr("mir zugewiesen") if mine else person.name)
        parts = (
            header.reference,
            header.tenant_name or tr("ohne Mietverhältnis"),
            header.address_line,
            header.company_name,
            received_text(header),
        )
        self.badges.show_badges(badges_of(header))
        self.facts.setText(f"{LEFT_TO_RIGHT}  ·  ".join(part for part in parts if part))

    def show_place(self, place: int, total: int) -> None:
        """Show "2 von 278"; nothing while the case is not in the list."""
        self.place.setText(tr("{n} von {total}", n=place, total=total) if place else "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line below, as everywhere between bars."""
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        bottom = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(bottom, now.color(Role.BORDER_DEFAULT))
        painter.end()

    def _measure(self) -> None:
        now = theme.current()
        roomy = now.percent < CROWDED_FROM_PERCENT
        self.assignee.setVisible(roomy)
        self.place.setVisible(roomy)
        self._column.setContentsMargins(now.space(4), now.px(9), now.space(4), now.px(9))
        self._column.setSpacing(now.px(3))
        self._first.setSpacing(now.space(2))
