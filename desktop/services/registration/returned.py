"""Letters that came back (Rückläufer): what ends with them, and what follows.

A letter that came back was in hands nobody knows, so its code ends. Somebody finds out where the
tenant lives: a case says so. A next letter goes to the same address only if a person confirms it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import AccountStep
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import Channel
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import CodeEvent, CodeState, Remark, follow
from desktop.domain.errors import UserError
from desktop.models.company import Category
from desktop.models.registration import AccountEvent, RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.audit import AuditAction, record
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.context import ServiceContext
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    lock_account_of_code,
    settle,
)
from desktop.services.registration.commands import MarkReturned
from desktop.services.registration.people import LetterAddress
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts import Language, speaking
from desktop.texts.portal_reports import returned_subject, returned_text

_CATEGORIES = ("contact_data", "general")
"""In which an address is cleared up, the first that there is."""


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """What came of a letter that came back: whether its code ended by it, and the case."""

    code_id: int
    has_ended: bool
    case_id: int


def mark_returned(context: ServiceContext, actor: Actor, command: MarkReturned) -> ReturnedLetter:
    """Note that a letter came back. A code that had ended before stays as it is.

    Raises:
        UserError: ``access.denied``, ``codes.unknown``; ``codes.not_printed`` for a letter that was
            only asked for; ``codes.already_returned``; ``codes.redeemed`` for a code that was used,
            so its letter arrived.
    """
    with context.database.write() as unit:
        locked = lock_account_of_code(unit.session, command.code_id)
        row = locked.row(command.code_id)
        require(actor, Permission.WORK_CASES, row.company_id)
        _refuse(row)
        now = context.clock.now()
        outcome = follow(locked.codes, row.id, CodeEvent.RETURNED, now)
        has_ended = outcome.remark is None
        if outcome.remark is Remark.ALREADY_SO:
            raise UserError("codes.already_returned")
        note = command.note.strip()
        if has_ended:
            settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome, note=note)])
        else:
            _note_only(unit, context, actor, row, note)
        unit.session.add(
            AccountEvent(
                portal_account_id=locked.account.id,
                kind=AccountStep.LETTER_RETURNED,
                at=now,
                staff_id=actor.person_id,
                reason=note,
            )
        )
        case_id = _make_case(unit, context, actor, locked, row, note)
        unit.changed(ChangeKind.TENANCY, locked.account.tenancy_id)
        return ReturnedLetter(row.id, has_ended, case_id)


Lines = tuple[str, ...]


def letters_back(session: Session, account_ids: Iterable[int]) -> dict[int, dict[Lines, date]]:
    """Return from which addresses the last letter of accounts came back, and on which day.

    By the account's id; an address is its lines below the name.
    """
    found: dict[int, dict[Lines, date]] = defaultdict(dict)
    for some in portions(sorted(set(account_ids))):
        rows = session.execute(
            select(
                RegistrationCode.portal_account_id,
                RegistrationCode.address,
                RegistrationCode.state,
                RegistrationCode.ended_at,
            )
            .where(
                RegistrationCode.portal_account_id.in_(some),
                RegistrationCode.state != CodeState.REQUESTED,
            )
            .order_by(RegistrationCode.id)
        )
        for account_id, address, state, ended_at in rows:
            lines = tuple((address or {}).get("lines", ()))[1:]
            if state is CodeState.RETURNED and ended_at is not None:
                found[account_id][lines] = berlin_day(ended_at)
            else:
                # A later letter went there, so a person has confirmed the address.
                found[account_id].pop(lines, None)
    return found


def marked(
    addresses: Iterable[LetterAddress], back: Mapping[Lines, date]
) -> tuple[LetterAddress, ...]:
    """Return addresses with the day on which the last letter came back from them."""
    return tuple(replace(address, returned_on=back.get(address.lines[1:])) for address in addresses)


def _refuse(row: RegistrationCode) -> None:
    if row.state is CodeState.REQUESTED:
        raise UserError("codes.not_printed")
    if row.state is CodeState.REDEEMED:
        raise UserError("codes.redeemed")


def _note_only(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, row: RegistrationCode, note: str
) -> None:
    """A letter whose code had ended already: what ended it stays, the return is noted beside."""
    row.end_note = "\n".join(part for part in (row.end_note, note) if part)
    record(
        unit,
        context,
        actor,
        AuditAction.CODE_RETURNED,
        "registration_codes",
        row.id,
        row.company_id,
        {"account": row.portal_account_id, "state": row.state.value},
    )


def _make_case(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    locked: LockedAccount,
    row: RegistrationCode,
    note: str,
) -> int:
    """Make the case in which the address is cleared up; its letter's date is not the receipt."""
    account: PortalAccount = locked.account
    tenant = unit.session.get_one(Tenant, account.tenant_id)
    lines = tuple((row.address or {}).get("lines", ()))
    with speaking(Language.GERMAN):
        subject, text = returned_subject(), returned_text(row.issued_at, lines, note)
    case = create_case(
        unit,
        context,
        NewCase(
            company_id=account.company_id,
            category_id=_category(unit.session, account.company_id),
            tenancy_id=account.tenancy_id,
            portal_account_id=None,
            channel=Channel.LETTER,
            received_at=context.clock.now(),
            correspondent=tenant.full_name,
            subject=subject,
            text=text,
            referenced_case_id=row.case_id,
        ),
        actor,
    )
    return case.id


def _category(session: Session, company_id: int) -> int:
    rows = session.execute(
        select(Category.code, Category.id)
        .where(
            Category.code.in_(_CATEGORIES),
            or_(Category.company_id == company_id, Category.company_id.is_(None)),
        )
        .order_by(Category.company_id.is_(None).desc(), Category.id)
    )
    found: dict[str, int] = {row.code: row.id for row in rows}
    return next(found[code] for code in _CATEGORIES if code in found)
