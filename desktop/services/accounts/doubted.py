"""Accounts that were registered with a code that does not count, until a person has decided.

Nothing about the contract is sent to whoever has got hold of one. A person decides by locking it
and unlocking it again, or by closing it; a registration with a code that counts decides as well.
"""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.accounts import AccountStep
from desktop.models.registration import AccountEvent
from desktop.models.tenancy import PortalAccount

_DECISIONS = (AccountStep.REGISTERED, AccountStep.UNLOCKED, AccountStep.CLOSED)


def is_doubted() -> ColumnElement[bool]:
    """A condition on ``PortalAccount``: nobody has decided yet whose account it is."""
    doubt, decision = aliased(AccountEvent), aliased(AccountEvent)
    decided = select(decision.id).where(
        decision.portal_account_id == doubt.portal_account_id,
        decision.kind.in_(_DECISIONS),
        decision.id > doubt.id,
    )
    return (
        select(doubt.id)
        .where(
            and_(
                doubt.portal_account_id == PortalAccount.id,
                doubt.kind == AccountStep.DOUBTED,
                ~decided.exists(),
            )
        )
        .correlate(PortalAccount)
        .exists()
    )


def is_account_doubted(session: Session, account_id: int) -> bool:
    """Whether nobody has decided yet whose account this is."""
    query = select(PortalAccount.id).where(PortalAccount.id == account_id, is_doubted())
    return session.scalar(query) is not None
