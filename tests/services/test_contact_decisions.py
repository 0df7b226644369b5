"""A person decides changes of contact data field by field; the ERP's answers are worked off."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.accounts import ContactState, EchoState
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.code_states import CodeState
from desktop.domain.contact_data import LONGEST
from desktop.domain.erp_echo import EchoProgress, EchoVerdict
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.accounts.use_cases import account_page
from desktop.services.cases.page import load
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult
from desktop.services.contacts.deciding import ApplyContactData, apply_contact_data
from desktop.services.contacts.view import ContactCardView, HintCode
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import EchoNote, EchoSource
from desktop.services.erp_echo.noting import note_echoes
from desktop.services.erp_echo.reading import echoes_of_tenancy, list_echoes
from desktop.services.erp_echo.settling import (
    SettleEcho,
    confirm_by_hand,
    hand_over_again,
    take_their_value,
)
from desktop.services.hand_over.contact_runs import export_contact_run
from desktop.services.hand_over.runs import export_run
from desktop.services.staff.access import SYSTEM
from tests.services.contact_support import (
    NEW_ADDRESS,
    change_contact,
    contact_changes,
    contact_rows,
    tenant,
)
from tests.services.exchange_support import MadeCase, make_case, release_row
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_bank_change, add_household

ASKED = {"field": "address", "new_value": "Neue Straße 4a, 20095 Hamburg"}


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _case(context: ServiceContext, home: Household, **changes: Any) -> MadeCase:
    return make_case(
        context, home, category="contact_data", **{"fields": ASKED, "subject": "Umzug", **changes}
    )


def _card(context: ServiceContext, home: Household, made: MadeCase) -> ContactCardView:
    card = load(context, home.clerk, made.case_id).contact
    assert card is not None
    return card


def _apply(context: ServiceContext, home: Household, made: MadeCase, **chosen: str) -> ActionResult:
    page = load(context, home.clerk, made.case_id)
    assert page.contact is not None
    return apply_contact_data(
        context,
        home.clerk,
        ApplyContactData(
            case_id=made.case_id,
            tenant_id=home.tenant_id,
            chosen=chosen,
            seen=page.contact.parties[0].values,
            expected_version=page.case.header.version,
        ),
    )


def test_old_and_new_stand_side_by_side(context: ServiceContext, home: Household) -> None:
    card = _card(context, home, _case(context, home))
    (party,) = card.parties
    assert party.asked
    assert set(party.values) == set(LONGEST)
    assert card.proposed == NEW_ADDRESS
    assert card.hints == ()
    assert card.apply.possible
    damage = make_case(context, home, category="damage")
    assert load(context, home.clerk, damage.case_id).contact is None


def test_what_was_taken_over_is_no_change_any_more(
    context: ServiceContext, home: Household
) -> None:
    asked = {"phone": "+49 (0)170-555 01 42", "email": "aylin@Neue.Example"}
    made = _case(context, home, fields=asked)
    proposed = _card(context, home, made).proposed
    assert proposed == {"phone": "0170 5550142", "email": "aylin@neue.example"}
    _apply(context, home, made, **proposed)
    card = _card(context, home, made)
    assert card.proposed.items() <= card.parties[0].values.items()


def test_only_what_was_chosen_is_taken_over(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    made = _case(context, home)
    result = _apply(context, home, made, street="Neue Straße", house_number="4a")
    now = tenant(context, home)
    assert (now.street, now.house_number, now.postcode) == ("Neue Straße", "4a", "22041")
    assert now.address_changed_at == clock.now()
    assert result.state is CaseState.IN_REVIEW
    (row,) = contact_rows(context)
    assert row.values == {**NEW_ADDRESS, "postcode": "22041"}
    assert row.case_reference == made.reference
    assert export_contact_run(context, home.clerk).number is None
    clock.advance(timedelta(seconds=11))
    assert export_contact_run(context, home.clerk).row_count == 1
    (decided,) = _card(context, home, made).decided
    assert (decided.kind, decided.decided_by) == (ContactKind.ADDRESS, "Jette Modell")
    (echo,) = load(context, home.clerk, made.case_id).echoes
    assert echo.progress is EchoProgress.WAITING


def test_taking_over_is_undone_within_its_time(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    made = _case(context, home)
    result = _apply(context, home, made, **NEW_ADDRESS, phone="0170 555 0142")
    assert len(contact_changes(context)) == 2
    assert result.undo is not None
    clock.advance(timedelta(seconds=9))
    again = undo(context, home.clerk, result.undo.undo_id)
    assert again.state is CaseState.NEW
    now = tenant(context, home)
    assert (now.street, now.phone, now.address_changed_at) == ("Musterkehre", "040 555 0100", None)
    assert {change.state for change in contact_changes(context)} == {ContactState.UNDONE}
    assert all(row.cancelled_at is not None for row in contact_rows(context))
    assert load(context, home.clerk, made.case_id).echoes == ()


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({}, "contact.nothing_chosen"),
        ({"street": "Musterkehre"}, "contact.nothing_chosen"),
        ({"postcode": "2204"}, "contact.address_incomplete"),
        ({"phone": "110"}, "contact.phone_invalid"),
        ({"email": "aylin@"}, "contact.email_invalid"),
        ({"phone": "040 5550177", "email": ""}, "contact.email_missing"),
    ],
)
def test_what_cannot_be_taken_over_changes_nothing(
    context: ServiceContext, home: Household, chosen: dict[str, str], code: str
) -> None:
    made = _case(context, home)
    with pytest.raises(UserError, match=f"^{code}$"):
        _apply(context, home, made, **chosen)
    assert contact_changes(context) == []


def test_what_changed_meanwhile_is_compared_again(context: ServiceContext, home: Household) -> None:
    made = _case(context, home)
    seen = _card(context, home, made).parties[0].values
    change_contact(context, home, ContactKind.ADDRESS, street="Dritter Weg")
    version = load(context, home.clerk, made.case_id).case.header.version
    command = ApplyContactData(
        case_id=made.case_id,
        tenant_id=home.tenant_id,
        chosen={"house_number": "7"},
        seen=seen,
        expected_version=version,
    )
    with pytest.raises(UserError, match=r"^contact.changed_meanwhile$"):
        apply_contact_data(context, home.clerk, command)
    with pytest.raises(UserError, match=r"^access.denied$"):
        apply_contact_data(context, home.auditor, command)


def test_reasons_for_caution_are_named(context: ServiceContext, home: Household) -> None:
    bank = make_case(context, home)
    made = _case(context, home, channel=Channel.EMAIL, event_id="mail-1")
    with context.database.write() as unit:
        add_bank_change(unit, unit.session.get_one(Case, bank.case_id))
        account = unit.session.scalars(select(PortalAccount)).one()
        unit.session.add(
            RegistrationCode(
                public_id="code-1",
                company_id=home.company_id,
                portal_account_id=account.id,
                origin="letter",
                state=CodeState.REQUESTED,
                requested_at=context.clock.now(),
                end_note="",
            )
        )
    change_contact(context, home)
    hints = _card(context, home, made).hints
    assert [hint.code for hint in hints] == [
        HintCode.BY_MAIL,
        HintCode.CODE_OPEN,
        HintCode.BANK_CHANGE_OPEN,
        HintCode.CONTACT_RECENT,
    ]
    assert hints[1].about == "Aylin Musterbach"
    assert hints[2].about == bank.reference


def _contradicted(context: ServiceContext, home: Household) -> SettleEcho:
    change_contact(context, home)
    export_contact_run(context, SYSTEM)
    (row,) = contact_rows(context)
    note = EchoNote(EchoSource.CONTACT, row.id, EchoVerdict.CONTRADICTED, {"phone": "040 5550999"})
    with context.database.write() as unit:
        note_echoes(unit, context, SYSTEM, [note])
    return SettleEcho(EchoSource.CONTACT, row.id, "nachgesehen")


def test_what_waits_for_too_long_is_warned_of(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        unit.session.get_one(Company, home.company_id).settings = {"erp_echo_days": 3}
    release_row(context, home)
    change_contact(context, home)
    assert list_echoes(context, home.clerk).rows == ()
    with context.database.read() as session:
        waiting_here = echoes_of_tenancy(session, context, home.tenancy_id)
    assert {row.progress for row in waiting_here} == {EchoProgress.NOT_HANDED_OVER}
    export_run(context, SYSTEM)
    clock.advance(timedelta(days=3))
    export_contact_run(context, SYSTEM)
    waiting = list_echoes(context, home.clerk)
    assert (waiting.needing, waiting.rows[0].progress) == (0, EchoProgress.WAITING)
    clock.advance(timedelta(days=1))
    waiting = list_echoes(context, home.clerk)
    assert [row.progress for row in waiting.rows] == [EchoProgress.LATE, EchoProgress.WAITING]
    assert waiting.needing == 1
    assert waiting.rows[0].ours.startswith("DE02 ")
    assert "•" in waiting.rows[0].ours
    with context.database.read() as session:
        assert len(echoes_of_tenancy(session, context, home.tenancy_id)) == 2
    page = account_page(context, home.clerk, home.tenancy_id)
    assert sorted(one.progress for one in page.echoes) == [
        EchoProgress.LATE,
        EchoProgress.WAITING,
    ]
    assert list_echoes(context, home.clerk, [home.company_id + 1]).rows == ()


def test_a_person_confirms_what_is_in_the_erp(context: ServiceContext, home: Household) -> None:
    command = _contradicted(context, home)
    (row,) = list_echoes(context, home.clerk).rows
    assert (row.progress, row.theirs) == (EchoProgress.CONTRADICTED, "040 5550999")
    with pytest.raises(UserError, match=r"^access.denied$"):
        confirm_by_hand(context, home.auditor, command)
    with pytest.raises(UserError, match=r"^echo.reason_missing$"):
        confirm_by_hand(context, home.clerk, SettleEcho(command.source, command.row_id, " "))
    confirm_by_hand(context, home.clerk, command)
    assert contact_rows(context)[0].echo is EchoState.CONFIRMED
    assert list_echoes(context, home.clerk).rows == ()
    with pytest.raises(UserError, match=r"^echo.settled$"):
        confirm_by_hand(context, home.clerk, command)


def test_a_value_is_handed_over_once_more(context: ServiceContext, home: Household) -> None:
    hand_over_again(context, home.clerk, _contradicted(context, home))
    first, again = contact_rows(context)
    assert (first.echo, again.echo, again.run_number) == (
        EchoState.REPLACED,
        EchoState.WAITING,
        None,
    )
    assert again.values == first.values
    release_row(context, home)
    export_run(context, SYSTEM)
    bank = next(r for r in list_echoes(context, home.clerk).rows if r.source is EchoSource.BANK)
    hand_over_again(context, home.clerk, SettleEcho(EchoSource.BANK, bank.row_id, "fehlt"))
    assert export_run(context, SYSTEM).row_count == 1


def test_the_value_of_the_erp_is_taken(context: ServiceContext, home: Household) -> None:
    command = _contradicted(context, home)
    take_their_value(context, home.clerk, command)
    assert tenant(context, home).phone == "040 5550999"
    assert [row.echo for row in contact_rows(context)] == [EchoState.REPLACED]
    with pytest.raises(UserError, match=r"^echo.unknown$"):
        take_their_value(context, home.clerk, SettleEcho(EchoSource.BANK, 99, "x"))
