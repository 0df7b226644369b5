"""A line of pills in the header: priority, team, tags, and what the case was merged with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.work import Priority
from desktop.services.cases.view import CaseHeader
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.views import theme
from desktop.views.widgets.pill import PillKind, paint_pill, pill_size

_PRIORITIES = {
    Priority.HIGH: (PillKind.WARNING, "arrow-up"),
    Priority.URGENT: (PillKind.DANGER, "alarm-clock"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """One pill."""

    kind: PillKind
    text: str
    icon: str


def badges_of(header: CaseHeader) -> tuple[Badge, ...]:
    """What there is to say of a case beside its state; a normal priority says nothing."""
    found: list[Badge] = []
    if header.priority in _PRIORITIES:
        kind, icon = _PRIORITIES[header.priority]
        found.append(Badge(kind, priority_text(header.priority), icon))
    if header.team is not None:
        found.append(Badge(PillKind.INFO, header.team.name, "users"))
    found += [Badge(PillKind.NEUTRAL, tag.name, "") for tag in header.tags]
    found += [
        Badge(PillKind.INFO, tr("mit {reference}", reference=one.reference), "folder")
        for one in header.merged
    ]
    return tuple(found)


class BadgeLine(QWidget):
    """Paints as many pills as have room, then how many are left out; the tooltip names all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and out of sight."""
        super().__init__(parent)
        self._badges: tuple[Badge, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Kennzeichen"))
        self.hide()

    def show_badges(self, badges: Sequence[Badge]) -> None:
        """Show these; without any the line takes no room."""
        self._badges = tuple(badges)
        words = ", ".join(badge.text for badge in badges)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.setVisible(bool(badges))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a pill."""
        return QSize(theme.current().px(120), pill_size(PillKind.NEUTRAL, "X", "").height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the left; what has no room is counted."""
        gap = theme.current().px(6)
        painter = QPainter(self)
        left = 0
        for number, badge in enumerate(self._badges):
            rest = f"+{len(self._badges) - number}"
            width = pill_size(badge.kind, badge.text, badge.icon).width()
            reserve = 0 if number == len(self._badges) - 1 else gap + _width(rest)
            if left + width + reserve > self.width():
                paint_pill(painter, left, 0, PillKind.NEUTRAL, rest, "")
                break
            paint_pill(painter, left, 0, badge.kind, badge.text, badge.icon)
            left += width + gap
        painter.end()


def _width(text: str) -> int:
    return pill_size(PillKind.NEUTRAL, text, "").width()
