"""The search against a slow scan: after any changes it finds what folding and comparing finds."""

import random
import unicodedata

import pytest
from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.text_match import search_key
from desktop.models.bank import BankDetails
from desktop.models.case import Case, Message
from desktop.models.company import Category, Company
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.search.use_cases import search
from desktop.services.search.view import HitKind, SearchQuery, SearchScope
from tests.services.test_search import World, add_message
from tests.support.factories import (
    NEW_IBAN,
    OLD_IBAN,
    THIRD_IBAN,
    add_bank_details,
    add_case,
    add_tenancy,
    add_tenant,
    add_unit,
)

NAMES = ("Müller", "Mueller", "Straßer", "Strasser", "Núñez", "Øster", "O'Neue", "Maier", "Ma")
WORDS = ("Heizung", "heizungskeller", "Küche", "kuechenfenster", "Maße", "Masse", "3000", "12", "x")
STREETS = ("Musterkehre", "Große Gasse", "Am Müllerbach")
NEEDLES = (*NAMES, *WORDS, *STREETS, "4417", "0302", "17.0", "302", "Hamburg", "050", "e")
STEPS, QUESTIONS = 40, 60


def folded(text: str) -> list[str]:
    """The words of a text, found letter by letter."""
    words, word = [], ""
    for sign in search_key(text) + " ":
        if sign.isalnum():
            word += sign
        elif word:
            words.append(word)
            word = ""
    return words


def meets(
    texts: list[str], question: str, *, numbers: tuple[str, ...] = (), iban: str = ""
) -> bool:
    own = [word for text in texts for word in folded(text)]

    def is_met(word: str) -> bool:
        if any(one.startswith(word) for one in own):
            return True
        digits = ["".join(filter(str.isdigit, number)) for number in numbers]
        if word.isdigit() and len(word) >= 3 and any(word in one for one in digits):
            return True
        return word.isdigit() and 4 <= len(word) <= 10 and iban.endswith(word)

    sought = folded(question)
    return bool(sought) and all(is_met(word) for word in sought)


class Scan:
    """Reads every row and compares; only what a company may see."""

    def __init__(self, context: ServiceContext, company_id: int) -> None:
        with context.database.read() as session:
            self._messages = session.execute(
                select(Message, Case.company_id).join(Case, Case.id == Message.case_id)
            ).all()
            self._cases = session.execute(
                select(Case, Tenancy, Category)
                .join(Tenancy, Tenancy.id == Case.tenancy_id)
                .join(Category, Category.id == Case.category_id)
            ).all()
            self._tenancies = session.execute(
                select(Tenancy, Unit, Property)
                .join(Unit, Unit.id == Tenancy.unit_id)
                .join(Property, Property.id == Unit.property_id)
            ).all()
            self._people: dict[int, list[Tenant]] = {}
            for tenancy_id, tenant in session.execute(
                select(TenancyParty.tenancy_id, Tenant).join(
                    Tenant, Tenant.id == TenancyParty.tenant_id
                )
            ):
                self._people.setdefault(tenancy_id, []).append(tenant)
            self._ibans: dict[int, list[str]] = {}
            for tenancy_id, iban in session.execute(
                select(BankDetails.tenancy_id, BankDetails.iban)
            ):
                self._ibans.setdefault(tenancy_id, []).append(iban)
        self._company_id = company_id

    def messages(self, question: str) -> set[tuple[int, str]]:
        return {
            (message.case_id, message.text)
            for message, company_id in self._messages
            if company_id == self._company_id
            and meets([message.text, message.subject, message.correspondent], question)
        }

    def cases(self, question: str) -> set[int]:
        found = set()
        for case, tenancy, category in self._cases:
            names = [tenant.full_name for tenant in self._people.get(tenancy.id, [])]
            category_words = f"{category.name} {category.short_name}"
            texts = [case.reference, case.subject, tenancy.contract_number, category_words, *names]
            if case.company_id == self._company_id and meets(texts, question):
                found.add(case.id)
        return found

    def tenancies(self, question: str) -> set[int]:
        found = set()
        for tenancy, flat, house in self._tenancies:
            people = self._people.get(tenancy.id, [])
            texts = [
                tenancy.contract_number,
                f"{flat.number} {house.street} {house.house_number} {house.postcode} {house.town}",
                *(f"{one.full_name} {one.addition} {one.email} {one.phone}" for one in people),
            ]
            numbers = (tenancy.contract_number, *(one.phone for one in people))
            ibans = self._ibans.get(tenancy.id, [""])
            if tenancy.company_id == self._company_id and any(
                meets(texts, question, numbers=numbers, iban=iban) for iban in ibans
            ):
                found.add(tenancy.id)
        return found


