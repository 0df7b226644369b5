"""Letters with a code for many: all parties without account, of a company, a house or a list.

The parties are looked through in portions, each a transaction of its own. Who has a usable code or
a letter on the pile is passed over, so whoever is killed or cancels begins again and goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.code_states import CodeState, is_accepted
from desktop.domain.kinds import PortalAccountState
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Property, Tenancy, TenancyParty, Unit
from desktop.services.context import ServiceContext
from desktop.services.registration.account_codes import (
    LockedAccount,
    account_code,
    lock_accounts,
)
from desktop.services.registration.guard import guard_facts, guard_rules
from desktop.services.registration.people import (
    LetterAddress,
    account_ids,
    letter_addresses,
    load_parties,
)
from desktop.services.registration.portions import portions
from desktop.services.registration.requesting import (
    Wish,
    new_request,
    put_on_pile,
    why_no_code,
    write_request,
)
from desktop.services.registration.returned import letters_back, marked
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules

_Key = tuple[int, int]
_PORTION = 50
REGISTERED = "codes.already_registered"
"""Why a party is passed over beside the reasons of a single request."""
HAS_CODE = "codes.has_code"
RETURNED = "codes.address_returned"
GUARDED = "guard.answer_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """For whom letters are asked: of one company, narrowed by a house or by contract numbers."""

    company_id: int
    property_number: str | None = None
    contract_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPlan:
    """What a request for many would do now.

    ``letters`` are asked for; ``passed_over`` counts the parties that get none by the code of the
    reason; ``unknown`` are contract numbers of the list that the company does not have.
    """

    letters: int
    passed_over: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """What was done; ``cancelled`` says that a person stopped it: the rest was not looked at."""

    requested: int
    passed_over: Mapping[str, int] = field(default_factory=dict)
    cancelled: bool = False


def plan_bulk_request(context: ServiceContext, actor: Actor, command: BulkRequest) -> BulkPlan:
    """Return what would be done, without doing it.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES, command.company_id)
    passed_over: Counter[str] = Counter()
    letters = 0
    with context.database.read() as session:
        tenancies = session.scalars(_tenancies(context, command)).all()
        for some in _few(tenancies):
            for candidate in _look(session, context, command, some, {}):
                letters += candidate.reason is None
                passed_over.update([candidate.reason] if candidate.reason else [])
        unknown = _unknown(session, command)
    return BulkPlan(letters=letters, passed_over=dict(passed_over), unknown=unknown)


