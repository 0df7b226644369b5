"""A key whose action cannot be done now says why, instead of doing nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views.actions import Actions
from desktop.views.shortcut_override import keys_of


class BlockedKeys(QObject):
    """Hears what nobody in ``place`` had a use for: a key of a blocked action comes as a mere key.

    ``said`` carries the sentence, ``over`` the one that does not hold any more.
    """

    said = Signal(str)
    over = Signal(str)

    def __init__(self, place: QWidget, actions: Actions) -> None:
        super().__init__(place)
        self._actions = actions
        self._told = ("", "")
        actions.reason_changed.connect(self._on_reason_changed)
        # Most keys that nobody has a use for are of no action: they are to cost nothing.
        self._known = {keys for spec in actions.specs() for keys in spec.shortcuts}
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say the reason; what is no key of the registry goes its way."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        action_id, sentence = self._sentence(keys_of(event))
        if not sentence:
            return False
        self._told = (action_id, sentence)
        self.said.emit(sentence)
        return True

    def _on_reason_changed(self, action_id: str) -> None:
        """It can be done now, or cannot for another reason."""
        told_of, sentence = self._told
        if action_id == told_of:
            self._told = ("", "")
            self.over.emit(sentence)

    def _sentence(self, keys: str) -> tuple[str, str]:
        """Return a blocked action and what there is to say of it, nothing where it can be done."""
        if keys not in self._known:
            return "", ""
        for spec in self._actions.specs():
            action = self._actions[spec.id]
            if keys in (sequence.toString() for sequence in action.shortcuts()):
                reason = self._actions.reason(spec.id)
                name = action.text().removesuffix(" …")
                said = tr("{action}: {reason}", action=name, reason=reason) if reason else ""
                return spec.id.value, said
        return "", ""
