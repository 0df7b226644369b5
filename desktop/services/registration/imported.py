"""Codes from an older portal: taken over with their own format, told to the portal if they count.

A clear code is hashed at once (``hash_imported``, outside of the transaction) and never stored; a
PHC string is stored as it is. Both sides know such a code by the id it gets here.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import CodeOrigin
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import (
    CodeEvent,
    CodeState,
    follow,
    is_accepted,
    next_state,
    replace_usable,
)
from desktop.domain.registration_code import LONGEST_CODE, last_two, shape_of
from desktop.domain.typed_code import bare_symbols
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    account_code,
    lock_account,
    settle,
    tell_issued,
)
from desktop.services.registration.people import account_ids, account_refusal
from desktop.services.staff.access import Actor

_PHC = re.compile(r"\$[a-z0-9-]{1,32}(\$[A-Za-z0-9+/.=,_-]{1,120}){1,5}")
_LONGEST_SHAPE = 40
_STATES = (
    CodeState.ISSUED,
    CodeState.POSTED,
    CodeState.REDEEMED,
    CodeState.REVOKED,
    CodeState.EXPIRED,
    CodeState.RETURNED,
    CodeState.LOCKED,
)


@dataclass(frozen=True, slots=True)
class ImportedHash:
    """What may be stored of an imported code; ``repr`` shows nothing of it.

    ``lookup`` is None and ``last_two`` and ``shape`` are empty where only a hash was handed over.
    """

    hash: str = field(repr=False)
    lookup: str | None = field(default=None, repr=False)
    last_two: str = field(default="", repr=False)
    shape: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCode:
    """One code of a file. ``expires_on`` None is a code without an end."""

    company_id: int
    tenancy_id: int
    tenant_id: int
    issued_on: date
    state: CodeState
    expires_on: date | None
    stored: ImportedHash


class ImportVerdict(StrEnum):
    """What became of an imported code."""

    ADDED = "added"
    CHANGED = "changed"
    """It was there, and has ended since; nothing else of a code can change."""
    UNCHANGED = "unchanged"
    SUSPICIOUS = "suspicious"
    """It would not fit to what is known here: nothing was written, a person looks."""


@dataclass(frozen=True, slots=True)
class ImportedResult:
    """What became of it, and its row where there is one."""

    verdict: ImportVerdict
    code_id: int | None = None


def hash_imported(
    context: ServiceContext, *, clear: str | None = None, phc: str | None = None
) -> ImportedHash:
    """Hash a clear code, or take over a PHC string; one of the two. About 25 ms for a clear one.

    Raises:
        ValueError: it is neither a code nor a PHC string; its text is not in the error.
    """
    if clear is None:
        return ImportedHash(_phc(phc))
    symbols, shape = _symbols(clear)
    keeper = context.codes
    return ImportedHash(keeper.hash(symbols), keeper.lookup(symbols), last_two(symbols), shape)


def look_at_imported(
    context: ServiceContext, *, clear: str | None = None, phc: str | None = None
) -> ImportedHash:
    """Return by what a code is found here if it is here; no key is made, and no hash.

    Raises:
        ValueError: as ``hash_imported``.
    """
    if clear is None:
        return ImportedHash(_phc(phc))
    symbols, shape = _symbols(clear)
    return ImportedHash("", context.codes.known_lookup(symbols), last_two(symbols), shape)


def _symbols(clear: str) -> tuple[str, str]:
    """The bare symbols of a clear code, and its shape."""
    symbols = bare_symbols(clear)
    shape = shape_of(clear.strip())
    readable = symbols.isascii() and symbols.isalnum() and len(symbols) >= _SHORTEST
    if not readable or len(symbols) > LONGEST_CODE or len(shape) > _LONGEST_SHAPE:
        raise ValueError("no code")
    return symbols, shape


def _phc(phc: str | None) -> str:
    text = (phc or "").strip()
    if len(text) > _LONGEST_HASH or _PHC.fullmatch(text) is None:
        raise ValueError("no PHC string")
    return text


_SHORTEST = 4
_LONGEST_HASH = 200


def import_code(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, code: ImportedCode
) -> ImportedResult:
    """Take one code over, in the caller's transaction; a second time changes nothing.

    A code that is usable is told to the portal, and takes the place of one that was issued earlier.
    One that is older than a usable one, that another account has, that would open an account which
    is open or locked, or that was issued on a day to come, is suspicious.
    """
    surname = _surname(unit, code)
    if code.state not in _STATES or surname is None:
        return ImportedResult(ImportVerdict.SUSPICIOUS)
    key = (code.tenancy_id, code.tenant_id)
    account_id = account_ids(unit, code.company_id, [key])[key]
    locked = lock_account(unit.session, account_id)
    known = _known(unit, locked, code)
    if known is not None:
        return _again(unit, context, actor, locked, known, code)
    row = _row(code, locked, surname)
    counts = is_accepted(account_code(row), today=context.clock.today())
    if row.state.usable and not counts:
        row.state = CodeState.EXPIRED
        row.ended_at = _day(code.expires_on)
    if counts and not _may_count(context, locked, code):
        return ImportedResult(ImportVerdict.SUSPICIOUS)
    if counts and not _makes_room(unit, context, actor, locked, code):
        return ImportedResult(ImportVerdict.SUSPICIOUS)
    unit.session.add(row)
    unit.session.flush()
    if counts:
        tell_issued(unit, context, row)
    details: dict[str, DetailValue] = {
        "account": account_id,
        "last_two": row.last_two,
        "state": row.state.value,
    }
    record(
        unit,
        context,
        actor,
        AuditAction.CODE_IMPORTED,
        "registration_codes",
        row.id,
        row.company_id,
        details,
    )
    unit.changed(ChangeKind.TENANCY, code.tenancy_id)
    return ImportedResult(ImportVerdict.ADDED, row.id)


def take_code_back(unit: UnitOfWork, context: ServiceContext, actor: Actor, code_id: int) -> bool:
    """End a code that an import brought, because the import is taken back.

    Returns:
        False, and nothing is changed, where it has been used since; the row itself stays always.
    """
    account_id = unit.session.scalar(
        select(RegistrationCode.portal_account_id).where(RegistrationCode.id == code_id)
    )
    if account_id is None:
        return False
    locked = lock_account(unit.session, account_id)
    row = locked.row(code_id)
    if row.state is CodeState.REDEEMED:
        return False
    if row.state.usable:
        outcome = follow(locked.codes, code_id, CodeEvent.REVOKED, context.clock.now())
        settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome)])
    return True


def _surname(unit: UnitOfWork, code: ImportedCode) -> str | None:
    """Return the surname of the party; None where the person is none of the contract."""
    query = (
        select(Tenant.surname)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == code.tenancy_id, Tenant.id == code.tenant_id)
    )
    return unit.session.scalar(query.limit(1))


def _known(unit: UnitOfWork, locked: LockedAccount, code: ImportedCode) -> RegistrationCode | None:
    """Return the row that this code has already, in this account or in another."""
    if code.stored.lookup is not None:
        return unit.session.scalar(
            select(RegistrationCode).where(RegistrationCode.lookup == code.stored.lookup)
        )
    return next((row for row in locked.rows if row.hash == code.stored.hash), None)


def _again(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    locked: LockedAccount,
    row: RegistrationCode,
    code: ImportedCode,
) -> ImportedResult:
    """A code that is there already: the file can only say that it has ended."""
    if row.portal_account_id != locked.account.id or row.origin is not CodeOrigin.IMPORTED:
        return ImportedResult(ImportVerdict.SUSPICIOUS, row.id)
    if row.state is code.state or not code.state.final:
        # What ended here, or was posted, is known better here than in a file.
        return ImportedResult(ImportVerdict.UNCHANGED, row.id)
    event = CodeEvent(code.state.value)
    if next_state(row.state, event) is None:
        return ImportedResult(ImportVerdict.UNCHANGED, row.id)
    outcome = follow(locked.codes, row.id, event, context.clock.now())
    settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome)])
    return ImportedResult(ImportVerdict.CHANGED, row.id)


def _may_count(context: ServiceContext, locked: LockedAccount, code: ImportedCode) -> bool:
    """Whether the account takes a code at all, as if its letter were asked for here."""
    if account_refusal(locked.account.state) is not None:
        return False
    return code.issued_on <= context.clock.today()


def _makes_room(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    locked: LockedAccount,
    code: ImportedCode,
) -> bool:
    """Let the usable code of the account fall if it is older; whether the new one may come."""
    usable = [row for row in locked.rows if row.state.usable]
    issued_at = _day(code.issued_on)
    if any(row.issued_at is None or row.issued_at >= issued_at for row in usable):
        return False
    outcome = replace_usable(locked.codes, context.clock.now())
    settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome)])
    return True


def _row(code: ImportedCode, locked: LockedAccount, surname: str) -> RegistrationCode:
    stored = code.stored
    issued_at = _day(code.issued_on)
    return RegistrationCode(
        public_id=str(uuid4()),
        company_id=code.company_id,
        portal_account_id=locked.account.id,
        origin=CodeOrigin.IMPORTED,
        state=code.state,
        lookup=stored.lookup,
        hash=stored.hash,
        last_two=stored.last_two,
        shape=stored.shape,
        surname=surname,
        issued_at=issued_at,
        posted_at=issued_at if code.state is not CodeState.ISSUED else None,
        expires_on=code.expires_on,
        ended_at=issued_at if code.state.final else None,
        end_note="",
    )


def _day(day: date | None) -> datetime:
    return berlin_instant(day or date(2000, 1, 1), time(0))
