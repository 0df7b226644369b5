"""One search, the same answers on both databases: what is found, by whom, and how it is marked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from desktop.database import word_index
from desktop.database.unit_of_work import UnitOfWork
from desktop.database.word_index import Sought, WordIndex
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Direction, Role
from desktop.models.case import Case, Message
from desktop.models.company import Category
from desktop.models.search import SearchBuild, SearchQueueRow
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.search.upkeep import build
from desktop.services.search.use_cases import search
from desktop.services.search.view import (
    HitKind,
    SearchHit,
    SearchOrder,
    SearchPage,
    SearchQuery,
    SearchScope,
)
from desktop.services.staff.access import SYSTEM, Actor
from tests.support.factories import (
    NEW_IBAN,
    OLD_IBAN,
    Household,
    actor_of,
    add_bank_change,
    add_bank_details,
    add_case,
    add_company,
    add_household,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)

NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


class World:
    """A household with a case, and another company that is none of the clerk's business."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self.home: Household = add_household(context.database)
        self.clerk = self.home.clerk
        with context.database.write() as unit:
            tenancy = unit.session.get_one(Tenancy, self.home.tenancy_id)
            category = unit.session.get_one(Category, self.home.categories["damage"])
            case = add_case(unit, tenancy, category, subject="Heizung in der Küche kalt")
            self.case_id, self.reference = case.id, case.reference
            add_message(
                unit,
                case,
                "Guten Tag,\nseit Montag ist die Heizung in der Straße 12 außer Betrieb.",
            )
            whs = add_company(unit, "whs", federal_state="BW")
            flat = add_unit(unit, whs)
            other = add_tenant(unit, whs, "Deniz", "Musterbach", phone="07141 555 0100")
            foreign = add_tenancy(unit, whs, flat, [other], "20.4417.0302")
            add_bank_details(unit, foreign)
            secret = add_case(unit, foreign, category, subject="Heizung geheim")
            add_message(unit, secret, "Die Heizung der anderen Gesellschaft")
            self.whs_clerk = actor_of(add_staff(unit, "whs1", [whs], name="Marga Beispiel"))
            self.whs_id = whs.id

    def find(self, text: str, actor: Actor | None = None, **changes: Any) -> SearchPage:
        query = SearchQuery(text=text, **changes)
        return search(self.context, actor or self.clerk, query)

    def hits(self, text: str, actor: Actor | None = None, **changes: Any) -> list[SearchHit]:
        return list(self.find(text, actor, **changes).hits)

    def kinds(self, text: str, **changes: Any) -> list[HitKind]:
        return [hit.kind for hit in self.hits(text, **changes)]


@pytest.fixture
def world(context: ServiceContext) -> World:
    """See ``World``; on both databases."""
    return World(context)


def add_message(unit: UnitOfWork, case: Case, text: str, **changes: Any) -> Message:
    """What the tenant wrote."""
    values: dict[str, Any] = {
        "direction": Direction.INCOMING,
        "channel": Channel.PORTAL,
        "correspondent": "Aylin Musterbach",
        "at": NOON,
        **changes,
    }
    message = Message(case_id=case.id, text=text, **values)
    unit.session.add(message)
    unit.session.flush()
    return message


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start : start + length] for start, length in marks]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("musterb", [HitKind.CASE, HitKind.TENANT, HitKind.CONTRACT, HitKind.MESSAGE]),
        ("aylin.musterbach@exa", [HitKind.TENANT, HitKind.CONTRACT]),
        ("heiz kuech", [HitKind.CASE]),
        ("HEIZUNG Kuche", [HitKind.CASE]),
        ("heizung strasse", [HitKind.MESSAGE]),
        ("ausser", [HitKind.MESSAGE]),
        ("musterbach heizung", [HitKind.CASE, HitKind.MESSAGE]),
        ("heizung nirgends", []),
        ("damage", [HitKind.CASE]),
        ("4417.0302", [HitKind.CASE, HitKind.CONTRACT]),
        ("10.4417", [HitKind.CASE, HitKind.CONTRACT]),
        ("4170302", [HitKind.CONTRACT]),
        ("musterkehre 12", [HitKind.UNIT]),
        ("muster 12", [HitKind.TENANT, HitKind.UNIT, HitKind.MESSAGE]),
        ("5550100", [HitKind.TENANT, HitKind.CONTRACT]),
        ("040 555", [HitKind.TENANT, HitKind.CONTRACT]),
        ("m", [HitKind.CASE, HitKind.TENANT, HitKind.UNIT, HitKind.MESSAGE]),
        ("3000", [HitKind.IBAN]),
        ("013000", [HitKind.IBAN]),
        (OLD_IBAN, [HitKind.IBAN]),
        ("DE89 3704 0044 0532 0130 00", [HitKind.IBAN]),
        (OLD_IBAN[:-1], []),
        ("300", []),
        ("", []),
        (" .,;- ", []),
    ],
)
def test_what_is_found(world: World, text: str, kinds: list[HitKind]) -> None:
    assert world.kinds(text) == kinds


