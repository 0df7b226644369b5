"""A company words its letters itself; what it does not word is built in, and nothing gets lost."""

import pytest
from sqlalchemy import select

from desktop.domain.code_letter import CodeLetterProblem, Part
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.registration import LetterTemplate
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.letters import use_cases as letters
from desktop.services.letters.commands import CorrectAddress
from desktop.services.letters.composing import compose
from desktop.services.letters.templates import (
    SaveTemplate,
    list_templates,
    preview_template,
    save_template,
)
from desktop.services.staff.access import Actor
from tests.support.clock import FixedClock
from tests.support.code_letters import PORTAL, waiting_code_letters
from tests.support.factories import Household, actor_of, add_household, add_staff
from tests.support.letters import PlainPress

PRESS = PlainPress()


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def administrator(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(
            add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ada Amt")
        )


def test_a_template_is_saved_under_the_next_number_and_used_at_once(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    (before,) = list_templates(context, administrator)
    assert (before.number, before.own, before.made_by) == (0, frozenset(), "")
    assert before.texts[Part.HEAD_NAME] == "THOR Wohnen"
    wanted = {
        **before.texts,
        Part.PORTAL: PORTAL,
        Part.HEAD_NAME: "THOR  Wohnen\x00 Hamburg ",
        Part.APP: "",
    }
    saved = save_template(context, administrator, SaveTemplate(home.company_id, wanted, 0))
    assert (saved.number, saved.made_by) == (1, "Ada Amt")
    assert saved.own == {Part.PORTAL, Part.HEAD_NAME, Part.APP}
    assert saved.texts[Part.HEAD_NAME] == "THOR Wohnen Hamburg"
    with pytest.raises(UserError, match=r"letter_templates\.changed"):
        save_template(context, administrator, SaveTemplate(home.company_id, wanted, 0))
    again = save_template(context, administrator, SaveTemplate(home.company_id, before.texts, 1))
    assert (again.number, again.own) == (2, frozenset())
    with context.database.read() as session:
        rows = session.scalars(select(LetterTemplate.texts).order_by(LetterTemplate.number)).all()
        assert sorted(rows[0]) == ["app", "head_name", "portal"]
        actions = session.scalars(
            select(AuditEvent.details).where(
                AuditEvent.action == AuditAction.LETTER_TEMPLATE_SAVED.value
            )
        ).all()
    assert actions[0] == (
        '{"kind":"registration_code","number":1,"parts":["app","head_name","portal"]}'
    )


def test_what_would_keep_a_tenant_out_is_refused_with_its_part(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    (view,) = list_templates(context, administrator)
    wanted = {**view.texts, Part.INTRO: "Ihr Code ist {Code}."}
    with pytest.raises(UserError) as refused:
        save_template(context, administrator, SaveTemplate(home.company_id, wanted, 0))
    assert refused.value.code == "letter_templates.unknown_place"
    assert refused.value.params == {"part": "intro"}


def test_only_who_administers_words_letters(context: ServiceContext, home: Household) -> None:
    command = SaveTemplate(home.company_id, {}, 0)
    for act in (
        lambda: list_templates(context, home.lead),
        lambda: save_template(context, home.lead, command),
        lambda: preview_template(context, home.lead, PRESS, home.company_id, {}),
    ):
        with pytest.raises(UserError, match=r"access\.denied"):
            act()


def test_the_preview_shows_what_is_typed_and_no_code(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    texts = {Part.INTRO: "Hallo {Nachname}", Part.PORTAL: "https://por"}
    shown = preview_template(context, administrator, PRESS, home.company_id, texts).decode()
    assert "Hallo Beispielsen" in shown
    assert "••••-••••-••••" in shown
    assert "portal='https" not in shown


def test_every_letter_of_a_company_has_its_letterhead_and_a_code_letter_its_words(
    context: ServiceContext, clock: FixedClock, home: Household, administrator: Actor
) -> None:
    (asked,) = waiting_code_letters(context, clock, home)
    (view,) = list_templates(context, administrator)
    wanted = {**view.texts, Part.HEAD_NAME: "THOR Nord", Part.SIGNATURE: "Ihr Team Nord"}
    save_template(context, administrator, SaveTemplate(home.company_id, wanted, view.number))
    with context.database.read() as session:
        delivery = session.get_one(Delivery, asked.delivery_id)
        letter = compose(session, delivery, context.clock.today(), "Stapel 1 · 1")
    assert letter.head.name == "THOR Nord"
    assert letter.body[0].text == "Sehr geehrte Frau Beispielsen,"
    assert letter.body[-1].text == "Ihr Team Nord"
    assert dict(letter.info)["Ihr Vertrag"] == "endet auf 0001"
    assert dict(letter.info)["Bearbeitet von"] == "Jette Modell"
    assert "Vorgang" not in dict(letter.info)
    (card,) = [block.card for block in letter.body if block.card is not None]
    assert (card.portal, card.shown) == (PORTAL, "••••-••••-••••")


def test_a_letter_without_a_case_is_shown_everywhere(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    (asked,) = waiting_code_letters(context, clock, home, salutation="")
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert (row.delivery_id, row.case_id, row.case_reference) == (asked.delivery_id, None, "")
    assert row.contract_number == asked.who.contract_number
    assert row.subject == "Registrierungscode"
    assert row.is_printable
    assert letters.count_letters(context, home.clerk) == 1
    shown = letters.preview(context, home.clerk, PRESS, asked.delivery_id).pdf.decode()
    assert "Guten Tag Marga Beispielsen," in shown


def test_without_a_portal_the_letter_is_held_back(
    context: ServiceContext, clock: FixedClock, home: Household, administrator: Actor
) -> None:
    waiting_code_letters(context, clock, home)
    (view,) = list_templates(context, administrator)
    forgotten = {**view.texts, Part.PORTAL: ""}
    save_template(context, administrator, SaveTemplate(home.company_id, forgotten, view.number))
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert row.problem is CodeLetterProblem.NO_PORTAL_ADDRESS
    assert not row.is_printable


def test_where_a_code_goes_is_not_decided_on_the_pile(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    waiting_code_letters(context, clock, home)
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    elsewhere = CorrectAddress(row.delivery_id, row.address, "Marga Beispielsen\nWeg 2\n22041 Ort")
    with pytest.raises(UserError, match=r"letters\.address_of_code"):
        letters.correct_address(context, home.clerk, PRESS, elsewhere)
    broken = "\n".join(row.address).replace("Marga ", "Marga\n")
    letters.correct_address(
        context, home.clerk, PRESS, CorrectAddress(row.delivery_id, row.address, broken)
    )
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert "Marga" in row.address
