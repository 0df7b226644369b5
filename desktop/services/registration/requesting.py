"""Letters with a code are asked for, judged by the guard, and released by a second person.

A request holds no code. What needs a second person has no letter on the pile until it is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import AddressChoice, CodeOrigin
from desktop.domain.address_guard import GuardRefusal, GuardWay
from desktop.domain.blank_text import one_line
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import CodeState, add_request
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState
from desktop.domain.old_numbers import find_number, is_number, mask_number
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import TenancyParty
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind
from desktop.services.delivery.tenancy_events import TenancyLetter, queue_tenancy_letter
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    lock_account,
    lock_account_of_code,
    settle,
)
from desktop.services.registration.commands import GuardAnswer, ReleaseRequest, RequestCode
from desktop.services.registration.guard import (
    GuardFacts,
    guard_facts,
    guard_rules,
    refusal,
)
from desktop.services.registration.people import (
    LetterAddress,
    account_ids,
    account_refusal,
    has_left,
    letter_addresses,
    load_party,
)
from desktop.services.registration.returned import letters_back, marked
from desktop.services.registration.view import RequestedCode
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules


def request_code(context: ServiceContext, actor: Actor, command: RequestCode) -> RequestedCode:
    """Ask for a letter with a new code; the older code stays valid until the letter is rendered.

    Raises:
        UserError: ``access.denied``; ``codes.party_unknown``, ``codes.party_left``,
            ``codes.account_open``, ``codes.account_locked``, ``codes.address_missing``,
            ``codes.address_returned``, ``codes.wrong_case``; ``guard.*`` where contact data
            changed lately, ``guard.number_missing`` where the call-back does not tell its number.
    """
    with context.database.write() as unit:
        session = unit.session
        party = load_party(session, command.tenancy_id, command.tenant_id)
        tenancy = party.tenancy
        require(actor, Permission.WORK_CASES, tenancy.company_id)
        _check_case(session, command)
        key = (tenancy.id, party.tenant_id)
        account_id = account_ids(unit, tenancy.company_id, [key])[key]
        # Locked before anything is judged: what is found then stays so until the commit.
        locked = lock_account(session, account_id)
        today = context.clock.today()
        refused = why_no_code(party, locked.account.state, context)
        if refused is not None:
            raise UserError(refused)
        back = letters_back(session, [account_id]).get(account_id, {})
        rules = load_rules(session, tenancy.company_id)
        facts = guard_facts(session, [party], guard_rules(rules), today)[key]
        address = _chosen(
            marked(letter_addresses(party, today, facts.since), back), command.address
        )
        if address.returned_on is not None and not command.address_confirmed:
            raise UserError("codes.address_returned")
        wish = Wish(
            party=party,
            locked=locked,
            address=address,
            case_id=command.case_id,
            hold_seconds=rules.undo_seconds,
        )
        row = new_request(context, actor, wish)
        if facts.demand.open and command.guard is not None:
            _answer(context, actor, row, command.guard, facts, address)
        refusal_now = refusal(facts, row, guard_rules(rules))
        needs_release = refusal_now is GuardRefusal.SECOND_PERSON_MISSING
        if refusal_now is not None and not needs_release:
            raise UserError(refusal_now.value)
        replaced = write_request(unit, context, actor, wish, row)
        if not needs_release:
            put_on_pile(unit, context, row, locked, wish.hold_seconds)
        session.flush()
        return RequestedCode(
            code_id=row.id,
            delivery_id=row.delivery_id,
            needs_release=needs_release,
            replaced_id=replaced,
        )


def release_request(
    context: ServiceContext, actor: Actor, command: ReleaseRequest
) -> RequestedCode:
    """Release a letter that somebody else asked for after a call-back; it goes to the pile.

    Raises:
        UserError: ``access.denied``, ``codes.unknown``, ``codes.not_waiting``; ``guard.*`` where
            the guard does not allow it, own requests among them.
    """
    with context.database.write() as unit:
        session = unit.session
        locked = lock_account_of_code(session, command.code_id)
        row = locked.row(command.code_id)
        require(actor, Permission.RELEASE, row.company_id)
        if row.state is not CodeState.REQUESTED or row.delivery_id is not None:
            raise UserError("codes.not_waiting")
        if row.requested_by_id == actor.person_id:
            raise UserError(GuardRefusal.OWN_REQUEST.value)
        party = load_party(session, locked.account.tenancy_id, locked.account.tenant_id)
        rules = load_rules(session, row.company_id)
        today = context.clock.today()
        [facts] = guard_facts(session, [party], guard_rules(rules), today).values()
        refused = refusal(facts, row, guard_rules(rules), released_by=actor.person_id)
        if refused is not None:
            raise UserError(refused.value)
        row.released_at = context.clock.now()
        row.released_by_id = actor.person_id
        put_on_pile(unit, context, row, locked, rules.undo_seconds)
        session.flush()
        _record(unit, context, actor, AuditAction.CODE_RELEASED, row, {})
        return RequestedCode(
            code_id=row.id, delivery_id=row.delivery_id, needs_release=False, replaced_id=None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A letter that is to be asked for: for whom, to which address, out of which case.

    ``hold_seconds`` is how long it can be undone before the pile shows it.
    """

    party: TenancyParty
    locked: LockedAccount
    address: LetterAddress
    case_id: int | None
    hold_seconds: int

    @property
    def is_confirmed(self) -> bool:
        """Whether a person has confirmed an address from which a letter came back."""
        return self.address.returned_on is not None


