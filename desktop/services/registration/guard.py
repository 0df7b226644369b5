"""The guard's facts: what of a party's contact data changed lately, and which numbers are old.

Changes are known by their row. What has no row of its own gets a number that no row has: a flat
that an import moved by the import's line, what only the person's row tells of by kind and moment.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.address_guard import (
    Answer,
    Demand,
    GuardedChange,
    GuardRefusal,
    GuardRules,
    SecondPerson,
    guard_demand,
    is_first_word,
    why_not_rendered,
)
from desktop.domain.bank_change import ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.company_rules import CompanyRules
from desktop.domain.old_numbers import KnownNumber, NumberChange, known_numbers
from desktop.models.contact import ContactDataChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.registration.moved import Moved, moved_homes
from desktop.services.registration.people import AddressesSince, is_home

_KINDS = tuple(ContactKind)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOVES = -(10**15)
"""No moment makes a number as low as that; the lines of imports count down from here."""


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One recent change as a person looks at it.

    ``changed_on`` is the day that the source says, ``learnt_on`` the one on which we heard of it,
    which is what counts. ``is_move`` says that an import moved the flat.
    """

    change_id: int
    kind: ContactKind
    changed_on: date
    learnt_on: date
    source: ContactSource | None
    is_move: bool = False


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """What the guard knows of one party today.

    ``numbers`` are all telephone numbers that the party ever had, ``since`` tells since when its
    addresses have been known.
    """

    demand: Demand
    changes: tuple[SeenChange, ...]
    numbers: tuple[KnownNumber, ...] = field(repr=False)
    since: AddressesSince

    @property
    def old_numbers(self) -> tuple[KnownNumber, ...]:
        """The numbers that may be called back, the newest of them first."""
        before = self.demand.old_before
        return tuple(one for one in self.numbers if one.known_since < before)


def guard_rules(rules: CompanyRules) -> GuardRules:
    """Return the guard's settings of a company."""
    needed = SecondPerson.NEEDED if rules.code_second_person else SecondPerson.NOT_NEEDED
    return GuardRules(days=rules.code_guard_days, second_person=needed)


def guard_facts(
    session: Session, parties: Iterable[TenancyParty], rules: GuardRules, today: date
) -> dict[tuple[int, int], GuardFacts]:
    """Return what the guard knows, by the ids of contract and person."""
    wanted = list(parties)
    known: dict[int, list[ContactDataChange]] = {party.tenant_id: [] for party in wanted}
    rows = session.scalars(
        select(ContactDataChange)
        .where(
            ContactDataChange.tenant_id.in_(known),
            ContactDataChange.state == ContactState.APPLIED,
        )
        .order_by(ContactDataChange.id)
    )
    for row in rows:
        known[row.tenant_id].append(row)
    moved = moved_homes(session, wanted)
    return {
        (party.tenancy_id, party.tenant_id): _facts(
            party, known[party.tenant_id], moved.get(party.tenancy_id), rules, today
        )
        for party in wanted
    }


def refusal(
    facts: GuardFacts,
    row: RegistrationCode,
    rules: GuardRules,
    *,
    released_by: int | None = None,
) -> GuardRefusal | None:
    """Return what keeps a requested letter from being rendered today; None where nothing does.

    ``released_by`` is who is about to release it, where nobody has yet.
    """
    return why_not_rendered(facts.demand, answer_of(row, released_by=released_by), rules=rules)


def answer_of(row: RegistrationCode, *, released_by: int | None = None) -> Answer | None:
    """Return what people did about the guard's demand, as it is stored with the request."""
    if row.guard_way is None:
        return None
    return Answer(
        way=row.guard_way,
        known_since=row.guard_known_since,
        seen=frozenset(row.guard_seen or ()),
        # A request of nobody's is one of the program's: no person has this id.
        requested_by=row.requested_by_id or 0,
        released_by=row.released_by_id or released_by,
    )


