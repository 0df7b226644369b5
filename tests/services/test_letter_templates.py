"""A company words its letters itself; what it does not word is built in, and nothing gets lost."""

import pytest
from sqlalchemy import select

from desktop.domain.code_letter import Part
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.registration import LetterTemplate
from desktop.models.tenancy import Tenant
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.letters import use_cases as letters
from desktop.services.letters.composing import compose, frozen
from desktop.services.letters.templates import (
    SaveTemplate,
    list_templates,
    preview_template,
    save_template,
)
from desktop.services.staff.access import Actor
from tests.support.code_letters import PORTAL, add_code_letter, portal_known
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
    assert actions[0] == '{"number":1,"parts":["app","head_name","portal"]}'


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
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    portal_known(context, home.company_id)
    (view,) = list_templates(context, administrator)
    wanted = {**view.texts, Part.HEAD_NAME: "THOR Nord", Part.SIGNATURE: "Ihr Team Nord"}
    save_template(context, administrator, SaveTemplate(home.company_id, wanted, view.number))
    delivery_id = add_code_letter(context, home)
    with context.database.read() as session:
        letter = compose(
            session, session.get_one(Delivery, delivery_id), context.clock.today(), "Stapel 1 · 1"
        )
    assert letter.head.name == "THOR Nord"
    assert letter.body[0].text == "Sehr geehrte Frau Musterbach,"
    assert letter.body[-1].text == "Ihr Team Nord"
    assert dict(letter.info)["Ihr Vertrag"] == "endet auf 0302"
    assert dict(letter.info)["Bearbeitet von"] == "Jette Modell"
    assert "Vorgang" not in dict(letter.info)
    (card,) = [block.card for block in letter.body if block.card is not None]
    assert (card.portal, card.shown) == (PORTAL, "••••-••••-••••")
    assert frozen(letter)["body"]


def test_a_letter_without_a_case_is_shown_everywhere(
    context: ServiceContext, home: Household
) -> None:
    portal_known(context, home.company_id)
    delivery_id = add_code_letter(context, home)
    with context.database.write() as unit:
        unit.session.get_one(Tenant, home.tenant_id).salutation = ""
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert (row.delivery_id, row.case_id, row.case_reference) == (delivery_id, None, "")
    assert row.contract_number == home.contract_number
    assert row.subject == "Registrierungscode"
    assert letters.count_letters(context, home.clerk) == 1
    shown = letters.preview(context, home.clerk, PRESS, delivery_id).pdf.decode()
    assert "Guten Tag Aylin Musterbach," in shown
    assert CodeState.REQUESTED.value not in shown
