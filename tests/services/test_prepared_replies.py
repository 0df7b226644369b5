"""Prepared replies: one list of those written here and those that ship, gaps that nobody sends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.work import FieldKind, OrderState
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.models.form import CategoryField, ReplyTemplate
from desktop.models.tenancy import PortalAccount
from desktop.models.work import ContractorOrder
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import SendMessage
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.context import ServiceContext
from desktop.services.conversation import reply_editing as editing
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.placeholders import PLACEHOLDERS, gaps_in, to_codes, to_names
from desktop.services.conversation.reply_forms import (
    ChangeReply,
    PutReplyOutOfUse,
    PutReplyToUse,
    ReplyForm,
    ReplyRow,
)
from desktop.services.conversation.text_modules import TextModule, prepared, text_modules
from desktop.services.conversation.text_templates import TextModuleKind, load_templates
from desktop.services.staff.access import Actor
from desktop.texts.placeholders import placeholder_meaning
from tests.support.bank_cases import RECEIVED, add_application, fields
from tests.support.clock import FixedClock
from tests.support.factories import (
    CATEGORY_CODES,
    LONG_AGO,
    Household,
    actor_of,
    add_company,
    add_household,
    add_staff,
)

FORM = ReplyForm(
    title="Müll trennen",
    shortcut="muell",
    subject="Zu {Vorgang}",
    text="{Anrede},\n\nbitte trennen Sie den Müll.\n\nFreundliche Grüße\n{Sachbearbeitung}",
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def administrator(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(
            add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ada Richter")
        )


def add_case(context: ServiceContext, home: Household, category: str = "damage") -> int:
    """A case of any other category, come by the portal."""
    with context.database.write() as unit:
        account = unit.session.scalar(
            select(PortalAccount.id).where(PortalAccount.tenancy_id == home.tenancy_id)
        )
        return create_case(
            unit,
            context,
            NewCase(
                company_id=home.company_id,
                category_id=home.categories[category],
                tenancy_id=home.tenancy_id,
                channel=Channel.PORTAL,
                received_at=RECEIVED,
                correspondent="Aylin Musterbach",
                subject="Fenster undicht",
                text="Es zieht.",
                portal_account_id=account,
                source="/portal/thor",
                event_id=f"event-{category}",
            ),
        ).id


def offered(context: ServiceContext, actor: Actor, case_id: int) -> dict[str, TextModule]:
    return {one.title: one for one in text_modules(context, actor, case_id)}


def answer(
    context: ServiceContext, actor: Actor, case_id: int, text: str, **more: str
) -> SendMessage:
    view = cases.case_view(context, actor, case_id)
    return SendMessage(
        case_id=case_id,
        way=view.reply_ways[0].key,
        subject=more.get("subject", "Ihre Nachricht"),
        text=text,
        expected_version=view.header.version,
        template_code=more.get("template_code", ""),
    )


def test_what_is_written_here_stands_before_what_ships(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    case_id = add_case(context, home)
    damage = home.categories["damage"]
    forms = (
        FORM,
        replace(FORM, title="Für Schäden", shortcut="b", category_id=damage),
        replace(FORM, title="Im Haus THOR", shortcut="c", company_id=home.company_id),
        replace(
            FORM,
            title="THOR, Schäden",
            shortcut="d",
            company_id=home.company_id,
            category_id=damage,
        ),
        replace(FORM, title="Anderswo", shortcut="e", category_id=home.categories["general"]),
    )
    for form in forms:
        editing.create_reply(context, administrator, replace(form, shortcut=form.shortcut * 2))
    titles = [one.title for one in text_modules(context, home.clerk, case_id)]
    assert titles[:3] == ["THOR, Schäden", "Im Haus THOR", "Für Schäden"]
    assert titles.index("Schaden aufgenommen") < titles.index("Müll trennen")
    assert titles.index("Müll trennen") < titles.index("In Bearbeitung")
    assert "Anderswo" not in titles


def test_an_own_reply_takes_the_place_of_a_shipped_one(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    case_id = add_case(context, home)
    form = replace(FORM, title="Erledigt, THOR", shortcut="erledigt", company_id=home.company_id)
    row = editing.create_reply(context, administrator, form)
    titles = offered(context, home.clerk, case_id)
    assert "Erledigt, THOR" in titles
    assert "Erledigt" not in titles
    assert row.reply_id is not None
    editing.put_out_of_use(context, administrator, PutReplyOutOfUse(row.reply_id, row.version))
    titles = offered(context, home.clerk, case_id)
    assert "Erledigt, THOR" not in titles
    assert titles["Erledigt"].closes
    # What began as it can still be sent.
    assert prepared(context, home.clerk, case_id, row.code).title == "Erledigt, THOR"


def test_a_reply_is_changed_and_everything_is_on_the_log(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    row = editing.create_reply(context, administrator, FORM)
    assert row.reply_id is not None
    assert row.form == FORM
    changed = editing.change_reply(
        context,
        administrator,
        ChangeReply(row.reply_id, replace(FORM, title="Abfall", closes=True), row.version),
    )
    assert (changed.form.title, changed.form.closes, changed.version) == ("Abfall", True, 2)
    with pytest.raises(UserError) as caught:
        editing.change_reply(context, administrator, ChangeReply(row.reply_id, FORM, row.version))
    assert caught.value.code == "replies.changed"
    retired = editing.put_out_of_use(
        context, administrator, PutReplyOutOfUse(row.reply_id, changed.version)
    )
    assert not retired.active
    restored = editing.put_to_use(
        context, administrator, PutReplyToUse(row.reply_id, retired.version)
    )
    assert restored.active
    with context.database.read() as session:
        actions = list(
            session.scalars(
                select(AuditEvent.action)
                .where(AuditEvent.entity == "reply_templates")
                .order_by(AuditEvent.id)
            )
        )
        assert verify_chain(session).is_intact
    assert actions == ["reply.created", "reply.changed", "reply.retired", "reply.restored"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "replies.incomplete"),
        ({"subject": ""}, "replies.incomplete"),
        ({"text": "\n"}, "replies.incomplete"),
        ({"title": "x" * 81}, "replies.too_long"),
        ({"shortcut": "zwei wörter"}, "replies.shortcut"),
        ({"shortcut": "a"}, "replies.shortcut"),
        ({"asks": True, "closes": True}, "replies.asks_and_closes"),
        ({"text": "Hallo {Mietername}"}, "replies.unknown_placeholder"),
        ({"subject": "{contract}"}, "replies.unknown_placeholder"),
        ({"category_id": 99_999}, "replies.category_of_other"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    context: ServiceContext,
    home: Household,
    administrator: Actor,
    change: dict[str, object],
    code: str,
) -> None:
    form = replace(FORM, **change)  # type: ignore[arg-type]
    with pytest.raises(UserError) as caught:
        editing.create_reply(context, administrator, form)
    assert caught.value.code == code
    rows = editing.list_replies(context, administrator)
    assert all(row.ships for row in rows)


def test_a_reply_of_another_company_is_none_of_this_case(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_case(context, home)
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        unit.session.add(
            ReplyTemplate(
                code="own-elsewhere",
                position=1,
                active=True,
                title="Intern",
                subject="Intern",
                text="Nur für uns.",
                shortcut="intern",
                company_id=other.id,
                category_id=None,
                asks=False,
                closes=False,
            )
        )
    with pytest.raises(UserError, match=r"template\.unknown"):
        prepared(context, home.clerk, case_id, "own-elsewhere")


def test_a_shortcut_means_one_reply(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    first = editing.create_reply(context, administrator, FORM)
    second = replace(FORM, title="Noch einmal", shortcut="::MUELL")
    with pytest.raises(UserError) as caught:
        editing.create_reply(context, administrator, second)
    assert caught.value.code == "replies.shortcut_taken"
    assert caught.value.params["title"] == "Müll trennen"
    of_company = editing.create_reply(
        context, administrator, replace(second, company_id=home.company_id)
    )
    assert of_company.form.shortcut == "muell"
    assert first.reply_id is not None
    editing.put_out_of_use(context, administrator, PutReplyOutOfUse(first.reply_id, 1))
    editing.create_reply(context, administrator, second)
    with pytest.raises(UserError) as caught:
        editing.put_to_use(context, administrator, PutReplyToUse(first.reply_id, 2))
    assert caught.value.code == "replies.shortcut_taken"


def test_only_administrators_write_replies(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs", federal_state="BW")
        elsewhere = other.id
    for actor in (home.clerk, home.lead, home.auditor):
        for act in (
            lambda who: editing.list_replies(context, who),
            lambda who: editing.create_reply(context, who, FORM),
            lambda who: editing.preview_reply(context, who, FORM),
            lambda who: editing.category_names(context, who),
        ):
            with pytest.raises(UserError) as caught:
                act(actor)
            assert caught.value.code == "access.denied"
    with pytest.raises(UserError) as caught:
        editing.create_reply(context, administrator, replace(FORM, company_id=elsewhere))
    assert caught.value.code == "access.denied"


def test_the_list_shows_what_ships_and_what_is_replaced(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    editing.create_reply(context, administrator, replace(FORM, shortcut="erledigt"))
    rows = {row.form.title: row for row in editing.list_replies(context, administrator)}
    assert not rows["Müll trennen"].ships
    assert rows["Erledigt"].replaced
    found = [(row.category_names, row.form.title) for row in rows.values() if row.ships]
    assert found == sorted(found)
    shipped = rows["Handwerksbetrieb beauftragt"]
    assert shipped.category_names == ("Damage",)
    assert "{Handwerksbetrieb}" in shipped.form.text
    assert "{contractor}" not in shipped.form.text


def test_a_preview_is_made_of_the_youngest_case_it_fits(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    form = replace(FORM, text="{Anrede}, Termin: {Termin}", category_id=home.categories["damage"])
    invented = editing.preview_reply(context, administrator, form)
    assert (invented.reference, invented.gaps) == ("", ("«Termin fehlt»",))
    assert invented.subject == "Zu 2026-000123"
    case_id = add_case(context, home)
    reference = cases.case_view(context, home.clerk, case_id).header.reference
    shown = editing.preview_reply(context, administrator, form)
    assert (shown.reference, shown.subject) == (reference, f"Zu {reference}")
    assert shown.text == "Guten Tag Frau Musterbach, Termin: «Termin fehlt»"
    with pytest.raises(UserError) as caught:
        editing.preview_reply(context, administrator, replace(form, text="{Nix}"))
    assert caught.value.params["name"] == "{Nix}"


def test_a_missing_value_is_shown_and_not_sent(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home)
    module = offered(context, home.clerk, case_id)["Handwerksbetrieb beauftragt"]
    assert module.gaps == ("«Handwerksbetrieb fehlt»",)
    with pytest.raises(UserError) as caught:
        conversation.send_message(
            context, home.clerk, answer(context, home.clerk, case_id, module.text)
        )
    assert caught.value.code == "message.gap"
    assert caught.value.params["gap"] == "«Handwerksbetrieb fehlt»"
    with pytest.raises(UserError):
        conversation.send_message(
            context,
            home.clerk,
            answer(context, home.clerk, case_id, "Guten Tag", subject="«Vertrag fehlt»"),
        )
    assert not [
        one
        for one in cases.case_view(context, home.clerk, case_id).deliveries
        if (one.event_type.endswith("message.sent.v1"))
    ]
    whole = module.text.replace("«Handwerksbetrieb fehlt»", "Musterbau GmbH")
    conversation.send_message(context, home.clerk, answer(context, home.clerk, case_id, whole))


def test_nobody_is_promised_a_day_that_is_over(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_case(context, home, "general")
    due_on = cases.case_view(context, home.clerk, case_id).header.due_on
    assert due_on is not None
    clock.set_berlin(due_on)
    said = prepared(context, home.clerk, case_id, "generic_received").text
    assert due_on.strftime("%d.%m.%Y") in said
    clock.set_berlin(due_on + timedelta(days=1))
    assert "«Frist fehlt»" in prepared(context, home.clerk, case_id, "generic_received").text


def test_the_contractor_of_the_last_order_is_named(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_case(context, home)
    with context.database.write() as unit:
        for number, state in enumerate((OrderState.SENT_BY_HAND, OrderState.CANCELLED)):
            unit.session.add(
                ContractorOrder(
                    case_id=case_id,
                    number=f"A-{number}",
                    contractor=f"Betrieb {number}",
                    contractor_key=f"betrieb {number}",
                    due_on=RECEIVED.date(),
                    text="Fenster",
                    state=state,
                    staff_id=home.clerk.person_id,
                    created_at=LONG_AGO,
                )
            )
    module = offered(context, home.clerk, case_id)["Handwerksbetrieb beauftragt"]
    assert "Betrieb 0" in module.text
    assert module.gaps == ()


def test_missing_required_fields_are_asked_for(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home, "forms")
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).fields = {"name": "Bogen", "day": " "}
        for position, (key, label, required) in enumerate(
            [("name", "Name", True), ("day", "Auszugstag", True), ("more", "Weiteres", False)]
        ):
            unit.session.add(
                CategoryField(
                    category_id=home.categories["forms"],
                    key=key,
                    label=label,
                    kind=FieldKind.LINE,
                    required=required,
                    position=position,
                )
            )
    module = offered(context, home.clerk, case_id)["Formular unvollständig"]
    assert module.missing == ("Auszugstag",)
    assert "– Auszugstag" in module.text


def test_findings_for_the_tenant_are_only_what_blocks(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    case_id = add_application(
        context, home, fields(account_holder="", iban="DE02120300000000202052")
    )
    form = replace(
        FORM, text="{Prüfergebnisse}\n{Stichtag}\n{Lastschriftdatei}\n{Mietobjekt}\n{Mieteinheit}"
    )
    row = editing.create_reply(context, administrator, form)
    text = prepared(context, home.clerk, case_id, row.code).text
    assert "– IBAN ungültig" in text
    assert "– Kontoinhaber fehlt" in text
    assert "20.11.2026\n30.11.2026\nMusterkehre 12, 22041 Hamburg\n0302" in text


def test_within_a_letter_only_the_passage_is_put(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home)
    passage = offered(context, home.clerk, case_id)["Störung im Haus bekannt"].passage
    assert passage.startswith("vielen Dank für Ihre Meldung")
    assert passage.endswith("nichts weiter tun.")


@pytest.mark.parametrize("category", [code for code in CATEGORY_CODES if code != "bank_details"])
def test_every_category_can_be_answered_and_settled(
    context: ServiceContext, home: Household, category: str
) -> None:
    case_id = add_case(context, home, category)
    modules = text_modules(context, home.clerk, case_id)
    own = [one for one in modules if category in load_templates()[one.code].categories]
    assert own, "nothing of its own"
    assert any(one.closes for one in modules)
    assert any(one.waiting_until for one in modules)
    asked = [gap for one in modules for gap in one.gaps]
    by_hand = {one.gap for one in PLACEHOLDERS.values() if one.by_hand}
    always = {"«Offene Angaben fehlen»", "«Handwerksbetrieb fehlt»"}
    assert set(asked) <= by_hand | always


def test_every_shipped_reply_has_a_shortcut_and_a_way_out() -> None:
    found = [one for one in load_templates().values() if one.kind is TextModuleKind.REPLY]
    shortcuts = [one.shortcut for one in found]
    assert len(set(shortcuts)) == len(shortcuts)
    for one in found:
        assert one.shortcut
        assert one.shortcut.isascii()
        assert not (one.asks and one.closes)
        assert one.text.startswith("{salutation},")
        assert one.text.endswith("{company}")


def test_every_place_holder_is_explained_and_has_a_name_of_its_own() -> None:
    names = {one.name.casefold() for one in PLACEHOLDERS.values()}
    assert len(names) == len(PLACEHOLDERS)
    for one in PLACEHOLDERS.values():
        assert placeholder_meaning(one.code)
        assert gaps_in(f"x {one.gap} y") == (one.gap,)
        assert to_names(to_codes(f"{{{one.name}}}")) == f"{{{one.name}}}"


def test_other_braces_are_just_signs() -> None:
    assert to_codes("eine { allein und {}") == "eine { allein und {}"


def test_sending_knows_a_reply_that_was_written_here(
    context: ServiceContext, home: Household, administrator: Actor
) -> None:
    case_id = add_case(context, home)
    row: ReplyRow = editing.create_reply(context, administrator, replace(FORM, asks=True))
    command = answer(context, home.clerk, case_id, "Guten Tag", template_code=row.code)
    assert conversation.send_message(context, home.clerk, command).state is CaseState.WAITING