def test_every_hit_opens_something_and_is_marked(world: World) -> None:
    case, tenant, contract, message = world.hits("musterb")
    assert (case.case_id, case.is_open, case.icon) == (world.case_id, True, "inbox")
    assert case.title == "Heizung in der Küche kalt"
    assert marked(case.detail, case.detail_marks) == ["Musterb"]
    assert world.reference in case.detail
    assert (tenant.case_id, tenant.tenancy_id) == (None, world.home.tenancy_id)
    assert (tenant.title, marked(tenant.title, tenant.marks)) == ("Aylin Musterbach", ["Musterb"])
    assert contract.title == "10.4417.0302"
    assert marked(contract.detail, contract.detail_marks) == ["Musterb"]
    assert message.case_id == world.case_id
    assert marked(message.title, message.marks) == ["Musterb"]
    (message,) = world.hits("ausser", scope=SearchScope.MESSAGES)
    assert marked(message.detail, message.detail_marks) == ["außer"]
    assert "\n" not in message.detail
    (contract,) = world.hits("170302")
    assert marked(contract.title, contract.marks) == ["17.0302"]
    (tenant, _) = world.hits("5550100")
    assert marked(tenant.detail, tenant.detail_marks) == ["555 0100"]


@pytest.mark.parametrize("asked", ["+49 40 555", "0049 (0)40-555", "040 555", "(040) 555 01"])
def test_a_telephone_number_is_found_in_messages_however_it_is_grouped(
    world: World, asked: str
) -> None:
    written = {
        "bitte unter +49 40 555 0101 melden": ["40", "555"],
        "bitte unter 040/555-01 01 melden": ["040", "555"],
        "bitte unter +49 (0)40 555 0101 melden": ["40", "555"],
        "bitte unter 0405550101 melden": ["040555"],
        "bitte unter +49405550101 melden": ["4940555"],
    }
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        for text in (*written, "Zimmer 40, Rechnung 777", "Rechnung 5550101"):
            add_message(unit, case, text)
    hits = world.hits(asked, scope=SearchScope.MESSAGES)
    assert {hit.detail for hit in hits} == set(written)
    for hit in hits:
        found = marked(hit.detail, hit.detail_marks)
        assert "".join(found).startswith("".join(written[hit.detail])), hit.detail


def test_scopes_keep_to_their_own(world: World) -> None:
    assert world.kinds("musterbach", scope=SearchScope.CASES) == [HitKind.CASE]
    assert world.kinds("musterbach", scope=SearchScope.TENANTS) == [HitKind.TENANT]
    assert world.kinds("musterbach", scope=SearchScope.CONTRACTS) == [HitKind.CONTRACT]
    assert world.kinds("musterbach", scope=SearchScope.MESSAGES) == [HitKind.MESSAGE]
    assert world.kinds("hamburg", scope=SearchScope.TENANTS) == []
    assert world.kinds("3000", scope=SearchScope.CONTRACTS) == [HitKind.IBAN]
    assert world.kinds("3000", scope=SearchScope.TENANTS) == []


def test_accounts_are_masked_wherever_they_stand(world: World) -> None:
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        case.subject = f"Neues Konto {NEW_IBAN}"
        add_bank_change(unit, case)
        add_message(unit, case, f"Mein Konto ist {NEW_IBAN}, danke", subject=f"Konto {NEW_IBAN}")
    everything = [hit for text in ("konto", "2051", NEW_IBAN) for hit in world.hits(text)]
    assert {hit.kind for hit in everything} >= {HitKind.CASE, HitKind.MESSAGE, HitKind.IBAN}
    for hit in everything:
        assert NEW_IBAN[4:-4] not in (hit.title + hit.detail).replace(" ", "")
    (account,) = [hit for hit in everything if hit.kind is HitKind.IBAN][:1]
    assert marked(account.title, account.marks) == ["2051"]
    # Nobody finds out an account digit by digit in a text; its last four are what a list shows.
    assert HitKind.MESSAGE not in world.kinds(NEW_IBAN[:10])
    assert HitKind.MESSAGE in world.kinds("2051")