def why_no_code(
    party: TenancyParty, state: PortalAccountState | None, context: ServiceContext
) -> str | None:
    """Return the code of the error that says why the party gets no code; None where it can."""
    refused = account_refusal(state)
    if refused is not None:
        return refused
    if has_left(party, context.clock.today()):
        return "codes.party_left"
    if not letter_addresses(party, context.clock.today()):
        return "codes.address_missing"
    return None


def new_request(context: ServiceContext, actor: Actor, wish: Wish) -> RegistrationCode:
    """Return the row of a request that is not written yet."""
    return RegistrationCode(
        public_id=str(uuid4()),
        company_id=wish.party.tenancy.company_id,
        portal_account_id=wish.locked.account.id,
        origin=CodeOrigin.LETTER,
        state=CodeState.REQUESTED,
        last_two="",
        shape="",
        surname="",
        requested_at=context.clock.now(),
        requested_by_id=actor.staff_id,
        case_id=wish.case_id,
        address={
            "choice": wish.address.choice.value,
            "lines": list(wish.address.lines),
            "surname": wish.party.tenant.surname,
        },
        end_note="",
    )


def write_request(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    wish: Wish,
    row: RegistrationCode,
) -> int | None:
    """Write a request; an older one of the account falls. Returns the id of the one that fell."""
    # The id is not known before the row is written, and the older request has to fall before that.
    outcome = add_request(wish.locked.codes, 0, context.clock.now())
    fallen = [code for code in outcome.changed if code.code_id]
    if fallen:
        outcome = type(outcome)(outcome.codes, tuple(fallen))
        settle(unit, context, actor, [Settlement(locked=wish.locked, outcome=outcome)])
    unit.session.add(row)
    unit.session.flush()
    wish.locked.rows.append(row)
    details: dict[str, DetailValue] = {"address": wish.address.choice.value}
    if row.guard_way is not None:
        details["guard"] = row.guard_way.value
    if row.called_number is not None:
        details["called"] = row.called_number
        details["called_known_since"] = str(row.guard_known_since)
        details["called_is_known"] = row.called_reason is None
    if wish.is_confirmed:
        details["address_confirmed"] = True
    _record(unit, context, actor, AuditAction.CODE_REQUESTED, row, details)
    unit.changed(ChangeKind.TENANCY, wish.locked.account.tenancy_id)
    unit.case_changed(row.case_id)
    return fallen[0].code_id if fallen else None


def put_on_pile(
    unit: UnitOfWork,
    context: ServiceContext,
    row: RegistrationCode,
    locked: LockedAccount,
    hold_seconds: int,
) -> Delivery:
    """Queue the letter of a request; the pile shows it when its undo time is over."""
    address = row.address or {}
    wanted = TenancyLetter(
        company_id=row.company_id,
        tenancy_id=locked.account.tenancy_id,
        case_id=row.case_id,
        recipient="\n".join(address.get("lines", ())),
        kind=LetterKind.REGISTRATION_CODE,
        data={"code_id": row.public_id},
    )
    not_before = context.clock.now() + timedelta(seconds=hold_seconds)
    letter = queue_tenancy_letter(unit, context, wanted, not_before=not_before)
    unit.session.flush()
    row.delivery_id = letter.id
    unit.changed(ChangeKind.DELIVERY, letter.id)
    return letter


def _check_case(session: Session, command: RequestCode) -> None:
    if command.case_id is None:
        return
    case = session.get(Case, command.case_id)
    if case is None or case.tenancy_id != command.tenancy_id:
        raise UserError("codes.wrong_case")


def _chosen(addresses: Sequence[LetterAddress], choice: AddressChoice) -> LetterAddress:
    for address in addresses:
        if address.choice is choice:
            return address
    raise UserError("codes.address_missing")


def _answer(
    context: ServiceContext,
    actor: Actor,
    row: RegistrationCode,
    answer: GuardAnswer,
    facts: GuardFacts,
    address: LetterAddress,
) -> None:
    """Note with a request what its person did about the guard's demand.

    Raises:
        UserError: ``guard.number_missing`` where nobody can tell which number was called.
    """
    row.guard_way = answer.way
    row.guard_seen = sorted(answer.seen)
    if answer.way is GuardWay.UNCHANGED_ADDRESS:
        row.guard_known_since = address.known_since
        return
    row.called_at = context.clock.now()
    row.called_by_id = actor.staff_id
    row.called_number = mask_number(answer.number)
    known = find_number(facts.numbers, answer.number)
    if known is not None:
        # The account knows better than who calls, of a number that is too new all the more.
        row.guard_known_since = known.known_since
        return
    reason = one_line(answer.reason)
    if not is_number(answer.number) or answer.known_since is None or not reason:
        raise UserError("guard.number_missing")
    row.guard_known_since = answer.known_since
    row.called_reason = reason


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    row: RegistrationCode,
    details: dict[str, DetailValue],
) -> None:
    everything = {"account": row.portal_account_id, "case_id": row.case_id, **details}
    record(unit, context, actor, action, "registration_codes", row.id, row.company_id, everything)
