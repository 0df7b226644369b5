"""Every action of the window in one registry: id, text, icon, shortcuts, what it needs.

A screen connects a handler to an id and says when it is possible; text, icon and shortcut are the
same wherever the action appears. Shortcuts avoid AltGr and keys that move between layouts, and the
main action answers both Enter keys (``ui-brief.md``, section 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.services.staff.access import Actor, Permission, allows
from desktop.texts import mark, tr
from desktop.views import icons


class ActionId(StrEnum):
    """Names of all actions."""

    TAKE = "case.take"
    REPLY = "case.reply"
    NOTE = "case.note"
    WAIT = "case.wait"
    RESUME = "case.resume"
    CLOSE = "case.close"
    REOPEN = "case.reopen"
    REQUEST_ADDRESS = "bank.request_address"
    CORRECT = "bank.correct"
    NEXT_SIBLING = "bank.next_sibling"
    PRINT = "letters.print"
    EDIT_APPLICATION = "bank.edit_application"
    MAIN = "main"
    REFUSE = "refuse"
    RECORD = "contact.record"
    NEXT_CASE = "case.next"
    PREVIOUS_CASE = "case.previous"
    UNDO = "undo"
    REFRESH = "refresh"
    FILTER = "list.filter"
    NEXT_AREA = "area.next"
    PREVIOUS_AREA = "area.previous"
    LARGER = "font.larger"
    SMALLER = "font.smaller"
    NORMAL_SIZE = "font.normal"
    SWITCH_USER = "user.switch"
    THEME_LIGHT = "theme.light"
    THEME_DARK = "theme.dark"
    THEME_SYSTEM = "theme.system"
    LANGUAGE_GERMAN = "language.de"
    LANGUAGE_ENGLISH = "language.en"
    OPEN_VIEW_1 = "view.1"
    OPEN_VIEW_2 = "view.2"
    OPEN_VIEW_3 = "view.3"
    OPEN_VIEW_4 = "view.4"
    OPEN_VIEW_5 = "view.5"
    OPEN_VIEW_6 = "view.6"
    OPEN_VIEW_7 = "view.7"
    NEW_WINDOW = "window.new"
    CASE_IN_NEW_WINDOW = "window.case"
    QUIT = "quit"
    TOGGLE_READ = "case.read"
    NOTICES = "notices"
    FILTER_PANEL = "list.filter_panel"
    SAVE_VIEW = "list.save"


OPEN_VIEWS = (
    ActionId.OPEN_VIEW_1,
    ActionId.OPEN_VIEW_2,
    ActionId.OPEN_VIEW_3,
    ActionId.OPEN_VIEW_4,
    ActionId.OPEN_VIEW_5,
    ActionId.OPEN_VIEW_6,
    ActionId.OPEN_VIEW_7,
)


class Readiness(Enum):
    """Whether an action can be done now."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One entry of the registry. ``text`` is a German message id; ``shortcuts`` are Qt names."""

    id: ActionId
    text: str
    icon: str | None = None
    shortcuts: tuple[str, ...] = ()
    permission: Permission | None = None
    starts: Readiness = Readiness.IMPOSSIBLE


_POSSIBLE = Readiness.POSSIBLE
_WORK = Permission.WORK_CASES