class Changes:
    """Something that happens in the house, by chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._number = 0

    def happen(self, unit: UnitOfWork) -> None:
        self._chance.choice((self._write, self._rename, self._move, self._open, self._retitle))(
            unit
        )

    def _text(self) -> str:
        text = " ".join(self._chance.choices(WORDS + NAMES, k=self._chance.randint(1, 5)))
        return unicodedata.normalize(self._chance.choice(("NFC", "NFD")), text)

    def _write(self, unit: UnitOfWork) -> None:
        self._number += 1
        case = self._chance.choice(unit.session.scalars(select(Case).order_by(Case.id)).all())
        add_message(unit, case, f"{self._text()} nr{self._number}", subject=self._text()[:80])

    def _rename(self, unit: UnitOfWork) -> None:
        tenant = self._chance.choice(unit.session.scalars(select(Tenant).order_by(Tenant.id)).all())
        tenant.surname = self._chance.choice(NAMES)
        tenant.phone = f"040 {self._chance.randint(100, 999)} {self._chance.randint(1000, 9999)}"

    def _move(self, unit: UnitOfWork) -> None:
        houses = unit.session.scalars(select(Property).order_by(Property.id)).all()
        self._chance.choice(houses).street = self._chance.choice(STREETS)

    def _open(self, unit: UnitOfWork) -> None:
        self._number += 1
        company = self._chance.choice(
            unit.session.scalars(select(Company).order_by(Company.id)).all()
        )
        flat = add_unit(unit, company, property_number=f"7{self._number}")
        tenant = add_tenant(unit, company, self._chance.choice(NAMES), self._chance.choice(NAMES))
        tenancy = add_tenancy(unit, company, flat, [tenant], f"30.44{self._number:02}.0302")
        iban = self._chance.choice((OLD_IBAN, NEW_IBAN, THIRD_IBAN))
        add_bank_details(unit, tenancy, iban=iban)
        categories = unit.session.scalars(select(Category).order_by(Category.id)).all()
        add_case(unit, tenancy, self._chance.choice(categories), subject=self._text()[:150])

    def _retitle(self, unit: UnitOfWork) -> None:
        case = self._chance.choice(unit.session.scalars(select(Case).order_by(Case.id)).all())
        case.subject = self._text()[:150]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_search_finds_what_a_scan_finds(context: ServiceContext, seed: int) -> None:
    world = World(context)
    chance = random.Random(seed)
    changes = Changes(chance)
    for _ in range(STEPS):
        with context.database.write() as unit:
            changes.happen(unit)
    scan = Scan(context, world.home.company_id)
    found_something = 0
    for _ in range(QUESTIONS):
        words = chance.choices(NEEDLES, k=chance.randint(1, 2))
        question = " ".join(word[: chance.randint(1, len(word))] for word in words)

        def hits(scope: SearchScope, question: str = question) -> set[tuple[int, str]]:
            query = SearchQuery(text=question, scope=scope, limit=500)
            page = search(context, world.clerk, query)
            assert page.next is None
            return {
                (hit.case_id or hit.tenancy_id or 0, hit.detail)
                for hit in page.hits
                if hit.kind is not HitKind.TENANT
            }

        messages = hits(SearchScope.MESSAGES)
        assert {text.partition(" nr")[2] for _, text in messages} == {
            text.partition(" nr")[2] for _, text in scan.messages(question)
        }, question
        assert {one for one, _ in hits(SearchScope.CASES)} == scan.cases(question), question
        assert {one for one, _ in hits(SearchScope.CONTRACTS)} == scan.tenancies(question), question
        found_something += bool(messages)
    assert found_something > QUESTIONS // 4
