"""The registry of actions made into what a window answers to.

A screen connects a handler to an id and says when it is possible; text, icon and shortcut are the
same wherever the action appears. What there is stands in ``action_table``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.services.staff.access import Actor, allows
from desktop.texts import tr
from desktop.views import icons
from desktop.views.action_spec import OPEN_VIEWS, ActionGroup, ActionId, ActionSpec, Readiness
from desktop.views.action_table import REGISTRY

__all__ = ["OPEN_VIEWS", "REGISTRY", "ActionGroup", "ActionId", "ActionSpec", "Actions"]


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
        self._awake: frozenset[ActionId] | None = None

    def _build(self, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), self)
        action.setObjectName(spec.id.value)
        action.setShortcuts([QKeySequence(text) for text in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setEnabled(spec.starts is Readiness.POSSIBLE)
        if spec.icon:
            action.setIcon(icons.icon(spec.icon))
        action.triggered.connect(partial(self._trigger, spec.id))
        return action

    def _trigger(self, action_id: ActionId, _checked: object = None) -> None:
        if self._awake is not None and action_id not in self._awake:
            return
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

    def is_answered(self, action_id: ActionId) -> bool:
        """Whether anybody does something when the action is triggered."""
        return action_id in self._handlers

    def forget_handlers(self) -> None:
        """The screens go: no handler may keep them alive or act on them."""
        self._handlers.clear()

    def rest_but(self, awake: Iterable[ActionId]) -> None:
        """Let every action rest but these: the window is locked."""
        self._awake = frozenset(awake)

    def rest_none(self) -> None:
        """Let every action do again what it does."""
        self._awake = None

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

    def lend_keys(self, *, to_chosen: bool) -> None:
        """Let what is done with all chosen cases answer the keys of the same act on one, or not."""
        for spec in REGISTRY:
            if not spec.stands_for:
                continue
            lent = [keys for one in spec.stands_for for keys in self._specs[one].shortcuts]
            # First those who lose them: two actions that both answer a key answer it neither.
            if not to_chosen:
                self._actions[spec.id].setShortcuts([])
            for one in spec.stands_for:
                own = () if to_chosen else self._specs[one].shortcuts
                self._actions[one].setShortcuts([QKeySequence(keys) for keys in own])
            if to_chosen:
                self._actions[spec.id].setShortcuts([QKeySequence(keys) for keys in lent])

    def reason(self, action_id: ActionId) -> str:
        """Why an action is impossible; empty when it is possible or never was asked for."""
        return self._reasons.get(action_id, "")

    def spec(self, action_id: ActionId) -> ActionSpec:
        """The entry of the registry."""
        return self._specs[action_id]

    def specs(self) -> Iterable[ActionSpec]:
        """All entries of the registry."""
        return self._specs.values()

    def permitted(self, action_id: ActionId, actor: Actor) -> bool:
        """Whether this person's role may do it at all."""
        permission = self._specs[action_id].permission
        return permission is None or allows(actor, permission)

    def retranslate(self) -> None:
        """Read all texts again after the language was changed."""
        for spec in REGISTRY:
            self._actions[spec.id].setText(tr(spec.text))