def request_many(
    context: ServiceContext,
    actor: Actor,
    command: BulkRequest,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BulkResult:
    """Ask for the letters; the pile shows them at once. A second time only goes on.

    ``on_progress`` is told how many contracts of how many were looked at.

    Raises:
        UserError: ``access.denied``, and what stops everything, such as ``database.*``.
    """
    require(actor, Permission.WORK_CASES, command.company_id)
    with context.database.read() as session:
        tenancies = session.scalars(_tenancies(context, command)).all()
    passed_over: Counter[str] = Counter()
    requested = done = 0
    for some in _few(tenancies):
        if is_cancelled():
            return BulkResult(requested=requested, passed_over=dict(passed_over), cancelled=True)
        with context.database.write() as unit:
            candidates = _request_some(unit, context, actor, command, some)
        requested += sum(one.reason is None for one in candidates)
        passed_over.update(one.reason for one in candidates if one.reason is not None)
        done += len(some)
        on_progress(done, len(tenancies))
    return BulkResult(requested=requested, passed_over=dict(passed_over))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One party; ``reason`` says why it gets no letter, None where it gets one."""

    party: TenancyParty
    addresses: tuple[LetterAddress, ...]
    reason: str | None


def _request_some(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    command: BulkRequest,
    tenancy_ids: Sequence[int],
) -> list[_Candidate]:
    """Ask for the letters of a portion; what is judged is locked before."""
    first = _look(unit.session, context, command, tenancy_ids, {})
    wanted = [_key(one.party) for one in first if one.reason is None]
    accounts = account_ids(unit, command.company_id, wanted)
    locked = lock_accounts(unit.session, accounts.values())
    held = {key: locked[account_id] for key, account_id in accounts.items()}
    candidates = _look(unit.session, context, command, tenancy_ids, held)
    for one in candidates:
        account = held.get(_key(one.party))
        if one.reason is None and account is not None:
            wish = Wish(
                party=one.party,
                locked=account,
                address=one.addresses[0],
                case_id=None,
                hold_seconds=0,
            )
            row = new_request(context, actor, wish)
            write_request(unit, context, actor, wish, row)
            put_on_pile(unit, context, row, account, wish.hold_seconds)
    return candidates


def _look(
    session: Session,
    context: ServiceContext,
    command: BulkRequest,
    tenancy_ids: Sequence[int],
    held: Mapping[_Key, LockedAccount],
) -> list[_Candidate]:
    """Judge the parties of some contracts, each person of a contract once."""
    parties = {_key(party): party for party in load_parties(session, tenancy_ids)}
    today = context.clock.today()
    known = _known(session, tenancy_ids, held, today)
    back = letters_back(session, (one.account_id for one in known.values()))
    rules = guard_rules(load_rules(session, command.company_id))
    facts = guard_facts(session, parties.values(), rules, today)
    found = []
    for key, party in sorted(parties.items()):
        account = known.get(key)
        addresses = letter_addresses(party, today, facts[key].since)
        if account is not None:
            addresses = marked(addresses, back.get(account.account_id, {}))
        usable = tuple(one for one in addresses if one.returned_on is None)
        reason = why_no_code(party, None if account is None else account.state, context)
        reason = _own_reason(account) or reason
        if reason is None and facts[key].demand.open:
            # Somebody has to call back or to choose the older address: one by one.
            reason = GUARDED
        if reason is None and not usable:
            reason = RETURNED
        found.append(_Candidate(party, usable, reason))
    return found


@dataclass(frozen=True, slots=True)
class _Account:
    """What is known of a party's account; ``has_code`` is a usable code or a waiting letter."""

    account_id: int
    state: PortalAccountState
    has_code: bool


def _own_reason(account: _Account | None) -> str | None:
    if account is None:
        return None
    if account.state is PortalAccountState.REGISTERED:
        return REGISTERED
    return HAS_CODE if account.has_code and account.state.takes_code else None


def _known(
    session: Session,
    tenancy_ids: Sequence[int],
    held: Mapping[_Key, LockedAccount],
    today: date,
) -> dict[_Key, _Account]:
    """The accounts of some contracts; of those that are held, as they were locked."""
    alive = select(RegistrationCode.id).where(
        RegistrationCode.portal_account_id == PortalAccount.id,
        RegistrationCode.state.in_((CodeState.REQUESTED, CodeState.ISSUED, CodeState.POSTED)),
        # The job that lets codes expire may not have been there yet.
        or_(RegistrationCode.expires_on.is_(None), RegistrationCode.expires_on >= today),
    )
    rows = session.execute(
        select(
            PortalAccount.id,
            PortalAccount.tenancy_id,
            PortalAccount.tenant_id,
            PortalAccount.state,
            alive.exists().label("has_code"),
        ).where(PortalAccount.tenancy_id.in_(tenancy_ids))
    )
    found = {
        (row.tenancy_id, row.tenant_id): _Account(row.id, row.state, row.has_code) for row in rows
    }
    for key, locked in held.items():
        has_code = any(
            row.state is CodeState.REQUESTED or is_accepted(account_code(row), today=today)
            for row in locked.rows
        )
        found[key] = _Account(locked.account.id, locked.account.state, has_code)
    return found


def _tenancies(context: ServiceContext, command: BulkRequest) -> Select[tuple[int]]:
    """The running contracts that are meant, in the order of their numbers."""
    query = select(Tenancy.id).where(
        Tenancy.company_id == command.company_id,
        or_(Tenancy.ends_on.is_(None), Tenancy.ends_on >= context.clock.today()),
    )
    if command.property_number is not None:
        query = (
            query.join(Unit, Unit.id == Tenancy.unit_id)
            .join(Property, Property.id == Unit.property_id)
            .where(Property.number == command.property_number)
        )
    if command.contract_numbers:
        query = query.where(Tenancy.contract_number.in_(command.contract_numbers))
    return query.order_by(Tenancy.contract_number, Tenancy.id)


def _unknown(session: Session, command: BulkRequest) -> tuple[str, ...]:
    known: set[str] = set()
    for some in portions(command.contract_numbers):
        known.update(
            session.scalars(
                select(Tenancy.contract_number).where(
                    Tenancy.company_id == command.company_id, Tenancy.contract_number.in_(some)
                )
            )
        )
    return tuple(one for one in dict.fromkeys(command.contract_numbers) if one not in known)


def _key(party: TenancyParty) -> _Key:
    return (party.tenancy_id, party.tenant_id)


def _few(tenancy_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(tenancy_ids), _PORTION):
        yield tenancy_ids[start : start + _PORTION]
