"""The post of the morning: sixty matters, as the demonstration's own people would write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import Channel
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.context import ServiceContext
from desktop.services.demo.applications import RECIPES, fields_as_sent
from desktop.services.demo.arrivals import Arrival, Arrivals
from desktop.services.demo.contracts import Contract
from desktop.services.demo.open_plan import OpenMatter, Story
from desktop.services.demo.portal_folder import DemoPortal, Submission
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.intake.use_cases import take_in
from tests.journeys.clerks_hour.contracts import neighbours, quiet_contracts

_RECIPES = {recipe.name: recipe for recipe in RECIPES}
_FIRST = time(6, 30)
_EVERY = timedelta(minutes=2)
_ANOTHER_DAY = timedelta(days=1)
CIRCULAR = "Aushang Treppenhausreinigung"
OUTAGE = "Heizung ausgefallen"


class Kind(StrEnum):
    """What is done with a case, named as the figures name it."""

    CLEAN_CHANGE = "bank change without findings"
    WARNED_CHANGE = "bank change with a warning"
    ADDRESS_MISSING = "bank change, address asked for"
    REJECTED_CHANGE = "bank change rejected"
    ACCESS = "access to the portal, by letter"
    ORDERED = "damage, order to a contractor"
    GROUPED = "damages of one cause, one answer"
    PRESSING = "damage, suggested priority, answered"
    REPAIRED = "damage, answered and closed"
    CERTIFICATE = "rent certificate, answered and closed"
    FORM = "form, answered and closed"
    DOCUMENT = "document, answered and closed"
    CONTACT = "contact data, answered and closed"
    CONSUMPTION = "consumption, answered and closed"
    GENERAL = "general request, a gap filled, closed"
    MERGED = "two cases merged, answered and closed"
    HANDED_OVER = "handed over with a note"
    PUT_OFF = "put off until a date"
    RECATEGORISED = "category corrected"
    CLOSED = "closed with a reason"
    CIRCULAR = "many closed at once"
    REOPENED = "opened again"


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many cases of a kind come in; ``recipe`` only for bank changes."""

    kind: Kind
    cases: int
    category: str
    recipe: str = ""
    channel: Channel = Channel.PORTAL


PLAN = (
    Wanted(Kind.CLEAN_CHANGE, 6, "bank_details", "plain"),
    Wanted(Kind.ACCESS, 4, "registration", channel=Channel.EMAIL),
    Wanted(Kind.GROUPED, 4, "damage"),
    Wanted(Kind.CERTIFICATE, 3, "rent_certificate"),
    Wanted(Kind.WARNED_CHANGE, 3, "bank_details", "near_miss"),
    Wanted(Kind.DOCUMENT, 3, "documents"),
    Wanted(Kind.MERGED, 4, "general"),
    Wanted(Kind.CONTACT, 3, "contact_data"),
    Wanted(Kind.ORDERED, 2, "damage"),
    Wanted(Kind.CIRCULAR, 5, "general"),
    Wanted(Kind.ADDRESS_MISSING, 2, "bank_details", "payer_without_address"),
    Wanted(Kind.PRESSING, 1, "damage"),
    Wanted(Kind.CONSUMPTION, 2, "consumption"),
    Wanted(Kind.FORM, 2, "forms"),
    Wanted(Kind.HANDED_OVER, 2, "general", channel=Channel.TELEPHONE),
    Wanted(Kind.REJECTED_CHANGE, 2, "bank_details", "wrong_digits"),
    Wanted(Kind.REPAIRED, 2, "damage"),
    Wanted(Kind.PUT_OFF, 2, "documents"),
    Wanted(Kind.RECATEGORISED, 2, "general"),
    Wanted(Kind.CLOSED, 2, "consumption"),
    Wanted(Kind.GENERAL, 2, "general"),
)
_WORDS = {
    Kind.CIRCULAR: (CIRCULAR, "Guten Tag, wann kommt der neue Aushang?"),
    Kind.GROUPED: (OUTAGE, "Guten Tag, im ganzen Haus ist es seit gestern kalt."),
    Kind.PRESSING: ("Rohrbruch", "Hilfe, das Wasser läuft durch die Decke!"),
    Kind.ORDERED: ("Rollladen klemmt", "Der Rollladen geht nicht mehr hoch."),
    Kind.REPAIRED: ("Licht geht wieder", "Der Hausmeister war schon da, danke."),
}
SEVERAL = {Kind.MERGED: 2}
"""So many cases of one household come in a row."""
REOPENED = 2
"""So many closed cases are opened again; they were in the demonstration before."""
CASES = sum(wanted.cases for wanted in PLAN) + REOPENED


@dataclass(frozen=True, slots=True)
class Matter:
    """A case of the hour, what is to be done with it, and who alone may hear of it."""

    kind: Kind
    case_id: int
    reference: str
    contract: Contract