def test_who_sees_no_iban_finds_out_no_more_of_one(world: World) -> None:
    thor = frozenset({world.home.company_id})
    admin = Actor(None, "admin", "Ada Muster", "AM", Role.ADMINISTRATOR, thor)
    assert [hit.kind for hit in world.hits("3000", admin)] == [HitKind.IBAN]
    assert world.hits("13000", admin) == []


def test_nobody_finds_what_is_another_companys(world: World) -> None:
    for text in ("heizung", "musterbach", "deniz", "20.4417", "geheim", "3000", OLD_IBAN, "m"):
        for order in SearchOrder:
            for scope in SearchScope:
                own = world.find(text, order=order, scope=scope)
                assert {hit.company_id for hit in own.hits} <= {world.home.company_id}
                assert not any("eniz" in hit.title + hit.detail for hit in own.hits)
                theirs = world.find(text, world.whs_clerk, order=order, scope=scope)
                assert {hit.company_id for hit in theirs.hits} <= {world.whs_id}
    assert world.hits("deniz") == []
    assert world.hits("deniz", world.whs_clerk) != []
    with pytest.raises(UserError, match=r"access\.denied"):
        world.find("heizung", companies=frozenset({world.whs_id}))
    nowhere = Actor(None, "new", "Neu", "N", Role.CLERK, frozenset())
    assert world.find("heizung", nowhere) == SearchPage(())
    assert {hit.company_id for hit in world.hits("heizung", SYSTEM)} == {
        world.home.company_id,
        world.whs_id,
    }


def test_a_limit_is_never_filled_with_what_may_not_be_seen(world: World) -> None:
    with world.context.database.write() as unit:
        secret = unit.session.scalars(select(Case).where(Case.company_id == world.whs_id)).one()
        for number in range(30):
            add_message(unit, secret, f"Heizung {number}")
    page = world.find("heizung", scope=SearchScope.MESSAGES, limit=2)
    assert [hit.case_id for hit in page.hits] == [world.case_id]
    assert page.next is None


def test_newest_first_and_on_from_there(world: World) -> None:
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        for number in range(7):
            add_message(unit, case, f"Ablesung {number}", at=NOON + timedelta(days=number))
    seen: list[str] = []
    page = world.find("ablesung", limit=3)
    while True:
        seen += [hit.detail for hit in page.hits]
        if page.next is None:
            break
        page = world.find("ablesung", limit=3, after=page.next)
    assert seen == [f"Ablesung {number}" for number in reversed(range(7))]


def test_relevance_puts_whole_words_first_and_pages_too(world: World) -> None:
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        for text in ("Bad kaputt", "Badewanne", "Badezimmer", "Bad undicht", "Baden gehen"):
            add_message(unit, case, text, subject="Meldung")
    query: dict[str, Any] = {
        "scope": SearchScope.MESSAGES,
        "order": SearchOrder.RELEVANCE,
        "limit": 2,
    }
    first = world.find("bad", **query)
    second = world.find("bad", **query, after=first.next)
    third = world.find("bad", **query, after=second.next)
    assert [hit.detail for page in (first, second, third) for hit in page.hits] == [
        "Bad undicht",
        "Bad kaputt",
        "Baden gehen",
        "Badezimmer",
        "Badewanne",
    ]
    assert third.next is None


def test_closed_cases_and_ended_contracts_are_found_and_say_so(world: World) -> None:
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        case.state, case.is_open, case.closed_at = CaseState.CLOSED, False, NOON
        unit.session.get_one(Tenancy, world.home.tenancy_id).ends_on = date(2026, 10, 31)
    case_hit, tenant, contract, message = world.hits("musterbach")
    assert (case_hit.is_open, case_hit.at, message.is_open) == (False, NOON, False)
    assert (tenant.is_open, contract.is_open) == (False, False)
    assert contract.at is not None


