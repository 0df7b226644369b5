"""Plans the cases that are still open, and those released lately: who, when, how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import Channel
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import cutoff_in, file_moment
from desktop.domain.months import Month
from desktop.domain.workdays import WorkdayCalendar, bank_day_of_month
from desktop.services.demo.applications import RECIPES, Recipe
from desktop.services.demo.cast import Cast
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract, MandateTrouble, Person
from desktop.services.demo.past_runs import ExportCalendar
from desktop.services.demo.timetable import CATEGORIES, CHANNELS, receipt_on

RELEASED = 20
"""Bank changes that are released and wait for their hand-over."""
_DIGITAL = (Channel.PORTAL, Channel.APP)
_REGISTRATION = "registration"
_BY_NAME = {recipe.name: recipe for recipe in RECIPES}


class Story(StrEnum):
    """How far the work on a case has come."""

    UNTOUCHED = "untouched"
    TAKEN = "taken"
    NOTED = "noted"
    ANSWERED = "answered"
    WAITING = "waiting"
    TENANT_REPLIED = "tenant_replied"
    PROPOSED = "proposed"
    RELEASED = "released"
    DRAFTED = "drafted"


_STORIES = (
    (Story.UNTOUCHED, 34),
    (Story.TAKEN, 30),
    (Story.NOTED, 12),
    (Story.ANSWERED, 9),
    (Story.WAITING, 9),
    (Story.DRAFTED, 4),
)
_BACKLOG_STORIES = (
    (Story.UNTOUCHED, Story.TAKEN, Story.NOTED, Story.ANSWERED, Story.WAITING),
    (37, 32, 13, 9, 9),
)
_CAN_BE_RELEASED = ("plain", "plain", "amended", "payer", "near_miss", "mandate_only")
_NEEDS_ANSWER = ("payer_without_address", "payer_without_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """One case as planned; ``released_at`` only where it is released."""

    received_at: datetime
    channel: Channel
    category: str
    contract: Contract
    person: Person
    story: Story
    recipe: Recipe | None = None
    released_at: datetime | None = None
    contact_changed: bool = False


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the plan before it has a person."""

    channel: Channel
    category: str
    recipe: str | None = None
    story: Story | None = None
    received_at: datetime | None = None
    contact_changed: bool = False


