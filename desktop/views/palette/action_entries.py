"""Actions as entries: found by how their words begin, greyed where they are not possible."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.text_match import marks_of, search_key, words_of
from desktop.services.staff.access import Actor
from desktop.texts import tr
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness, group_title
from desktop.views.action_table import REGISTRY
from desktop.views.actions import Actions
from desktop.views.palette.entries import ActionTarget, Entry
from desktop.views.shortcuts import shortcut_label

_LEFT_OUT = frozenset({ActionId.PALETTE})
_OF_AN_OPEN_CASE = (
    ActionId.TAKE,
    ActionId.REPLY,
    ActionId.MAIN,
    ActionId.REQUEST_ADDRESS,
    ActionId.REFUSE,
    ActionId.NOTE,
    ActionId.WAIT,
)


class ActionEntries:
    """What can be done in a window, for one person."""

    def __init__(self, actions: Actions, actor: Actor) -> None:
        """Tell of these actions."""
        self._actions = actions
        self._actor = actor

    def matching(self, text: str, reference: str = "") -> tuple[Entry, ...]:
        """All actions whose words begin like those of ``text``, the best first.

        An empty text finds every one. ``reference`` names the open case, for what is done with it.
        """
        needles = words_of(text)
        found: list[tuple[bool, int, Entry]] = []
        for spec in REGISTRY:
            if spec.id in _LEFT_OUT:
                continue
            title = self._title(spec)
            rank = _rank(needles, title, tr(spec.also) if spec.also else "")
            if rank is not None:
                by_other_words = rank == _OTHER_WORDS
                entry = self._entry(spec, needles, reference, named=by_other_words)
                # What this person may never do is no answer to Enter: it stands behind the others.
                denied = bool(needles) and not self._actions.permitted(spec.id, self._actor)
                found.append((denied, rank, entry))
        found.sort(key=lambda one: (one[0], one[1], bool(needles) and one[2].blocked))
        return tuple(entry for *_, entry in found)

    def of_open_case(self, reference: str) -> tuple[Entry, ...]:
        """What can be done with the open case, the possible first."""
        specs = [self._actions.spec(action_id) for action_id in _OF_AN_OPEN_CASE]
        entries = [self._entry(spec, (), reference, named=False) for spec in specs]
        return tuple(sorted(entries, key=lambda entry: entry.blocked))

    def reason(self, action_id: ActionId) -> str:
        """Why an action is not possible; empty where it is."""
        if self._actions[action_id].isEnabled():
            return ""
        if not self._actions.permitted(action_id, self._actor):
            return tr("Dafür fehlt Ihnen das Recht.")
        return self._actions.reason(action_id)

    def _title(self, spec: ActionSpec) -> str:
        return self._actions[spec.id].text().replace("&", "")

    def _entry(
        self, spec: ActionSpec, needles: Sequence[str], reference: str, *, named: bool
    ) -> Entry:
        title = self._title(spec)
        blocked = not self._actions[spec.id].isEnabled()
        if blocked:
            reason = self.reason(spec.id)
            detail = tr("nicht möglich: {reason}", reason=reason) if reason else tr("nicht möglich")
        elif named:
            detail = tr(spec.also)
        else:
            detail = _about(spec, reference)
        return Entry(
            key=f"action:{spec.id}",
            title=title,
            icon=spec.icon or "chevron-right",
            marks=marks_of(title, needles),
            detail=detail,
            keys=tuple(filter(None, (shortcut_label(self._actions[spec.id].shortcut()),))),
            blocked=blocked,
            target=ActionTarget(spec.id),
        )


def _about(spec: ActionSpec, reference: str) -> str:
    """What an action is done with: the open case, or where it belongs."""
    of_a_case = spec.group is ActionGroup.CASE and spec.starts is Readiness.IMPOSSIBLE
    return (of_a_case and reference) or group_title(spec.group)


def key_labels(*specs: ActionSpec) -> tuple[str, ...]:
    """How the keys of actions are written, each once: both Enter keys are "Enter"."""
    labels = dict.fromkeys(shortcut_label(keys) for spec in specs for keys in spec.shortcuts)
    return tuple(labels)


_OTHER_WORDS = 2


def _rank(needles: list[str], title: str, also: str) -> int | None:
    """0: the title begins so, 1: its words do, 2: only with its other words; None: not at all."""
    folded = search_key(title)
    if not needles or folded.startswith(" ".join(needles)):
        return 0
    of_title = words_of(title)
    if _all_begin(needles, of_title):
        return 1
    return _OTHER_WORDS if _all_begin(needles, of_title + words_of(also)) else None


def _all_begin(needles: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(needle) for word in words) for needle in needles)
