"""The guard's facts: what of a party's contact data changed lately, and which number is an old one.

Changes are known by their row. A change that only the person's row tells of, because an import
brought it, has no row of its own: it gets a number that no row has, made of its kind and moment.
"""

from collections.abc import Iterable, Mapping
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
    why_not_rendered,
)
from desktop.domain.bank_change import ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.company_rules import CompanyRules
from desktop.models.contact import ContactDataChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import TenancyParty, Tenant

_KINDS = tuple(ContactKind)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One recent change as a person looks at it."""

    change_id: int
    kind: ContactKind
    changed_on: date
    source: ContactSource | None


@dataclass(frozen=True, slots=True)
class OldNumber:
    """A telephone number that may be called back; ``repr`` does not show it."""

    number: str = field(repr=False)
    known_since: date | None


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """What the guard knows of one party today."""

    demand: Demand
    changes: tuple[SeenChange, ...]
    old_number: OldNumber | None


def guard_rules(rules: CompanyRules) -> GuardRules:
    """Return the guard's settings of a company."""
    needed = SecondPerson.NEEDED if rules.code_second_person else SecondPerson.NOT_NEEDED
    return GuardRules(days=rules.code_guard_days, second_person=needed)


def guard_facts(
    session: Session, parties: Iterable[TenancyParty], rules: GuardRules, today: date
) -> dict[int, GuardFacts]:
    """Return what the guard knows, by the ids of the persons."""
    people = {party.tenant_id: party for party in parties}
    known: dict[int, list[ContactDataChange]] = {tenant_id: [] for tenant_id in people}
    rows = session.scalars(
        select(ContactDataChange)
        .where(
            ContactDataChange.tenant_id.in_(people),
            ContactDataChange.state == ContactState.APPLIED,
        )
        .order_by(ContactDataChange.changed_at, ContactDataChange.id)
    )
    for row in rows:
        known[row.tenant_id].append(row)
    return {
        tenant_id: _facts(party, known[tenant_id], rules, today)
        for tenant_id, party in people.items()
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
    party: TenancyParty, rows: list[ContactDataChange], rules: GuardRules, today: date
) -> GuardFacts:
    tenant = party.tenant
    seen = [SeenChange(row.id, row.kind, berlin_day(row.changed_at), row.source) for row in rows]
    told = {(change.kind, change.changed_on) for change in seen}
    for kind, at in _changed_at(tenant).items():
        if at is not None and (kind, berlin_day(at)) not in told:
            seen.append(SeenChange(_number_of(kind, at), kind, berlin_day(at), None))
    demand = guard_demand(
        (GuardedChange(one.change_id, one.kind, one.changed_on) for one in seen),
        today=today,
        rules=rules,
    )
    recent = {change.change_id for change in demand.changes}
    changes = sorted(
        (one for one in seen if one.change_id in recent),
        key=lambda one: (one.changed_on, one.change_id),
        reverse=True,
    )
    return GuardFacts(demand, tuple(changes), _old_number(party, rows, demand))


def _changed_at(tenant: Tenant) -> Mapping[ContactKind, datetime | None]:
    return {
        ContactKind.EMAIL: tenant.email_changed_at,
        ContactKind.TELEPHONE: tenant.phone_changed_at,
        ContactKind.ADDRESS: tenant.address_changed_at,
    }


def _number_of(kind: ContactKind, at: datetime) -> int:
    milliseconds = int((at - _EPOCH) / timedelta(milliseconds=1))
    return -(milliseconds * len(_KINDS) + _KINDS.index(kind)) - 1


def _old_number(
    party: TenancyParty, rows: list[ContactDataChange], demand: Demand
) -> OldNumber | None:
    """The number that was known before the changes: the present one, or the one before it."""
    tenant = party.tenant
    since = party.since or party.tenancy.starts_on
    changed = tenant.phone_changed_at
    if changed is None or berlin_day(changed) < demand.old_before:
        known = since if changed is None else berlin_day(changed)
        return OldNumber(tenant.phone, known) if tenant.phone else None
    phones = [row for row in rows if row.kind is ContactKind.TELEPHONE]
    older = [row for row in phones if berlin_day(row.changed_at) < demand.old_before]
    recent = [row for row in phones if berlin_day(row.changed_at) >= demand.old_before]
    number = str(recent[0].former.get("phone") or "") if recent else ""
    if not number:
        return None
    return OldNumber(number, berlin_day(older[-1].changed_at) if older else since)
