"""What the portal reports of accounts and codes changes what is known here, once and in any order.

A report that fits nothing we know is no reason to drop it: it puts the account before a person.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import AccountStep, ConsentKind
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import AccountCode, Outcome, Remark, after_report
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_account import account_after, is_overtaken
from desktop.domain.portal_event import PortalEvent, PortalEventType
from desktop.domain.portal_report import AccountReport, read_report
from desktop.models.registration import AccountEvent, Consent, RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.accounts.contract_event import (
    ContractCause,
    hold_back,
    queue_contract_updated,
)
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing, PortalReport, Taken
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    account_code,
    lock_account,
    settle,
)
from desktop.services.registration.accounts import tell_lock
from desktop.services.registration.attempts import note_attempt
from desktop.services.registration.doubts import Doubt, put_before_person
from desktop.services.staff.access import SYSTEM

_REMARKABLE = {
    Remark.OLD_CODE_USED: Doubt.OLD_CODE_USED,
    Remark.UNKNOWN: Doubt.UNKNOWN_CODE,
    Remark.IMPOSSIBLE: Doubt.UNKNOWN_CODE,
}
_STEPS = {
    PortalEventType.REGISTRATION_COMPLETED: AccountStep.REGISTERED,
    PortalEventType.ACCOUNT_ACTIVATED: AccountStep.ACTIVATED,
    PortalEventType.ACCOUNT_CLOSED: AccountStep.CLOSED,
}


@dataclass(frozen=True, slots=True)
class ReportOfAccount(PortalReport):
    """A report about an account or one of its codes."""

    said: AccountReport

    def take_in(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
    ) -> Taken:
        """Apply it; what does not fit to what is known here comes before a person."""
        whose = _whose(unit.session, event, self.said, addressing)
        account_id = whose.account_id
        if event.type is PortalEventType.REGISTRATION_ATTEMPTED:
            return note_attempt(unit, context, event, self.said, addressing, account_id)
        if account_id is None:
            return put_before_person(unit, context, event, addressing, None, Doubt.UNKNOWN_ACCOUNT)
        locked = lock_account(unit.session, account_id)
        overtaken = _is_overtaken(event, locked.account)
        concerned = _concerned(event, locked, overtaken=overtaken)
        outcome = after_report(concerned, event.type, whose.code_id, event.time)
        settled = Settlement(locked=locked, outcome=outcome, in_reply_to=event.key.event_id)
        settle(unit, context, SYSTEM, [settled])
        named_before = locked.account.external_id
        # A code that does not count opens no account that is somebody's already to another one.
        is_credible = outcome.remark not in _REMARKABLE or named_before is None
        counts = is_credible and not overtaken
        doubted = outcome.remark in _REMARKABLE and counts
        _move(unit, event, self.said, locked.account, counts=counts, doubted=doubted)
        if is_credible:
            _note_consents(unit.session, event, self.said, locked.account)
        if named_before is None:
            tell_lock(unit, context, locked.account)
        if doubted:
            hold_back(unit, context, locked.account.tenancy_id)
        doubt = _doubt(event, outcome, locked, overtaken=overtaken)
        _tell(unit, context, event, locked.account, is_doubtful=doubt is not None)
        if doubt is None:
            return Taken()
        return put_before_person(unit, context, event, addressing, account_id, doubt)


def read_account_report(event: PortalEvent) -> ReportOfAccount:
    """Return what a report says beside whose it is.

    Raises:
        RefusedEventError: ``schema``.
    """
    withdraws = event.type is PortalEventType.CONSENT_WITHDRAWN
    return ReportOfAccount(read_report(event.data, withdraws=withdraws))


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    account: PortalAccount,
    *,
    is_doubtful: bool,
) -> None:
    """Note the report in the audit log; who has registered hears of the contract.

    Not who has registered with a code that does not count: a person looks at that first.
    """
    details = {"event": event.key.event_id, "type": event.type.value}
    record(
        unit,
        context,
        SYSTEM,
        AuditAction.ACCOUNT_REPORTED,
        "portal_accounts",
        account.id,
        account.company_id,
        details,
    )
    unit.changed(ChangeKind.TENANCY, account.tenancy_id)
    if event.type is PortalEventType.REGISTRATION_COMPLETED and not is_doubtful:
        cause = ContractCause(event_id=event.key.event_id)
        queue_contract_updated(unit, context, account.tenancy_id, cause)


@dataclass(frozen=True, slots=True)
class _Whose:
    account_id: int | None
    code_id: int | None


def _whose(
    session: Session, event: PortalEvent, report: AccountReport, addressing: Addressing
) -> _Whose:
    """The account a report is about: that of the code it names, else the one the portal names.

    A portal that names neither means the only account of the contract that the report can be about.
    """
    account_id = addressing.portal_account_id
    if report.code_id is not None:
        named = session.scalars(
            _codes(addressing).where(RegistrationCode.public_id == report.code_id)
        ).first()
        return _Whose(account_id, None) if named is None else _of(named)
    if event.type in _ABOUT_A_CODE:
        living = [
            code
            for code in session.scalars(_codes(addressing)).all()
            if code.portal_account_id == (account_id or code.portal_account_id)
            and _lived(code, event.time)
        ]
        # The newest of an account comes first: what it took the place of is not meant.
        accounts = {code.portal_account_id for code in living}
        return _of(living[0]) if len(accounts) == 1 else _Whose(account_id, None)
    if account_id is None and event.type is PortalEventType.ACCOUNT_ACTIVATED:
        account_id = _only_registered(session, addressing)
    return _Whose(account_id, None)


_ABOUT_A_CODE = frozenset(
    {PortalEventType.REGISTRATION_COMPLETED, PortalEventType.REGISTRATION_CODE_LOCKED}
)


def _codes(addressing: Addressing) -> Select[tuple[RegistrationCode]]:
    return (
        select(RegistrationCode)
        .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
        .where(PortalAccount.tenancy_id == addressing.tenancy_id)
        .order_by(RegistrationCode.id.desc())
    )


def _of(code: RegistrationCode) -> _Whose:
    return _Whose(code.portal_account_id, code.id)


def _lived(code: RegistrationCode, at: datetime) -> bool:
    """Whether a code was usable at an instant, as far as its state tells."""
    if code.state.usable:
        return True
    return code.issued_at is not None and code.ended_at is not None and at < code.ended_at


def _only_registered(session: Session, addressing: Addressing) -> int | None:
    """The only account of the contract that waits for its activation and has no name yet."""
    found = session.scalars(
        select(PortalAccount.id).where(
            PortalAccount.tenancy_id == addressing.tenancy_id,
            PortalAccount.state == PortalAccountState.REGISTERED,
            PortalAccount.external_id.is_(None),
        )
    ).all()
    return found[0] if len(found) == 1 else None


def _move(
    unit: UnitOfWork,
    event: PortalEvent,
    report: AccountReport,
    account: PortalAccount,
    *,
    counts: bool,
    doubted: bool,
) -> None:
    """Put the account where the report says, and note the step with its time.

    Of a registration that is not credible only the step is noted: the name and the address under
    which the portal knows the account stay those of who opened it. Nor does a report move anything
    that a later one has overtaken. A registration that is ``doubted`` opened an account that nobody
    had: its step says so, and nothing is told of the contract until a person has decided.
    """
    step = _STEPS.get(event.type)
    if step is None:
        return
    if counts:
        _put(unit.session, event, report, account)
    unit.session.add(
        AccountEvent(
            portal_account_id=account.id,
            kind=AccountStep.DOUBTED if doubted and step is AccountStep.REGISTERED else step,
            at=event.time,
            channel=event.channel,
            reason="",
        )
    )


def _put(
    session: Session, event: PortalEvent, report: AccountReport, account: PortalAccount
) -> None:
    if account.state is PortalAccountState.LOCKED:
        before = account.state_before_lock or PortalAccountState.INVITED
        account.state_before_lock = account_after(before, event.type)
    account.state = account_after(account.state, event.type)
    if event.type is PortalEventType.REGISTRATION_COMPLETED:
        account.registered_at = event.time
        account.channel = event.channel
        account.email = report.email
        _name(session, event, account)
    elif event.type is PortalEventType.ACCOUNT_ACTIVATED:
        account.activated_at = event.time
        if account.external_id is None:
            _name(session, event, account)
    else:
        account.closed_at = event.time
        account.state_before_lock = None


def _name(session: Session, event: PortalEvent, account: PortalAccount) -> None:
    """Keep the portal's own name of the account, unless it is that of another one."""
    name = event.portal_account
    if not name or len(name) > _LONGEST_NAME or name == account.external_id:
        return
    taken = session.scalar(
        select(PortalAccount.id).where(
            PortalAccount.company_id == account.company_id,
            PortalAccount.external_id == name,
        )
    )
    if taken is None:
        account.external_id = name
        session.flush()