class Post:
    """Lets the plan come in through the portal's folder and at the desk."""

    def __init__(self, context: ServiceContext, exchange: Path) -> None:
        now = context.clock.now()
        self._context = context
        self._exchange = exchange
        self._portal = DemoPortal(exchange)
        # Chance goes by the day: another one, so that numbers and accounts are not those of before.
        self._arrivals = Arrivals(context, SteppingClock(now + _ANOTHER_DAY, context.clock))
        self._at = berlin_instant(berlin_day(now), _FIRST)
        self._last: Contract | None = None
        with context.database.read() as session:
            self._free = quiet_contracts(session, now)
            self._house = neighbours(session, self._free)
        # One answer settles all damages of a house: no other matter of the hour may lie in it.
        at = {(one.street, one.house_number) for one in self._house}
        self._free = [one for one in self._free if (one.street, one.house_number) not in at]

    def come_in(self) -> list[Matter]:
        """Everything arrives, kinds mixed; then the folder is taken in once."""
        # Chosen first: who writes this morning needs no closed case, who telephones does.
        closed = list(self._closed_ones())
        self._free = [one for one in self._free if one not in [each.contract for each in closed]]
        arrived = [(wanted.kind, self._arrive(wanted, number)) for wanted, number in _mixed()]
        counts = take_in(self._context, FolderInbox(self._exchange))
        assert (counts.quarantined, counts.left, counts.duplicate) == (0, 0, 0)
        found = [
            self._matter(kind, self._arrivals.case_id(arrival), arrival.matter.contract)
            for kind, arrival in arrived
        ]
        return [*found, *closed]

    def _arrive(self, wanted: Wanted, number: int) -> Arrival:
        contract = self._contract(wanted.kind, number)
        self._at += _EVERY
        arrival = self._arrivals.make(
            OpenMatter(
                received_at=self._at,
                channel=wanted.channel,
                category=wanted.category,
                contract=contract,
                person=contract.parties[0],
                story=Story.UNTOUCHED,
                recipe=_RECIPES[wanted.recipe] if wanted.recipe else None,
            )
        )
        if wanted.kind in _WORDS:
            subject, text = _WORDS[wanted.kind]
            arrival.writing = replace(arrival.writing, subject=subject, text=text)
        if wanted.channel is Channel.PORTAL:
            self._portal.submit(_submission(arrival))
        else:
            arrival.recorded_at = self._at
            self._arrivals.record(arrival)
        return arrival

    def _contract(self, kind: Kind, number: int) -> Contract:
        if kind is Kind.GROUPED:
            return self._house[number]
        if kind is not Kind.MERGED:
            return self._free.pop(0)
        # Two of them are of one household, the second one written a little later.
        if number % 2 == 0 or self._last is None:
            self._last = self._free.pop(0)
        return self._last

    def _matter(self, kind: Kind, case_id: int, contract: Contract) -> Matter:
        with self._context.database.read() as session:
            reference = session.get_one(Case, case_id).reference
        return Matter(kind, case_id, reference, contract)

    def _closed_ones(self) -> Iterator[Matter]:
        """Closed cases whose tenants are on the telephone, because it is not settled at all."""
        with self._context.database.read() as session:
            rows = session.execute(
                select(Case.id, Case.tenancy_id)
                .join(Category, Category.id == Case.category_id)
                .where(
                    Case.is_open.is_(False),
                    Category.code != "bank_details",
                    Case.tenancy_id.in_([one.tenancy_id for one in self._free]),
                )
                .order_by(Case.closed_at.desc(), Case.id)
                .limit(REOPENED)
            ).all()
        by_tenancy = {one.tenancy_id: one for one in self._free}
        for row in rows:
            yield self._matter(Kind.REOPENED, row.id, by_tenancy[row.tenancy_id])


def _mixed() -> Iterator[tuple[Wanted, int]]:
    """Round by round one case of each kind that has any left; who writes twice does so at once."""
    for number in range(max(wanted.cases for wanted in PLAN)):
        for wanted in PLAN:
            size = SEVERAL.get(wanted.kind, 1)
            for one in range(number * size, min((number + 1) * size, wanted.cases)):
                yield wanted, one


def _submission(arrival: Arrival) -> Submission:
    matter = arrival.matter
    fields = arrival.writing.fields if arrival.bank is None else fields_as_sent(arrival.bank)
    return Submission(
        event_id=arrival.event_id,
        at=matter.received_at,
        contract=matter.contract,
        person=matter.person,
        channel=matter.channel,
        category=matter.category,
        subject=arrival.writing.subject,
        text=arrival.writing.text,
        fields=fields,
        files=arrival.files,
    )
