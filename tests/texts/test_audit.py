"""Every act that can stand on the log has its words, in both languages."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from desktop.domain.company_rules import CompanyRules
from desktop.models.company import Company
from desktop.services.audit import AuditAction
from desktop.services.audit_trail.groups import AuditGroup
from desktop.services.companies.details import DetailsForm
from desktop.texts import Language, speaking
from desktop.texts.audit import ACTIONS, GROUPS, action_text, thing_text
from desktop.texts.audit_details import detail_title, details_text
from desktop.texts.audit_values import value_text

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
    assert details_text(
        "moon.painted", (("colour", "blue"), ("iban", "DE02 •••• 2051"), ("reason", ""))
    ) == ("colour: blue · IBAN: DE02 •••• 2051")


def test_everything_that_is_noted_beside_an_act_has_its_words() -> None:
    noted = {key for path in SERVICES.rglob("*.py") for key in _noted(path)}
    assert noted > {"assignee", "open"}, "the calls are not found any more"
    assert {key for key in noted if detail_title(key) == key} == set()
    assert (
        details_text("case.closed", (("late_accepted", "false"),)) == "Verspätung hingenommen: nein"
    )


def test_values_are_said_in_the_words_the_screens_use() -> None:
    changed = (("changed", "cutoff_day, name, emergency_phone, hue"),)
    assert details_text("company.changed", changed) == (
        "Geändert: Stichtag im Monat, Name, Notrufnummer, hue"
    )
    assert details_text("document.published", (("kind", "letter"),)) == "Art: Schreiben"
    assert details_text("archive_request.asked", (("state", "open"),)) == "Stand: angefragt"
    assert details_text("case.prioritised", (("before", "normal"),)) == "Davor: normal"
    assert details_text("case.split", (("state", "open"),)) == "Stand: open"
    with speaking(Language.ENGLISH):
        assert details_text("code.requested", (("guard", "call_back"),)) == "Guard: Call back"


def test_no_setting_of_a_company_is_noted_without_a_word() -> None:
    names = {setting.name for setting in fields(CompanyRules)}
    names |= {column.key for column in Company.__table__.columns if column.key in _TYPED}
    assert {name for name in names if value_text("company.changed", "changed", name) == name} == (
        set()
    )


_TYPED = {setting.name for setting in fields(DetailsForm)} | {"federal_state"}


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
