"""Letters with a code are asked for, guarded, released, rendered, printed again and posted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from desktop.adapters.code_keeper import InstallationCodes
from desktop.domain.accounts import AddressChoice, ContactSource, ContactState
from desktop.domain.address_guard import GuardWay
from desktop.domain.bank_change import ContactKind
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, PortalAccountState
from desktop.models.company import Category, Company
from desktop.models.contact import ContactDataChange
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty
from desktop.services.context import ServiceContext
from desktop.services.registration.use_cases import (
    GuardAnswer,
    ReleaseRequest,
    code_options,
    codes_of_contract,
    held_back,
    letter_codes,
    lock_letters,
    not_again,
    post_codes,
    prepare_codes,
    release_request,
    render_again,
    request_code,
    requests_to_release,
    take_letters_back,
)
from tests.support.clock import FixedClock
from tests.support.codes import (
    Newcomer,
    add_newcomers,
    change_tenant,
    code,
    codes,
    deliveries,
    issue,
    refusal,
    render,
    told,
    wish,
)
from tests.support.factories import Household, add_case, add_household
from tests.support.schemas import problems


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def marga(context: ServiceContext, home: Household) -> Newcomer:
    return add_newcomers(context, home, "Marga")[0]


def _refused(context: ServiceContext, home: Household, who: Newcomer, **more: Any) -> str:
    with pytest.raises(UserError) as refused:
        request_code(context, home.clerk, wish(who, **more))
    return refused.value.code


def _changed_phone(context: ServiceContext, who: Newcomer, at: datetime) -> int:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, who.tenancy_id)
        row = ContactDataChange(
            company_id=tenancy.company_id,
            tenant_id=who.tenant_id,
            tenancy_id=who.tenancy_id,
            kind=ContactKind.TELEPHONE,
            source=ContactSource.PORTAL,
            state=ContactState.APPLIED,
            former={"phone": "040 66969 214"},
            new={"phone": "0170 555 0199"},
            changed_at=at,
            noted_at=at,
        )
        unit.session.add(row)
        unit.session.flush()
        row_id = row.id
    change_tenant(context, who.tenant_id, phone="0170 555 0199", phone_changed_at=at)
    return row_id


def test_a_letter_that_is_asked_for_holds_no_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    row = code(context, made.code_id)
    assert row.state is CodeState.REQUESTED
    assert (row.hash, row.lookup, row.last_two, row.surname) == (None, None, "", "")
    assert not made.needs_release
    letter = deliveries(context)[0]
    assert (letter.id, letter.type) == (made.delivery_id, "registration_code.letter")
    assert letter.recipient.splitlines() == ["Marga Beispielsen", "Probeweg 12", "22041 Hamburg"]
    assert letter.not_before == context.clock.now() + timedelta(seconds=10)
    assert told(context) == []


def test_rendering_makes_the_code_and_ends_the_older_one(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    made = request_code(context, home.clerk, wish(marga))
    assert code(context, first.code_id).state is CodeState.ISSUED
    second = render(context, home.clerk, made.code_id)[0]
    old, new = code(context, first.code_id), code(context, second.code_id)
    assert (old.state, old.end_reason) == (CodeState.REVOKED, RevocationReason.NEWER_LETTER)
    assert (new.state, new.surname, new.shape) == (
        CodeState.ISSUED,
        "Beispielsen",
        "XXXX-XXXX-XXXX",
    )
    assert new.expires_on == second.expires_on == date(2027, 2, 21)
    assert new.last_two == second.clear.symbols[-2:]
    assert context.codes.verify(new.hash or "", second.clear.symbols)
    assert new.lookup == context.codes.lookup(second.clear.symbols)
    assert [(kind, data["code_id"]) for kind, data in told(context)] == [
        ("registration_code.issued", old.public_id),
        ("registration_code.revoked", old.public_id),
        ("registration_code.issued", new.public_id),
    ]


def test_the_portal_gets_what_the_schemas_promise(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    issue(context, home.clerk, marga)
    issue(context, home.clerk, marga)
    for one in deliveries(context):
        if one.type.startswith("de.mieterdesk."):
            event = {
                "specversion": "1.0",
                "id": one.event_id,
                "source": "/mieterdesk/thor",
                "type": one.type,
                "time": "2026-11-23T08:42:00Z",
                "datacontenttype": "application/json",
                "data": one.data,
            }
            name = one.type.removeprefix("de.mieterdesk.")
            assert problems(f"to-portal/{name}", event) == []
            assert one.data["contract_number"] == marga.contract_number


def test_nothing_shows_a_clear_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    prepared = prepare_codes(context, 1)
    rendered = issue(context, home.clerk, marga)
    assert rendered.clear.symbols not in repr(rendered)
    assert "clear" not in repr(prepared.take)
    with context.database.read() as session:
        stored = repr([(row.details,) for row in session.query(AuditEvent)])
    for shown in (rendered.clear.symbols, rendered.clear.printed):
        assert shown not in stored
        assert shown not in repr([one.data for one in deliveries(context)])


def test_of_two_requests_the_later_one_is_printed(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = request_code(context, home.clerk, wish(marga))
    second = request_code(context, home.second_clerk, wish(marga, address=AddressChoice.UNIT))
    assert second.replaced_id == first.code_id
    assert code(context, first.code_id).state is CodeState.REVOKED
    states = {one.id: one.state for one in deliveries(context)}
    assert states == {
        first.delivery_id: DeliveryState.CANCELLED,
        second.delivery_id: DeliveryState.WAITING,
    }
    with refusal("codes.not_waiting"):
        render(context, home.clerk, first.code_id)


def test_two_clerks_who_reissue_at_once_leave_one_letter(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    issue(context, home.clerk, marga)
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(request_code, context, actor, wish(marga))
            for actor in (home.clerk, home.second_clerk)
        ]
        made = [one.result() for one in both]
    waiting = [row.id for row in codes(context) if row.state is CodeState.REQUESTED]
    assert waiting == [max(one.code_id for one in made)]
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(render, context, home.clerk, waiting[0]) for _ in range(2)]
        outcomes = [one.exception() for one in tried]
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "UserError"]
    assert [row.state for row in codes(context)].count(CodeState.ISSUED) == 1


def test_the_accounts_of_a_household_have_codes_of_their_own(
    context: ServiceContext, home: Household
) -> None:
    first, second = add_newcomers(context, home, "Jonte", "Fenja")
    issue(context, home.clerk, first)
    issue(context, home.clerk, second)
    assert [row.state for row in codes(context)] == [CodeState.ISSUED, CodeState.ISSUED]


def test_a_code_that_was_made_before_is_drawn_again(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    prepared = prepare_codes(context, 2)
    again = prepared._codes[0]
    with context.database.write() as unit:
        unit.session.execute(
            update(RegistrationCode)
            .where(RegistrationCode.id == first.code_id)
            .values(lookup=again.lookup)
        )
        taken = prepared.take(unit.session, 2)
    assert len({one.lookup for one in taken}) == 2
    assert again.lookup not in {one.lookup for one in taken}


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (PortalAccountState.ACTIVATED, "codes.account_open"),
        (PortalAccountState.LOCKED, "codes.account_locked"),
    ],
)
def test_an_account_that_needs_no_code_gets_none(
    context: ServiceContext,
    home: Household,
    marga: Newcomer,
    state: PortalAccountState,
    error: str,
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    with context.database.write() as unit:
        unit.session.execute(update(PortalAccount).values(state=state))
    assert _refused(context, home, marga) == error
    assert code_options(context, home.clerk, marga.tenancy_id).parties[0].refused == error
    with pytest.raises(UserError, match=error):
        render(context, home.clerk, made.code_id)
    assert code(context, made.code_id).hash is None


def test_who_left_gets_no_code(context: ServiceContext, home: Household, marga: Newcomer) -> None:
    with context.database.write() as unit:
        unit.session.execute(
            update(TenancyParty)
            .where(TenancyParty.tenant_id == marga.tenant_id)
            .values(until=date(2026, 11, 22))
        )
    assert _refused(context, home, marga) == "codes.party_left"


def test_where_the_contract_has_ended_the_flat_is_no_address(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    made = request_code(context, home.clerk, wish(marga, address=AddressChoice.UNIT))
    with context.database.write() as unit:
        unit.session.get_one(Tenancy, marga.tenancy_id).ends_on = date(2026, 11, 22)
    assert _refused(context, home, marga, address=AddressChoice.UNIT) == "codes.address_missing"
    with refusal("codes.address_changed"):
        render(context, home.clerk, made.code_id)
    request_code(context, home.clerk, wish(marga))


def test_a_letter_does_not_follow_who_has_moved_since(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    at = clock.now()
    change_tenant(context, marga.tenant_id, street="Andernstraße", address_changed_at=at)
    with refusal("guard.answer_missing"):
        render(context, home.clerk, made.code_id)
    # The guard forgets it after its days, the letter still shows the old address.
    clock.advance(timedelta(days=40))
    with refusal("codes.address_changed"):
        render(context, home.clerk, made.code_id)
    issue(context, home.clerk, marga)


def test_a_letter_to_the_flat_is_not_for_who_lives_there_after_the_contract(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    options = code_options(context, home.clerk, marga.tenancy_id).parties[0]
    flat = next(one for one in options.addresses if one.choice is AddressChoice.UNIT)
    # The ERP gives the flat as the postal address, as it does for most.
    street, number = flat.lines[1].rsplit(" ", 1)
    postcode, town = flat.lines[2].split(" ", 1)
    its = {"street": street, "house_number": number, "postcode": postcode, "town": town}
    change_tenant(context, marga.tenant_id, **its)
    made = request_code(context, home.clerk, wish(marga))
    with context.database.write() as unit:
        unit.session.get_one(Tenancy, marga.tenancy_id).ends_on = date(2026, 11, 22)
    with refusal("codes.address_missing"):
        render(context, home.clerk, made.code_id)


def test_nobody_asks_for_strangers(context: ServiceContext, home: Household) -> None:
    marga = add_newcomers(context, home, "Marga")[0]
    ida = add_newcomers(context, home, "Ida", number=2)[0]
    mixed = Newcomer(marga.tenancy_id, ida.tenant_id, "")
    assert _refused(context, home, mixed) == "codes.party_unknown"
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, ida.tenancy_id)
        case = add_case(unit, tenancy, _registration(unit.session, home))
    assert _refused(context, home, marga, case_id=case.id) == "codes.wrong_case"
    with refusal("access.denied"):
        request_code(context, home.auditor, wish(marga))


def _registration(session: Any, home: Household) -> Any:
    return session.get_one(Category, home.categories["registration"])


def test_after_a_change_somebody_has_to_answer(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    change = _changed_phone(context, marga, clock.now() - timedelta(days=30))
    seen = code_options(context, home.clerk, marga.tenancy_id).parties[0].guard
    assert [one.change_id for one in seen.changes] == [change]
    assert [(one.number, one.known_since) for one in seen.old_numbers] == [
        ("040 66969 214", date(2023, 3, 1))
    ]
    assert _refused(context, home, marga) == "guard.answer_missing"
    elsewhere = GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=frozenset({change}))
    made = request_code(context, home.clerk, wish(marga, guard=elsewhere))
    assert made.delivery_id is not None
    clock.advance(timedelta(days=1))
    assert request_code(context, home.clerk, wish(marga)).delivery_id is not None


def test_a_call_back_is_released_by_somebody_else(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    change = _changed_phone(context, marga, clock.now() - timedelta(days=3))
    called = GuardAnswer(way=GuardWay.CALL_BACK, seen=frozenset({change}), number="+49 40 66969214")
    made = request_code(context, home.clerk, wish(marga, guard=called))
    assert (made.needs_release, made.delivery_id, deliveries(context)) == (True, None, [])
    with refusal("guard.second_person_missing"):
        render(context, home.clerk, made.code_id)
    with refusal("guard.own_request"):
        release_request(context, home.clerk, ReleaseRequest(code_id=made.code_id))
    [waiting] = requests_to_release(context, home.second_clerk)
    assert waiting.code_id == made.code_id
    assert waiting.can_release
    assert not requests_to_release(context, home.clerk)[0].can_release
    released = release_request(context, home.second_clerk, ReleaseRequest(code_id=made.code_id))
    assert released.delivery_id is not None
    assert requests_to_release(context, home.clerk) == ()
    with refusal("codes.not_waiting"):
        release_request(context, home.lead, ReleaseRequest(code_id=made.code_id))
    render(context, home.clerk, made.code_id)


def test_a_change_after_the_look_holds_the_letter_back(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    change_tenant(context, marga.tenant_id, email_changed_at=clock.now())
    with context.database.read() as session:
        row = session.get_one(RegistrationCode, made.code_id)
        assert held_back(session, context, [row]) == {made.code_id: "guard.answer_missing"}
    with refusal("guard.answer_missing"):
        render(context, home.clerk, made.code_id)
    [seen] = code_options(context, home.clerk, marga.tenancy_id).parties[0].guard.changes
    assert seen.change_id < 0
    answer = GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=frozenset({seen.change_id}))
    again = request_code(context, home.clerk, wish(marga, guard=answer))
    change_tenant(context, marga.tenant_id, email_changed_at=clock.now() + timedelta(seconds=1))
    with refusal("guard.changed_since"):
        render(context, home.clerk, again.code_id)


def test_a_new_address_is_no_way_out(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    change_tenant(
        context,
        marga.tenant_id,
        street="Testhofstraße",
        address_changed_at=clock.now() - timedelta(days=3),
    )
    [options] = code_options(context, home.clerk, marga.tenancy_id).parties
    assert [(one.choice, one.known_since) for one in options.addresses] == [
        (AddressChoice.POSTAL, date(2026, 11, 20)),
        (AddressChoice.UNIT, date(2023, 3, 1)),
    ]
    seen = frozenset(change.change_id for change in options.guard.changes)
    answer = GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=seen)
    assert _refused(context, home, marga, guard=answer) == "guard.address_too_new"
    request_code(context, home.clerk, wish(marga, guard=answer, address=AddressChoice.UNIT))


def test_a_letter_that_is_printed_again_has_a_new_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    with context.database.write() as unit:
        rows = list(letter_codes(unit.session, [first.delivery_id or 0]).values())
        [second] = render_again(unit, context, home.clerk, rows, prepare_codes(context, 1))
    assert second.delivery_id == first.delivery_id
    assert second.clear.symbols != first.clear.symbols
    states = [(row.state, row.end_reason) for row in codes(context)]
    assert states == [
        (CodeState.REVOKED, RevocationReason.NEWER_LETTER),
        (CodeState.ISSUED, None),
    ]
    request_code(context, home.clerk, wish(marga))
    with context.database.write() as unit:
        rows = list(letter_codes(unit.session, [second.delivery_id or 0]).values())
        assert not_again(unit.session, rows) == {second.code_id: "codes.newer_letter"}
        with refusal("codes.newer_letter"):
            render_again(unit, context, home.clerk, rows, prepare_codes(context, 1))


def test_a_batch_that_was_not_printed_leaves_no_living_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    with context.database.write() as unit:
        lock_letters(unit.session, [first.delivery_id or 0])
        rows = list(letter_codes(unit.session, [first.delivery_id or 0]).values())
        take_letters_back(unit, context, home.clerk, rows)
    ended, waiting = codes(context)
    assert (ended.state, waiting.state) == (CodeState.REVOKED, CodeState.REQUESTED)
    assert (ended.delivery_id, waiting.delivery_id) == (None, first.delivery_id)
    render(context, home.clerk, waiting.id)
    # A letter that somebody used after all waits for nothing.
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == marga.tenancy_id)
            .values(state=PortalAccountState.ACTIVATED)
        )
        rows = list(letter_codes(unit.session, [first.delivery_id or 0]).values())
        take_letters_back(unit, context, home.clerk, rows)
        letter = unit.session.get_one(Delivery, first.delivery_id)
        assert letter.state is DeliveryState.CANCELLED
    assert [row.state for row in codes(context)] == [CodeState.REVOKED, CodeState.REVOKED]


def test_posted_letters_stay_usable(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    with context.database.write() as unit:
        rows = list(letter_codes(unit.session, [first.delivery_id or 0]).values())
        post_codes(unit, context, home.clerk, rows)
    [row] = codes_of_contract(context, home.auditor, marga.tenancy_id)
    assert (row.state, row.is_usable, row.posted_at) == (
        CodeState.POSTED,
        True,
        context.clock.now(),
    )
    assert row.masked == "••••-••••-••" + first.last_two


def test_a_lost_key_is_said_and_makes_nothing(
    context: ServiceContext, home: Household, marga: Newcomer, tmp_path: Any
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    keeper = InstallationCodes(tmp_path / "shared.key", must_exist=True, memory_kib=64, passes=1)
    with refusal("codes.key_missing"):
        render(replace(context, codes=keeper), home.clerk, made.code_id)
    assert code(context, made.code_id).state is CodeState.REQUESTED


def test_the_settings_of_a_company_count(context: ServiceContext, home: Household) -> None:
    marga = add_newcomers(
        context, home, "Marga", phone_changed_at=datetime(2026, 11, 10, tzinfo=UTC)
    )[0]
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        company.settings = {"code_valid_days": 14, "code_second_person": False}
    options = code_options(context, home.clerk, marga.tenancy_id)
    assert (options.expires_on, options.second_person) == (date(2026, 12, 7), False)
    seen = frozenset(change.change_id for change in options.parties[0].guard.changes)
    called = GuardAnswer(way=GuardWay.CALL_BACK, seen=seen)
    assert _refused(context, home, marga, guard=called) == "guard.number_missing"
    elsewhere = replace(called, number="040 66969 218", known_since=date(2020, 1, 1))
    assert _refused(context, home, marga, guard=elsewhere) == "guard.number_missing"
    known = replace(elsewhere, reason="Mietvertrag")
    made = request_code(context, home.clerk, wish(marga, guard=known))
    assert not made.needs_release
    assert render(context, home.clerk, made.code_id)[0].expires_on == date(2026, 12, 7)