class OpenPlan:
    """Draws the open matters of the weeks before the demonstration's day."""

    def __init__(self, contracts: list[Contract], now: datetime) -> None:
        self._now = now
        self._today = berlin_day(now)
        self._chance = Chance(self._today, "open plan")
        self._cast = Cast(contracts, Chance(self._today, "open cast"))
        self._exports = ExportCalendar(now)
        self._used: set[int] = set()

    def matters(self, open_cases: int) -> list[OpenMatter]:
        """Return ``open_cases`` matters that stay open and those that are released, by receipt."""
        slots = [*self._particular(), *self._usual(open_cases)][:open_cases]
        found = [self._fill(slot) for slot in self._digital_enough(slots)]
        found += [self._released(number) for number in range(RELEASED)]
        return sorted(found, key=lambda matter: (matter.received_at, matter.contract.number))

    def backlog(self, count: int) -> list[OpenMatter]:
        """Return ``count`` more matters of the usual kind that stay open, by receipt."""
        found = [
            self._fill(replace(slot, story=self._chance.weighted(*_BACKLOG_STORIES)))
            for slot in self._usual(count)
        ]
        return sorted(found, key=lambda matter: (matter.received_at, matter.contract.number))

    def _particular(self) -> Iterator[_Slot]:
        """What a visitor shall surely find: each category, both sides of the cut-off, late ones."""
        for code, _ in CATEGORIES[1:]:
            yield _Slot(_way_of(code, Channel.PORTAL), code)
        yield from self._around_the_cutoff()
        late = self._before_last_run()
        yield _Slot(Channel.APP, "bank_details", "plain", Story.NOTED, late)
        yield _Slot(Channel.PORTAL, "bank_details", "payer_without_address", Story.WAITING, late)
        for _ in range(6):
            yield _Slot(Channel.PORTAL, "bank_details", "plain", Story.PROPOSED)
        yield _Slot(Channel.APP, "bank_details", "payer", Story.PROPOSED)
        yield _Slot(Channel.EMAIL, "bank_details", "by_mail", Story.PROPOSED)
        yield _Slot(Channel.PORTAL, "bank_details", "near_miss", Story.PROPOSED)
        yield _Slot(Channel.PORTAL, "bank_details", "payer_without_number", contact_changed=True)
        yield _Slot(Channel.APP, "bank_details", "plain", contact_changed=True)
        for name in _NEEDS_ANSWER:
            yield _Slot(Channel.PORTAL, "bank_details", name, Story.WAITING)
            yield _Slot(Channel.APP, "bank_details", name, Story.TENANT_REPLIED)
        for recipe in RECIPES:
            yield _Slot(recipe.channels[0], "bank_details", recipe.name)

    def _usual(self, count: int) -> Iterator[_Slot]:
        codes, shares = [code for code, _ in CATEGORIES], [share for _, share in CATEGORIES]
        ways, parts = [way for way, _ in CHANNELS], [part for _, part in CHANNELS]
        # The particular ones are bank changes mostly: fewer of them are left to chance.
        shares = [14 if code == "bank_details" else share for code, share in CATEGORIES]
        for _ in range(count):
            way, code = self._chance.weighted(ways, parts), self._chance.weighted(codes, shares)
            yield _Slot(_way_of(code, way), code)

    def _digital_enough(self, slots: list[_Slot]) -> list[_Slot]:
        """Let more than half come by portal or app, whatever chance said."""
        wanted = len(slots) * 55 // 100 + 1
        have = sum(slot.channel in _DIGITAL for slot in slots)
        turned = []
        for slot in slots:
            can_turn = slot.recipe is None and slot.category != _REGISTRATION
            if have < wanted and slot.channel not in _DIGITAL and can_turn:
                turned.append(_Slot(Channel.PORTAL, slot.category))
                have += 1
            else:
                turned.append(slot)
        return turned

    def _fill(self, slot: _Slot) -> OpenMatter:
        channel, recipe = slot.channel, None
        if slot.category == "bank_details":
            recipe, channel = self._recipe(slot)
        received_at = slot.received_at or self._received_at(channel)
        contract, person = self._who(slot, received_at, channel, recipe)
        return OpenMatter(
            received_at=received_at,
            channel=channel,
            category=slot.category,
            contract=contract,
            person=person,
            story=slot.story or self._story(),
            recipe=recipe,
            contact_changed=slot.contact_changed,
        )

    def _who(
        self, slot: _Slot, received_at: datetime, channel: Channel, recipe: Recipe | None
    ) -> tuple[Contract, Person]:
        if slot.category == _REGISTRATION:
            # Whose account is open has nothing to ask: as long as there are others, they write.
            found = self._cast.unregistered(
                berlin_day(received_at), lambda contract: contract.tenancy_id not in self._used
            )
            if found is not None:
                self._used.add(found[0].tenancy_id)
                return found
        contract = self._contract(received_at, channel, recipe)
        return contract, self._cast.writer(contract, channel)

    def _recipe(self, slot: _Slot) -> tuple[Recipe, Channel]:
        if slot.recipe is not None:
            return _BY_NAME[slot.recipe], slot.channel
        channel = Channel.LETTER if slot.channel is Channel.TELEPHONE else slot.channel
        possible = [recipe for recipe in RECIPES if channel in recipe.channels]
        return self._chance.weighted(possible, [recipe.weight for recipe in possible]), channel

    def _released(self, number: int) -> OpenMatter:
        """A change that was released after the last hand-over."""
        released_at = self._office_hour(self._exports.last, self._now)
        days = self._chance.between(2, 9)
        received_on = berlin_day(released_at) - timedelta(days=days)
        channel = _DIGITAL[number % len(_DIGITAL)]
        received_at = receipt_on(received_on, channel, self._chance)
        recipe = _BY_NAME[_CAN_BE_RELEASED[number % len(_CAN_BE_RELEASED)]]
        contract = self._contract(received_at, channel, recipe)
        return OpenMatter(
            received_at=received_at,
            channel=channel,
            category="bank_details",
            contract=contract,
            person=self._cast.writer(contract, channel),
            story=Story.RELEASED,
            recipe=recipe,
            released_at=released_at,
        )

    def _contract(self, received_at: datetime, channel: Channel, recipe: Recipe | None) -> Contract:
        """Return a contract that has no open matter yet, as long as there are such."""
        day = berlin_day(received_at)

        def suits(contract: Contract) -> bool:
            return recipe is None or recipe.fits(contract, day)

        def is_fresh(contract: Contract) -> bool:
            sound = contract.mandate_trouble is MandateTrouble.NONE or recipe is not None
            lives_here = contract.ends_on is None or (recipe is None or recipe.name == "moved_out")
            return (
                contract.tenancy_id not in self._used and suits(contract) and sound and lives_here
            )

        contract = self._cast.someone(day, channel, is_fresh)
        if contract.tenancy_id in self._used:
            contract = self._cast.someone(day, channel, suits)
        self._used.add(contract.tenancy_id)
        return contract

    def _story(self) -> Story:
        return self._chance.weighted([story for story, _ in _STORIES], [n for _, n in _STORIES])

    def _received_at(self, channel: Channel) -> datetime:
        """Most are a few days old, some due today, a few late."""
        age = self._chance.weighted(
            (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14),
            (13, 12, 12, 11, 10, 9, 9, 8, 7, 3, 1, 1, 1),
        )
        calendar = self._cast_calendar()
        day = calendar.add_workdays(self._today, -age)
        if channel in (*_DIGITAL, Channel.EMAIL) and self._chance.happens(25):
            # Tenants write on weekends too.
            day = min(day + timedelta(days=5 - day.weekday()), self._today - timedelta(days=1))
        return receipt_on(day, channel, self._chance)

    def _cast_calendar(self) -> WorkdayCalendar:
        return self._cast.someone(self._today, Channel.EMAIL).house.calendar

    def _around_the_cutoff(self) -> Iterator[_Slot]:
        """The last second before the latest cut-off and the first after it, if still fresh."""
        month = Month.of(self._today)
        cutoff = cutoff_in(month, DEFAULT_RULES)
        if cutoff >= self._today:
            cutoff = cutoff_in(month.plus(-1), DEFAULT_RULES)
        if self._today - cutoff > timedelta(days=13):
            return
        midnight = berlin_instant(cutoff + timedelta(days=1))
        for moment in (midnight - timedelta(seconds=1), midnight):
            if moment < self._now:
                yield _Slot(Channel.APP, "bank_details", "plain", None, moment)

    def _before_last_run(self) -> datetime:
        """A receipt whose debit file has gone without it."""
        month = Month.of(self._today)
        while file_moment(bank_day_of_month(month, 1), DEFAULT_RULES) >= self._now:
            month = month.plus(-1)
        day = month.plus(-1).day(13)
        return berlin_instant(day, time(18, 20))

    def _office_hour(self, after: datetime, before: datetime) -> datetime:
        """Return an instant between two others, on a working day from 8 to 16 if there is one."""
        moment = after
        for _ in range(200):
            moment = self._chance.instant(after + timedelta(hours=1), before - timedelta(hours=1))
            if is_office_hour(moment):
                break
        return moment


def _way_of(category: str, channel: Channel) -> Channel:
    """Who cannot get into the portal does not write through it."""
    return Channel.EMAIL if category == _REGISTRATION and channel in _DIGITAL else channel


def is_office_hour(moment: datetime) -> bool:
    """Tell whether somebody is at work: Monday to Friday, from 8 to 16 in Berlin."""
    day = berlin_day(moment)
    opens, closes = berlin_instant(day, time(8)), berlin_instant(day, time(16))
    return day.weekday() < 5 and opens <= moment < closes


def next_office_hour(moment: datetime, chance: Chance) -> datetime:
    """Return ``moment``, or an instant of the next working day's morning."""
    if is_office_hour(moment):
        return moment
    day: date = berlin_day(moment)
    if moment >= berlin_instant(day, time(16)):
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return berlin_instant(day, time(8)) + timedelta(minutes=chance.between(5, 170))
