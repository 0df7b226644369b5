"""Every act that can stand on the log has its words, in both languages."""

import pytest

from desktop.services.audit import AuditAction
from desktop.services.audit_trail.groups import AuditGroup
from desktop.texts import Language, speaking
from desktop.texts.audit import ACTIONS, GROUPS, action_text, details_text, thing_text


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
