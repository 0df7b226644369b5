"""A letter is rendered: its code is made, older ones end, and the portal hears of both.

All of that is one transaction. The codes were prepared before it (``preparing``).
"""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import CodeOrigin
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import CodeEvent, CodeState, follow, last_day
from desktop.domain.errors import UserError
from desktop.domain.registration_code import OUR_SHAPE
from desktop.models.registration import RegistrationCode
from desktop.services.context import ServiceContext
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    drop_letters,
    lock_accounts,
    settle,
)
from desktop.services.registration.holding_back import held_back_of, not_again
from desktop.services.registration.people import account_refusal
from desktop.services.registration.portions import portions
from desktop.services.registration.preparing import PreparedCode, PreparedCodes
from desktop.services.registration.view import RenderedCode
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules


def lock_letters(session: Session, delivery_ids: Iterable[int]) -> dict[int, LockedAccount]:
    """Lock the accounts of the letters with a code among these deliveries; by the account's id.

    Call it before the deliveries themselves are locked: whoever asks for a code locks in this
    order, and so nobody waits in a circle.
    """
    accounts: set[int] = set()
    for some in portions(sorted(set(delivery_ids))):
        accounts.update(
            session.scalars(
                select(RegistrationCode.portal_account_id).where(
                    RegistrationCode.delivery_id.in_(some)
                )
            )
        )
    return lock_accounts(session, accounts)


def letter_codes(session: Session, delivery_ids: Iterable[int]) -> dict[int, RegistrationCode]:
    """Return the codes of letters by their deliveries' ids."""
    found: dict[int, RegistrationCode] = {}
    for some in portions(sorted(set(delivery_ids))):
        rows = session.scalars(
            select(RegistrationCode).where(RegistrationCode.delivery_id.in_(some))
        )
        found |= {row.delivery_id: row for row in rows if row.delivery_id is not None}
    return found


def render_request(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    row: RegistrationCode,
    prepared: PreparedCodes,
) -> RenderedCode:
    """Render one letter; as ``render_requests``."""
    return render_requests(unit, context, actor, [row], prepared)[0]


def render_requests(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    rows: Sequence[RegistrationCode],
    prepared: PreparedCodes,
) -> list[RenderedCode]:
    """Make the codes of letters in the caller's transaction, in the order of ``rows``.

    Each row becomes *issued*; the older codes of its account are revoked, and both are queued for
    the portal. Whoever calls has checked that the person may print.

    Raises:
        UserError: what ``held_back`` names; nothing is rendered then.
    """
    session = unit.session
    locked = lock_accounts(session, (row.portal_account_id for row in rows))
    pairs = [(row, locked[row.portal_account_id]) for row in rows]
    held = held_back_of(session, context, [(row, one.account) for row, one in pairs])
    if held:
        raise UserError(next(iter(held.values())))
    now, today = context.clock.now(), context.clock.today()
    settlements, rendered = [], []
    for (row, account), code in zip(pairs, prepared.take(session, len(rows)), strict=True):
        outcome = follow(account.codes, row.id, CodeEvent.RENDERED, now)
        if outcome.remark is not None:
            raise UserError("codes.not_waiting")
        row.hash, row.lookup = code.hash, code.lookup
        row.last_two, row.shape = code.clear.last_two, OUR_SHAPE
        row.surname = str((row.address or {}).get("surname", ""))
        row.issued_at = now
        row.expires_on = last_day(today, load_rules(session, row.company_id).code_valid_days)
        settlements.append(Settlement(locked=account, outcome=outcome))
        rendered.append(_rendered(row, account, code))
    settle(unit, context, actor, settlements)
    return rendered


def render_again(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    rows: Sequence[RegistrationCode],
    prepared: PreparedCodes,
) -> list[RenderedCode]:
    """Render letters once more that were rendered before: each gets a new code, its old one ends.

    The letter (its delivery) goes over to the new code. The guard is asked again.

    Raises:
        UserError: as ``render_requests``; ``codes.account_open`` where somebody has registered with
            the letter meanwhile.
    """
    lock_accounts(unit.session, (row.portal_account_id for row in rows))
    refused = not_again(unit.session, rows)
    if refused:
        raise UserError(next(iter(refused.values())))
    anew = [_asked_again(unit, row) for row in rows]
    return render_requests(unit, context, actor, anew, prepared)


def take_letters_back(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, rows: Sequence[RegistrationCode]
) -> None:
    """Let letters wait again that were rendered and not printed: their codes end at once.

    Nobody has them in hand. The next batch makes new ones. Where a code was used all the same, a
    person has ended it, or a newer letter is on its way, the letter is cancelled: whoever takes a
    batch back lets its deliveries wait before this is called.
    """
    locked = lock_accounts(unit.session, (row.portal_account_id for row in rows))
    now = context.clock.now()
    # Asked before the codes end: who ends them here is no reason to print nothing.
    refused = not_again(unit.session, rows)
    settlements = []
    for row in rows:
        account = locked[row.portal_account_id]
        if row.state.usable:
            outcome = follow(account.codes, row.id, CodeEvent.REVOKED, now)
            settlements.append(Settlement(locked=account, outcome=outcome))
    settle(unit, context, actor, settlements)
    for row in rows:
        its = locked[row.portal_account_id].account
        used = row.state is CodeState.REDEEMED or account_refusal(its.state) is not None
        if used or row.id in refused:
            drop_letters(unit, [row])
        else:
            _asked_again(unit, row)
        unit.changed(ChangeKind.TENANCY, its.tenancy_id)


def post_codes(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, rows: Sequence[RegistrationCode]
) -> None:
    """Note that letters were brought to the post; what has ended meanwhile stays as it is."""
    locked = lock_accounts(unit.session, (row.portal_account_id for row in rows))
    now = context.clock.now()
    settlements = []
    for row in rows:
        account = locked[row.portal_account_id]
        row.posted_at = row.posted_at or now
        outcome = follow(account.codes, row.id, CodeEvent.POSTED, now)
        settlements.append(Settlement(locked=account, outcome=outcome))
    settle(unit, context, actor, settlements)


def _asked_again(unit: UnitOfWork, row: RegistrationCode) -> RegistrationCode:
    """Make a new request of a rendered one, with its address, answers and its letter."""
    session = unit.session
    delivery_id, row.delivery_id = row.delivery_id, None
    session.flush()
    again = RegistrationCode(
        public_id=str(uuid4()),
        origin=CodeOrigin.LETTER,
        state=CodeState.REQUESTED,
        last_two="",
        shape="",
        surname="",
        end_note="",
        delivery_id=delivery_id,
        **{name: getattr(row, name) for name in _KEPT},
    )
    session.add(again)
    session.flush()
    return again


_KEPT = (
    "company_id",
    "portal_account_id",
    "requested_at",
    "requested_by_id",
    "case_id",
    "address",
    "guard_way",
    "guard_known_since",
    "guard_seen",
    "called_number",
    "called_reason",
    "called_at",
    "called_by_id",
    "released_at",
    "released_by_id",
)
"""What a letter that is made once more has in common with the first one."""


def _rendered(row: RegistrationCode, locked: LockedAccount, code: PreparedCode) -> RenderedCode:
    assert row.expires_on is not None
    return RenderedCode(
        code_id=row.id,
        delivery_id=row.delivery_id,
        tenancy_id=locked.account.tenancy_id,
        tenant_id=locked.account.tenant_id,
        clear=code.clear,
        surname=row.surname,
        expires_on=row.expires_on,
        address=tuple((row.address or {}).get("lines", ())),
    )
