"""F1: every action with its keys, by chapters, and a field to find one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.text_match import marks_of, search_key
from desktop.texts import tr
from desktop.views import theme
from desktop.views.action_spec import ActionGroup, ActionSpec, group_title
from desktop.views.action_table import REGISTRY
from desktop.views.actions import Actions
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.keys.places import PLACES, Place
from desktop.views.palette.action_entries import key_labels
from desktop.views.palette.entries import Entry, Section
from desktop.views.palette.entry_list import EntryList
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH, HEIGHT = 640, 640
"""Pixels at 100 %: the width of a printed page, whatever the window's."""
_MARGIN = 48


class OverviewDialog(QDialog):
    """Made from the registry, so that nothing in it can be out of date."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Show all actions of ``actions`` and the keys of all places."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Tasten und Befehle"))
        self._actions = actions
        self.filter = FilterField(tr("Filtern: Befehl oder Taste"), icon_name="search", shortcut="")
        self.list = EntryList(tr("Tasten und Befehle"))
        self.nothing = TextLabel(tr("Kein Befehl passt dazu."), TextStyle.BODY, Tone.MUTED)
        self.close_button = ActionButton(tr("Schließen"), shortcut="Esc")
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        self.filter.textChanged.connect(self._on_filter_changed)
        self.filter.left_empty.connect(self.reject)
        self.filter.installEventFilter(self)
        self._take_size()
        self._on_filter_changed("")
        self.filter.setFocus()

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.space(4), now.space(4), now.space(3))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Tasten und Befehle"), TextStyle.TITLE))
        column.addWidget(self.filter)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        hint = tr("Jeden Befehl finden Sie auch mit {keys}.", keys=shortcut_label("Ctrl+K"))
        row.addWidget(TextLabel(hint, TextStyle.SMALL, Tone.SECONDARY))
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _take_size(self) -> None:
        now = theme.current()
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else self.screen().size()
        self.resize(
            min(now.px(WIDTH), room.width() - _MARGIN), min(now.px(HEIGHT), room.height() - _MARGIN)
        )

    def _on_filter_changed(self, text: str) -> None:
        sections = overview_sections(self._actions, text)
        self.nothing.setVisible(not sections)
        self.list.show_sections(sections, from_the_top=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list is moved through from the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
            key = Qt.Key(event.key())
            if key in steps:
                self.list.step(steps[key])
                return True
            if key in pages:
                self.list.page(pages[key])
                return True
        return False


def open_overview(actions: Actions, window: QWidget) -> None:
    """F1: open the overview over a window."""
    open_over_scrim(OverviewDialog(actions, window))


def overview_sections(actions: Actions, text: str = "") -> tuple[Section, ...]:
    """All chapters: actions by their groups, then the keys of places; only what fits ``text``."""
    needles = search_key(text).split()
    chapters = [_chapter(actions, group, needles) for group in ActionGroup]
    chapters += [_place(place, needles) for place in PLACES]
    return tuple(section for section in chapters if section.entries)


def _chapter(actions: Actions, group: ActionGroup, needles: list[str]) -> Section:
    specs = [spec for spec in REGISTRY if spec.group is group]
    specs.sort(key=lambda spec: not spec.shortcuts and not spec.stands_for)
    entries = [_entry(actions, spec, needles) for spec in specs]
    return Section(group, group_title(group), _fitting(entries, needles))


def _entry(actions: Actions, spec: ActionSpec, needles: list[str]) -> Entry:
    title = actions[spec.id].text().replace("&", "")
    return Entry(
        key=spec.id,
        title=title,
        icon=spec.icon or "chevron-right",
        marks=marks_of(title, needles),
        detail=_detail(spec),
        keys=key_labels(spec, *map(actions.spec, spec.stands_for)),
    )


def _detail(spec: ActionSpec) -> str:
    if spec.stands_for:
        return tr("solange Vorgänge ausgewählt sind")
    return tr(spec.also) if spec.also else ""


def _place(place: Place, needles: list[str]) -> Section:
    entries = [
        Entry(
            key=f"{place.key}:{number}",
            title=tr(line.text),
            icon="keyboard",
            marks=marks_of(tr(line.text), needles),
            keys=tuple(map(shortcut_label, line.keys)),
        )
        for number, line in enumerate(place.entries)
    ]
    return Section(place.key, tr(place.title), _fitting(entries, needles))


def _fitting(entries: list[Entry], needles: list[str]) -> tuple[Entry, ...]:
    """By any part of what a row says, its keys too ("strg+k")."""
    return tuple(
        entry
        for entry in entries
        if all(needle in search_key(entry.spoken()) for needle in needles)
    )
