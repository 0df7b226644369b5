"""How a document reaches each party, why, and a choice by hand with its reason."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.documents import DeliveryWay, WayReason
from desktop.services.documents.commands import ChosenWay
from desktop.services.documents.view import PartyWay
from desktop.texts import tr
from desktop.texts.documents import way_name, way_reason_text
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone

_USUAL = ""
_OFFERED = (DeliveryWay.ELECTRONIC, DeliveryWay.POST, DeliveryWay.BOTH)


class _WayRow(QWidget):
    """One party. ``changed`` fires when another way was chosen or the reason was typed."""

    changed = Signal()

    def __init__(self, usual: PartyWay) -> None:
        super().__init__()
        self.usual = usual
        name = shown(usual.name)
        self.name = ElidedLabel(name, TextStyle.BODY_STRONG)
        self.way = ChoiceField(tr("Zustellung an {name}", name=name))
        self.why = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.note = line_field(
            tr("Grund für die Zustellung an {name}", name=name),
            tr("Warum anders? Der Grund bleibt beim Dokument."),
        )
        self._offer()
        self.way.currentIndexChanged.connect(self._on_way_changed)
        self.note.textEdited.connect(lambda _: self.changed.emit())
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.way)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(4))
        column.setSpacing(theme.current().px(2))
        column.addLayout(line)
        column.addWidget(self.why)
        column.addWidget(self.note)
        self._show()

    def show_usual(self, usual: PartyWay) -> None:
        """The time of the document is another one: what is usual may be too."""
        if usual != self.usual:
            self.usual = usual
            self.way.setItemText(0, self._usual_text())
            self._show()

    def by_hand(self) -> DeliveryWay | None:
        """The way a person chose, None for the usual one."""
        data = self.way.currentData()
        return DeliveryWay(data) if data else None

    def chosen(self) -> ChosenWay | None:
        """What a person chose, None for the usual way."""
        way = self.by_hand()
        if way is None:
            return None
        return ChosenWay(self.usual.tenant_id, way, self.note.text().strip())

    def _offer(self) -> None:
        self.way.addItem(self._usual_text(), _USUAL)
        for way in _OFFERED:
            self.way.addItem(tr("von Hand: {way}", way=way_name(way)), way.value)

    def _usual_text(self) -> str:
        return way_name(self.usual.way)

    def _on_way_changed(self, _index: int) -> None:
        self._show()
        if self.by_hand() is not None:
            self.note.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        by_hand = self.by_hand() is not None
        self.note.setVisible(by_hand)
        why = way_reason_text(self.usual.reason)
        if by_hand:
            why = tr("sonst {way}: {reason}", way=way_name(self.usual.way), reason=why)
        self.why.setText(why)
        self.way.setAccessibleDescription(why)


class WayRows(QWidget):
    """All parties. ``changed`` fires when somebody chose or typed; what was chosen stays."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without parties."""
        super().__init__(parent)
        self.rows: dict[int, _WayRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(2))

    def show_ways(self, ways: tuple[PartyWay, ...]) -> None:
        """Show the way of each party; rows that are there keep what was chosen in them."""
        for one in ways:
            row = self.rows.get(one.tenant_id)
            if row is None:
                row = self.rows[one.tenant_id] = _WayRow(one)
                row.changed.connect(self.changed)
                self._column.addWidget(row)
            if one.reason is not WayReason.BY_HAND:
                row.show_usual(one)
        fields = [field for row in self.rows.values() for field in (row.way, row.note)]
        for before, field in pairwise(fields):
            QWidget.setTabOrder(before, field)

    def chosen(self) -> tuple[ChosenWay, ...]:
        """The ways that a person chose by hand."""
        return tuple(filter(None, (row.chosen() for row in self.rows.values())))

    def missing(self) -> str:
        """What is still to be said, "" for nothing."""
        for row in self.rows.values():
            chosen = row.chosen()
            if chosen is not None and not chosen.note:
                return tr(
                    "Bitte geben Sie an, warum {name} das Dokument anders bekommt.",
                    name=shown(row.usual.name),
                )
        return ""
