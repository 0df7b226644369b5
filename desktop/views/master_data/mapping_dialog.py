"""Asks what a table holds, and which of its headings is which column."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import (
    COLUMNS,
    default_mapping,
    missing_keys,
    told_heading,
)
from desktop.services.master_data.tables import TableChoice, TableOffer
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.texts.master_data import kind_name
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH, HEIGHT = 560, 560
"""Pixels at 100 %."""


class MappingDialog(QDialog):
    """A window-modal question about one table. ``chosen`` carries a ``TableChoice``."""

    chosen = Signal(object)

    def __init__(self, offer: TableOffer, parent: QWidget | None = None) -> None:
        """Show how the table would be read."""
        super().__init__(parent)
        self._offer = offer
        self.setWindowTitle(tr("Spalten zuordnen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Art der Daten"))
        self.kind.addItem(tr("bitte wählen"), None)
        for kind in MasterDataKind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.columns: list[QComboBox] = []
        self.problem = TextLabel("", TextStyle.SMALL, Tone.DANGER, wrap=Qt.TextFlag.TextWordWrap)
        self.cancel = ActionButton(tr("Abbrechen"))
        self.confirm = ActionButton(
            tr("Zuordnen und merken"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self._lay_out()
        self.kind.setCurrentIndex(0 if offer.kind is None else self.kind.findData(offer.kind.value))
        self._offer_columns(offer.columns)
        self.kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self._check()

    def _lay_out(self) -> None:
        now = theme.current()
        content = QWidget()
        form = QFormLayout(content)
        form.setContentsMargins(0, 0, now.space(2), 0)
        for number, written in enumerate(self._offer.facts.headings, start=1):
            told = told_heading(written)
            # What is hidden looks like other hidden ones; its place tells it from them.
            heading = told if told == " ".join(written.split()) else f"{number}. {told}"
            box = QComboBox()
            box.setAccessibleName(tr("Spalte für „{heading}“", heading=shown(heading)))
            box.currentIndexChanged.connect(lambda _place: self._check())
            self.columns.append(box)
            form.addRow(TextLabel(shown(heading)), box)
        area = QScrollArea()
        area.setAccessibleName(tr("Überschriften der Datei"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(shown(self._offer.facts.name), TextStyle.TITLE))
        hint = tr(
            "Was keiner Spalte zugeordnet ist, wird nicht gelesen. Die Zuordnung gilt auch für die "
            "nächste Datei mit denselben Überschriften."
        )
        column.addWidget(
            TextLabel(hint, TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addWidget(self.kind)
        column.addWidget(area, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.resize(now.px(WIDTH), now.px(HEIGHT))

    def _kind(self) -> MasterDataKind | None:
        found = self.kind.currentData()
        return MasterDataKind(found) if found else None

    def _offer_columns(self, wanted: tuple[str | None, ...]) -> None:
        kind = self._kind()
        names = () if kind is None else tuple(one.name for one in COLUMNS[kind])
        for box, name in zip(self.columns, wanted, strict=True):
            box.blockSignals(True)
            box.clear()
            box.addItem(tr("nicht lesen"), None)
            for one in names:
                box.addItem(one, one)
            box.setCurrentIndex(max(0, 0 if name is None else box.findData(name)))
            box.blockSignals(False)

    def _on_kind_current_index_changed(self) -> None:
        kind = self._kind()
        headings = self._offer.facts.headings
        mapping = {} if kind is None else default_mapping(kind, headings)
        self._offer_columns(
            tuple(
                mapping[place].name if place in mapping else None for place in range(len(headings))
            )
        )
        self._check()

    def _wanted(self) -> tuple[str | None, ...]:
        return tuple(box.currentData() for box in self.columns)

    def _check(self) -> None:
        kind, wanted = self._kind(), self._wanted()
        named = [name for name in wanted if name is not None]
        if kind is None:
            problem = tr("Bitte wählen Sie, was in der Datei steht.")
        elif len(set(named)) != len(named):
            problem = tr("Eine Spalte ist zweimal zugeordnet.")
        else:
            known = {one.name: one for one in COLUMNS[kind]}
            mapping = {place: known[name] for place, name in enumerate(wanted) if name is not None}
            missing = missing_keys(kind, mapping)
            problem = tr("Es fehlt noch: {columns}", columns=", ".join(missing)) if missing else ""
        self.problem.setText(problem)
        self.confirm.set_blocked(problem)

    def _on_confirm_clicked(self) -> None:
        kind = self._kind()
        if kind is not None and self.confirm.isEnabled():
            self.chosen.emit(TableChoice(kind, self._wanted()))
            self.accept()