def _facts(
    party: TenancyParty,
    rows: Sequence[ContactDataChange],
    moved: Moved | None,
    rules: GuardRules,
    today: date,
) -> GuardFacts:
    news = list(_news(party, rows))
    alone = _without_row(party.tenant, rows)
    seen = [*_of_rows(news), *_of_person(alone), *_of_flat(moved)]
    demand = guard_demand(
        (GuardedChange(one.change_id, one.kind, one.learnt_on) for one in seen),
        today=today,
        rules=rules,
    )
    by_id = {one.change_id: one for one in seen}
    return GuardFacts(
        demand,
        tuple(by_id[change.change_id] for change in demand.changes),
        _numbers(party, rows, alone.get(ContactKind.TELEPHONE)),
        AddressesSince(
            postal=_latest(ContactKind.ADDRESS, news, alone.get(ContactKind.ADDRESS)),
            flat=None if moved is None else moved.learnt_on,
        ),
    )


def _news(party: TenancyParty, rows: Iterable[ContactDataChange]) -> Iterator[ContactDataChange]:
    """All changes but the first words: what was there once and was emptied is filled anew."""
    spoken: set[ContactKind] = set()
    for row in rows:
        if row.kind in spoken or not _is_first_word(party, row):
            yield row
        spoken.add(row.kind)


def _is_first_word(party: TenancyParty, row: ContactDataChange) -> bool:
    return is_first_word(
        row.kind,
        row.former,
        from_erp=row.source is ContactSource.ERP,
        leads_home=is_home(row.new, party),
    )


def _of_rows(rows: Iterable[ContactDataChange]) -> Iterator[SeenChange]:
    for row in rows:
        yield SeenChange(row.id, row.kind, berlin_day(row.changed_at), _learnt_on(row), row.source)


def _of_person(alone: Mapping[ContactKind, datetime]) -> Iterator[SeenChange]:
    """What only the person's row tells of: nobody noted when we learnt of it."""
    for kind, at in alone.items():
        day = berlin_day(at)
        yield SeenChange(_number_of(kind, at), kind, day, day, None)


def _of_flat(moved: Moved | None) -> Iterator[SeenChange]:
    if moved is not None:
        day = moved.learnt_on
        number = _MOVES - moved.change_id
        yield SeenChange(number, ContactKind.ADDRESS, day, day, ContactSource.ERP, is_move=True)


def _without_row(tenant: Tenant, rows: Iterable[ContactDataChange]) -> dict[ContactKind, datetime]:
    told = {(row.kind, berlin_day(row.changed_at)) for row in rows}
    return {
        kind: at
        for kind, at in _changed_at(tenant).items()
        if at is not None and (kind, berlin_day(at)) not in told
    }


def _learnt_on(row: ContactDataChange) -> date:
    """The day that counts: what a source dates ahead was learnt of before all the same."""
    return berlin_day(row.noted_at)


def _latest(
    kind: ContactKind, rows: Iterable[ContactDataChange], alone: datetime | None
) -> date | None:
    """Since when the contact data of a kind are what they are; None where they always were."""
    days = [_learnt_on(row) for row in rows if row.kind is kind]
    if alone is not None:
        days.append(berlin_day(alone))
    return max(days, default=None)


def _changed_at(tenant: Tenant) -> Mapping[ContactKind, datetime | None]:
    return {
        ContactKind.EMAIL: tenant.email_changed_at,
        ContactKind.TELEPHONE: tenant.phone_changed_at,
        ContactKind.ADDRESS: tenant.address_changed_at,
    }


def _number_of(kind: ContactKind, at: datetime) -> int:
    milliseconds = int((at - _EPOCH) / timedelta(milliseconds=1))
    return -(milliseconds * len(_KINDS) + _KINDS.index(kind)) - 1


def _numbers(
    party: TenancyParty, rows: Sequence[ContactDataChange], alone: datetime | None
) -> tuple[KnownNumber, ...]:
    since = party.since or party.tenancy.starts_on
    changes = [
        NumberChange(
            former=str(row.former.get("phone") or ""),
            new=str(row.new.get("phone") or ""),
            learnt_on=_learnt_on(row),
            former_since=None
            if row.former_changed_at is None
            else berlin_day(row.former_changed_at),
        )
        for row in rows
        if row.kind is ContactKind.TELEPHONE
    ]
    present_since = _latest(ContactKind.TELEPHONE, rows, alone) or since
    return known_numbers(party.tenant.phone, present_since, changes, since=since)