REGISTRY: tuple[ActionSpec, ...] = (
    ActionSpec(ActionId.TAKE, mark("Übernehmen"), "user-plus", ("Ctrl+M",), _WORK),
    ActionSpec(ActionId.REPLY, mark("Antworten"), "reply", ("Ctrl+R",), _WORK),
    ActionSpec(ActionId.NOTE, mark("Interne Notiz"), "lock", ("Ctrl+I",), _WORK),
    ActionSpec(ActionId.WAIT, mark("Wiedervorlage"), "hourglass", ("Ctrl+D",), _WORK),
    ActionSpec(ActionId.RESUME, mark("Wiedervorlage beenden"), "play", ("Ctrl+Shift+D",), _WORK),
    ActionSpec(ActionId.CLOSE, mark("Abschließen"), "circle-check", ("Ctrl+Shift+E",), _WORK),
    ActionSpec(ActionId.REOPEN, mark("Wieder öffnen"), "rotate-ccw", ("Ctrl+Shift+O",), _WORK),
    ActionSpec(
        ActionId.REQUEST_ADDRESS, mark("Adresse anfordern"), "mail", ("Ctrl+Shift+A",), _WORK
    ),
    ActionSpec(
        ActionId.CORRECT,
        mark("Freigabe zurücknehmen"),
        "undo-2",
        ("Ctrl+Shift+R",),
        Permission.RELEASE,
    ),
    ActionSpec(ActionId.PRINT, mark("Brief drucken …"), "printer", ("Ctrl+P",), _WORK),
    ActionSpec(
        ActionId.NEXT_SIBLING, mark("Nächsten Vertrag öffnen"), "arrow-right", ("Ctrl+Shift+W",)
    ),
    ActionSpec(ActionId.EDIT_APPLICATION, mark("Angaben bearbeiten"), None, ("Ctrl+E",), _WORK),
    ActionSpec(
        ActionId.MAIN, mark("Zur Freigabe"), "shield-check", ("Ctrl+Return", "Ctrl+Enter"), _WORK
    ),
    ActionSpec(ActionId.REFUSE, mark("Ablehnen"), "x", ("Ctrl+L",), _WORK),
    ActionSpec(
        ActionId.RECORD,
        mark("Anruf oder Brief erfassen"),
        "plus",
        ("Ctrl+Shift+N",),
        _WORK,
        _POSSIBLE,
    ),
    ActionSpec(ActionId.NEXT_CASE, mark("Nächster Vorgang"), "arrow-down", ("Ctrl+PgDown",)),
    ActionSpec(ActionId.PREVIOUS_CASE, mark("Voriger Vorgang"), "arrow-up", ("Ctrl+PgUp",)),
    ActionSpec(ActionId.UNDO, mark("Rückgängig"), "undo-2", ("Ctrl+Z",), _WORK),
    ActionSpec(ActionId.REFRESH, mark("Aktualisieren"), "refresh-cw", ("F5",), None, _POSSIBLE),
    ActionSpec(ActionId.FILTER, mark("Liste filtern"), "filter", ("Ctrl+F",), None, _POSSIBLE),
    ActionSpec(ActionId.NEXT_AREA, mark("Nächster Bereich"), None, ("F6",), None, _POSSIBLE),
    ActionSpec(
        ActionId.PREVIOUS_AREA, mark("Voriger Bereich"), None, ("Shift+F6",), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.LARGER, mark("Schrift größer"), None, ("Ctrl++", "Ctrl+="), None, _POSSIBLE
    ),
    ActionSpec(ActionId.SMALLER, mark("Schrift kleiner"), None, ("Ctrl+-",), None, _POSSIBLE),
    ActionSpec(ActionId.NORMAL_SIZE, mark("Schrift normal"), None, ("Ctrl+0",), None, _POSSIBLE),
    ActionSpec(
        ActionId.SWITCH_USER, mark("Benutzer wechseln"), "users", ("Ctrl+Shift+L",), None, _POSSIBLE
    ),
    ActionSpec(ActionId.THEME_LIGHT, mark("Hell"), "sun", (), None, _POSSIBLE),
    ActionSpec(ActionId.THEME_DARK, mark("Dunkel"), "moon", (), None, _POSSIBLE),
    ActionSpec(ActionId.THEME_SYSTEM, mark("Wie das System"), "monitor", (), None, _POSSIBLE),
    ActionSpec(ActionId.LANGUAGE_GERMAN, mark("Deutsch"), None, (), None, _POSSIBLE),
    ActionSpec(ActionId.LANGUAGE_ENGLISH, mark("English"), None, (), None, _POSSIBLE),
    *(
        ActionSpec(action_id, mark("Ansicht öffnen"), None, (f"Ctrl+{number}",), None, _POSSIBLE)
        for number, action_id in enumerate(OPEN_VIEWS, start=1)
    ),
    ActionSpec(
        ActionId.NEW_WINDOW, mark("Neues Fenster"), None, ("Ctrl+Shift+F",), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.CASE_IN_NEW_WINDOW,
        mark("In neuem Fenster öffnen"),
        None,
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        None,
        _POSSIBLE,
    ),
    ActionSpec(ActionId.TOGGLE_READ, mark("Gelesen / ungelesen"), "mail", ("Ctrl+U",)),
    ActionSpec(ActionId.NOTICES, mark("Mitteilungen"), "bell", ("Ctrl+Shift+M",), None, _POSSIBLE),
    ActionSpec(
        ActionId.FILTER_PANEL, mark("Filter wählen"), "filter", ("Ctrl+Shift+G",), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.SAVE_VIEW,
        mark("Ansicht speichern …"),
        "save",
        ("Ctrl+Shift+S",),
        None,
        _POSSIBLE,
    ),
    ActionSpec(ActionId.QUIT, mark("Beenden"), "log-out", ("Ctrl+Q",), None, _POSSIBLE),
)


