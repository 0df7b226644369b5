"""Every act that can stand on the log has its words, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.audit import AuditAction
from desktop.services.audit_trail.groups import AuditGroup
from desktop.texts import Language, speaking
from desktop.texts.audit import ACTIONS, GROUPS, action_text, thing_text
from desktop.texts.audit_details import detail_title, details_text

SERVICES = Path(__file__).parents[2] / "desktop" / "services"


def test_no_act_and_no_group_is_without_words() -> None:
    assert set(ACTIONS) == {action.value for action in AuditAction}
    assert set(GROUPS) == {group.value for group in AuditGroup}


@pytest.mark.parametrize("language", Language)
def test_no_two_acts_read_alike(language: Language) -> None:
    with speaking(language):
        texts = [action_text(action.value) for action in AuditAction]
    assert len(set(texts)) == len(texts)


def test_what_a_newer_program_wrote_is_shown_as_it_is() -> None:
    assert action_text("moon.painted") == "moon.painted"
    assert thing_text("moons", 7, "") == "moons Nr. 7"
    assert thing_text("cases", 7, "V-2026-110418") == "Vorgang V-2026-110418"
    assert details_text((("colour", "blue"), ("iban", "DE02 •••• 2051"), ("reason", ""))) == (
        "colour: blue · IBAN: DE02 •••• 2051"
    )


def test_everything_that_is_noted_beside_an_act_has_its_words() -> None:
    noted = {key for path in SERVICES.rglob("*.py") for key in _noted(path)}
    assert noted > {"assignee", "open"}, "the calls are not found any more"
    assert {key for key in noted if detail_title(key) == key} == set()
    assert details_text((("late_accepted", "false"),)) == "Verspätung hingenommen: nein"


def _noted(path: Path) -> Iterator[str]:
    """What calls that name an act keep: their dictionaries, and the words of ``_audit``."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or "'AuditAction'" not in ast.dump(call):
            continue
        if isinstance(call.func, ast.Name) and call.func.id == "_audit":
            yield from (word.arg for word in call.keywords if word.arg)
        for value in (*call.args, *(word.value for word in call.keywords)):
            if isinstance(value, ast.Dict):
                yield from (str(key.value) for key in value.keys if isinstance(key, ast.Constant))
