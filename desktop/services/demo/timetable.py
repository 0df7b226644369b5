"""When the invented matters came in, and which of the closed ones show something in particular."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import DATE_STAMPED, Channel
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import cutoff_in, file_moment
from desktop.domain.months import Month
from desktop.domain.workdays import bank_day_of_month
from desktop.services.demo.applications import RECIPES
from desktop.services.demo.chance import Chance

HISTORY_DAYS = 760
"""The closed cases reach back so far: two Decembers, whatever the day."""
HISTORY_ENDS = timedelta(days=23)
"""What came in later than this before the demonstration's day may still be open."""

CATEGORIES: tuple[tuple[str, int], ...] = (
    ("bank_details", 22),
    ("damage", 26),
    ("documents", 9),
    ("registration", 11),
    ("contact_data", 8),
    ("rent_certificate", 6),
    ("consumption", 5),
    ("forms", 4),
    ("general", 9),
)
"""Categories with how many of a hundred cases are theirs."""
CHANNELS: tuple[tuple[Channel, int], ...] = (
    (Channel.PORTAL, 42),
    (Channel.APP, 22),
    (Channel.EMAIL, 18),
    (Channel.TELEPHONE, 9),
    (Channel.LETTER, 6),
    (Channel.COUNTER, 3),
)
"""Ways in with how many of a hundred cases came by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One closed case as planned. What is None is left to chance.

    ``household`` keeps several matters at one contract. ``contact_changed`` lets the tenant have
    changed the e-mail address six days before.
    """

    received_at: datetime
    channel: Channel
    category: str
    recipe: str | None = None
    decided_at: datetime | None = None
    household: int | None = None
    contact_changed: bool = False


def closed_matters(now: datetime, count: int) -> list[Matter]:
    """Return ``count`` closed matters in the order of their receipt."""
    chance = Chance(berlin_day(now), "timetable")
    matters = list(showcase(now))[:count]
    first = berlin_day(now) - timedelta(days=HISTORY_DAYS)
    span = HISTORY_DAYS - HISTORY_ENDS.days
    codes, code_weights = [code for code, _ in CATEGORIES], [share for _, share in CATEGORIES]
    ways, way_weights = [way for way, _ in CHANNELS], [share for _, share in CHANNELS]
    while len(matters) < count:
        day = first + timedelta(days=chance.below(span))
        category = chance.weighted(codes, code_weights)
        channel = chance.weighted(ways, way_weights)
        if category == "bank_details" and channel is Channel.TELEPHONE:
            channel = Channel.LETTER
        if category == "registration" and channel in (Channel.PORTAL, Channel.APP):
            # Who cannot register writes from outside, and is not answered in the portal.
            channel = chance.pick((Channel.EMAIL, Channel.TELEPHONE))
        matters.append(
            Matter(received_at=receipt_on(day, channel, chance), channel=channel, category=category)
        )
    matters.sort(key=lambda matter: matter.received_at)
    return matters


def receipt_on(day: date, channel: Channel, chance: Chance) -> datetime:
    """Return an instant of a day at which something can come in by this way.

    Post, telephone and visits have a date stamp only and come on working days.
    """
    if channel in DATE_STAMPED:
        weekday = day - timedelta(days=max(0, day.weekday() - 4))
        return berlin_instant(weekday)
    return chance.instant(berlin_instant(day, time(6, 10)), berlin_instant(day, time(23, 40)))


def showcase(now: datetime) -> Iterator[Matter]:
    """Yield closed bank changes that together show every finding and both cut-offs."""
    today = berlin_day(now)
    chance = Chance(today, "showcase")
    for number, recipe in enumerate(RECIPES):
        channel = recipe.channels[number % len(recipe.channels)]
        day = today - timedelta(days=chance.between(150, 320))
        if recipe.name == "moved_out":
            # Who moved out did so lately: see the world.
            day = today - HISTORY_ENDS - timedelta(days=1)
        yield _bank(receipt_on(day, channel, chance), channel, recipe.name)
    for days in (95, 75, 60):
        at = receipt_on(today - timedelta(days=days), Channel.PORTAL, chance)
        yield _bank(at, Channel.PORTAL, "plain", household=1)
    yield _bank(
        receipt_on(today - timedelta(days=70), Channel.APP, chance),
        Channel.APP,
        "plain",
        contact_changed=True,
    )
    yield from _around_a_run(today)
    yield from _around_cutoffs(today)


def _around_a_run(today: date) -> Iterator[Matter]:
    """Decided just before its debit file, just after it, and after the promise."""
    month = Month.of(today - timedelta(days=75))
    received = berlin_instant(month.day(11), time(10, 5))
    file_at = file_moment(bank_day_of_month(month.plus(1), 1), DEFAULT_RULES)
    for decided_at in (file_at - timedelta(hours=2), file_at + timedelta(hours=5)):
        yield _bank(received, Channel.PORTAL, "plain", decided_at=decided_at)


def _around_cutoffs(today: date) -> Iterator[Matter]:
    """The last second before the cut-off and the first one after it, usual month and December."""
    latest = today - HISTORY_ENDS - timedelta(days=8)
    usual = Month.of(latest)
    while usual.month == 12 or cutoff_in(usual, DEFAULT_RULES) >= latest:
        usual = usual.plus(-1)
    december = Month(today.year, 12)
    while cutoff_in(december, DEFAULT_RULES) >= latest:
        december = december.plus(-12)
    for month in (usual, december):
        midnight = berlin_instant(cutoff_in(month, DEFAULT_RULES) + timedelta(days=1))
        yield _bank(midnight - timedelta(seconds=1), Channel.APP, "plain")
        yield _bank(midnight, Channel.PORTAL, "plain")


def _bank(
    received_at: datetime,
    channel: Channel,
    recipe: str,
    *,
    decided_at: datetime | None = None,
    household: int | None = None,
    contact_changed: bool = False,
) -> Matter:
    return Matter(
        received_at=received_at,
        channel=channel,
        category="bank_details",
        recipe=recipe,
        decided_at=decided_at,
        household=household,
        contact_changed=contact_changed,
    )