def test_what_changes_is_found_anew_at_once(world: World) -> None:
    with world.context.database.write() as unit:
        unit.session.get_one(Tenant, world.home.tenant_id).surname = "Probefeld"
        house = unit.session.scalars(
            select(Property)
            .join(Unit, Unit.property_id == Property.id)
            .join(Tenancy, Tenancy.unit_id == Unit.id)
            .where(Tenancy.id == world.home.tenancy_id)
        ).one()
        house.street = "Beispielsteig"
        unit.session.execute(
            update(Category)
            .where(Category.id == world.home.categories["damage"])
            .values(name="Schadensmeldung")
        )
    assert world.kinds("aylin musterbach", scope=SearchScope.CASES) == []
    assert world.kinds("probef") == [HitKind.CASE, HitKind.TENANT, HitKind.CONTRACT]
    assert world.kinds("beispielst 12") == [HitKind.UNIT]
    assert world.kinds("schadens") == [HitKind.CASE]
    with world.context.database.write() as unit:
        unit.session.execute(
            delete(TenancyParty).where(TenancyParty.tenancy_id == world.home.tenancy_id)
        )
    assert world.kinds("probef") == []


def test_a_change_that_is_rolled_back_is_never_found(world: World) -> None:
    def fail() -> None:
        with world.context.database.write() as unit:
            add_message(unit, unit.session.get_one(Case, world.case_id), "Wasserschaden")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert world.hits("wasserschaden") == []


def test_nothing_is_left_on_the_queue(world: World) -> None:
    with world.context.database.read() as session:
        assert session.scalars(select(SearchQueueRow)).all() == []


def test_what_was_there_before_is_read_in_steps_that_survive_a_kill(world: World) -> None:
    with world.context.database.write() as unit:
        case = unit.session.get_one(Case, world.case_id)
        for number in range(120):
            add_message(unit, case, f"Altbestand Nummer {number}")
    with world.context.database.write() as unit:
        for index, table in (
            (WordIndex.CASES, Case),
            (WordIndex.MESSAGES, Message),
            (WordIndex.TENANCIES, Tenancy),
        ):
            ids = unit.session.scalars(select(table.id)).all()
            word_index.remove(unit.session, index, ids)
            unit.session.execute(
                update(SearchBuild)
                .where(SearchBuild.source == index.value)
                .values(below=max(ids) + 1, total=max(ids) + 1)
            )
    assert world.find("altbestand") == SearchPage((), built=0)
    heard: list[int] = []

    def killed() -> bool:
        return len(heard) == 3

    assert not build(world.context, is_cancelled=killed, on_progress=heard.append, most=50)
    page = world.find("altbestand", limit=200)
    assert page.built == heard[-1]
    assert 0 < heard[-1] < 100
    assert page.hits[0].detail == "Altbestand Nummer 119"
    # Meanwhile there is no waiting for what is new, and nothing new is written over.
    with world.context.database.write() as unit:
        unit.session.execute(
            update(Message).where(Message.text == "Altbestand Nummer 3").values(text="Geändert")
        )
    assert build(world.context, on_progress=heard.append)
    assert heard == sorted(heard)
    page = world.find("altbestand", limit=200)
    assert (len(page.hits), page.built) == (119, None)
    assert len(world.hits("geaendert")) == 1
    assert world.kinds("musterb")[:3] == [HitKind.CASE, HitKind.TENANT, HitKind.CONTRACT]
    assert build(world.context)


def test_words_of_all_lengths_are_found_by_their_beginnings(context: ServiceContext) -> None:
    words = [f"wort{number}" for number in range(400)] + ["w", "wo", "wortreich"]
    with context.database.write() as unit:
        word_index.write(
            unit.session,
            WordIndex.MESSAGES,
            [word_index.Entry(number, [word]) for number, word in enumerate(words, start=1)],
        )

    def found(word: str, **changes: bool) -> int:
        with context.database.read() as session:
            clauses = ((Sought(word, **changes),),)
            return len(
                word_index.newest(session, WordIndex.MESSAGES, clauses, before=None, limit=1_000)
            )

    assert [found(word) for word in ("w", "wo", "wor", "wort")] == [403, 402, 401, 401]
    assert [found(word) for word in ("wort1", "wort12", "wortr", "wortreiche")] == [111, 11, 1, 0]
    assert found("wo", whole=True) == 1


def test_categories_of_a_company_do_not_tell_others(world: World) -> None:
    with world.context.database.write() as unit:
        unit.session.add(
            Category(
                company_id=world.whs_id,
                code="own",
                name="Sonderfall",
                short_name="Sonder",
                icon="inbox",
                position=20,
                promise_workdays=None,
            )
        )
        secret = unit.session.scalars(select(Case).where(Case.company_id == world.whs_id)).one()
        unit.session.flush()
        secret.category_id = unit.session.scalars(
            select(Category.id).where(Category.code == "own")
        ).one()
    assert world.hits("sonderf") == []
    assert [hit.kind for hit in world.hits("sonderf", world.whs_clerk)] == [HitKind.CASE]
