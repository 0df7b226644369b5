"""Why something cannot be done now, short enough to stand beside its button."""

from __future__ import annotations

from desktop.domain.errors import UserError
from desktop.services.cases.view import ActionState
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId, Actions


def reason_text(state: ActionState) -> str:
    """The reason of an action that is not possible; "" for one that is."""
    if state.possible or state.reason is None:
        return ""
    short = _short(state.reason, state.params.get("n"))
    return short or error_sentence(UserError(state.reason, **state.params))


def show_state(actions: Actions, action_id: ActionId, state: ActionState) -> None:
    """Make an action possible, or impossible with its reason, as a service said."""
    actions.set_possible(action_id, "" if state.possible else reason_text(state))


def _short(code: str, number: object) -> str:
    if isinstance(number, int):
        if code.endswith("blocker"):
            return ntr("{n} Fehler offen", "{n} Fehler offen", number)
        if code.endswith("warning"):
            return ntr("{n} Warnung unentschieden", "{n} Warnungen unentschieden", number)
    texts = {
        "access.denied": tr("keine Berechtigung"),
        "case.closed": tr("abgeschlossen"),
        "case.already_yours": tr("schon Ihr Vorgang"),
        "release.own_proposal": tr("eigene Änderung, andere Person nötig"),
        "release.blocker": tr("Fehler offen"),
        "release.warning": tr("Warnung unentschieden"),
    }
    return texts.get(code, "")