_LONGEST_NAME = 80


def _note_consents(
    session: Session, event: PortalEvent, report: AccountReport, account: PortalAccount
) -> None:
    for given in report.consents:
        session.add(
            Consent(
                portal_account_id=account.id,
                kind=given.kind,
                text_version=given.text_version,
                given_at=given.at or event.time,
            )
        )
    if report.withdrawn is not None:
        _withdraw(session, event, report.withdrawn, account)


def _withdraw(
    session: Session, event: PortalEvent, kind: ConsentKind, account: PortalAccount
) -> None:
    """Note that a consent was withdrawn: with the one that holds, or, unheard of, by itself."""
    session.flush()
    holding = session.scalars(
        select(Consent)
        .where(
            Consent.portal_account_id == account.id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    ).all()
    for consent in holding:
        consent.withdrawn_at = event.time
    if not holding:
        session.add(
            Consent(
                portal_account_id=account.id,
                kind=kind,
                text_version="",
                given_at=None,
                withdrawn_at=event.time,
            )
        )


def _is_overtaken(event: PortalEvent, account: PortalAccount) -> bool:
    return is_overtaken(
        event.type,
        event.time,
        registered_at=account.registered_at,
        activated_at=account.activated_at,
        closed_at=account.closed_at,
    )


def _concerned(
    event: PortalEvent, locked: LockedAccount, *, overtaken: bool
) -> tuple[AccountCode, ...]:
    """The codes that a report can be about: none that was made after what it tells of.

    A letter that was printed after the account had been closed opens it again, whenever we hear of
    the closing, or of a registration before it.
    """
    until = event.time
    if event.type is not PortalEventType.ACCOUNT_CLOSED:
        if not overtaken or locked.account.closed_at is None:
            return locked.codes
        until = max(until, locked.account.closed_at)
    elif overtaken:
        return ()
    return tuple(
        account_code(row)
        for row in locked.rows
        if (made := row.issued_at or row.requested_at) is None or made <= until
    )


def _doubt(
    event: PortalEvent, outcome: Outcome, locked: LockedAccount, *, overtaken: bool
) -> Doubt | None:
    """Return why a person has to look, None where everything fits."""
    if outcome.remark is not None:
        return _REMARKABLE.get(outcome.remark)
    if overtaken:
        return None
    named = event.portal_account
    if event.type is PortalEventType.REGISTRATION_COMPLETED and named:
        return None if locked.account.external_id == named else Doubt.NAME_TAKEN
    return None