class Actions(QObject):
    """The registry made into ``QAction`` objects for one window.

    ``reason_changed`` fires when an action becomes possible, impossible, or is so for another
    reason; buttons show the reason beside themselves.
    """

    reason_changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Make one ``QAction`` for each entry, owned by ``parent``."""
        super().__init__(parent)
        self._specs = {spec.id: spec for spec in REGISTRY}
        self._actions = {spec.id: self._build(spec) for spec in REGISTRY}
        self._reasons: dict[ActionId, str] = {}
        self._handlers: dict[ActionId, Callable[[], None]] = {}

    def _build(self, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), self)
        action.setObjectName(spec.id.value)
        action.setShortcuts([QKeySequence(text) for text in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setEnabled(spec.starts is _POSSIBLE)
        if spec.icon:
            action.setIcon(icons.icon(spec.icon))
        action.triggered.connect(partial(self._trigger, spec.id))
        return action

    def _trigger(self, action_id: ActionId, _checked: object = None) -> None:
        handler = self._handlers.get(action_id)
        if handler is not None:
            handler()

    def __getitem__(self, action_id: ActionId) -> QAction:
        """The ``QAction`` of an id."""
        return self._actions[action_id]

    def all(self) -> Iterable[QAction]:
        """Every action, for the window that shall answer their shortcuts."""
        return self._actions.values()

    def connect_handler(self, action_id: ActionId, handler: Callable[[], None]) -> None:
        """Say what an action does; the last screen to say so is the one on show."""
        self._handlers[action_id] = handler

    def forget_handlers(self) -> None:
        """The screens go: no handler may keep them alive or act on them."""
        self._handlers.clear()

    def set_possible(self, action_id: ActionId, reason: str = "") -> None:
        """Make an action possible; with a ``reason`` make it impossible and keep the reason."""
        action = self._actions[action_id]
        possible = not reason
        changed = action.isEnabled() != possible or self._reasons.get(action_id, "") != reason
        action.setEnabled(possible)
        action.setStatusTip(reason)
        self._reasons[action_id] = reason
        if changed:
            self.reason_changed.emit(action_id.value)

    def reason(self, action_id: ActionId) -> str:
        """Why an action is impossible; empty when it is possible or never was asked for."""
        return self._reasons.get(action_id, "")

    def permitted(self, action_id: ActionId, actor: Actor) -> bool:
        """Whether this person's role may do it at all."""
        permission = self._specs[action_id].permission
        return permission is None or allows(actor, permission)

    def retranslate(self) -> None:
        """Read all texts again after the language was changed."""
        for spec in REGISTRY:
            self._actions[spec.id].setText(tr(spec.text))
