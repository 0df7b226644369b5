"""Internal notes that somebody is writing at a contract: kept while they are typed.

A draft belongs to its author and survives the program. A window replaces a stored text only if it
has seen it, as with the drafts of cases; otherwise its own is kept beside.
"""

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import is_blank
from desktop.models.registration import TenancyNoteDraft
from desktop.models.tenancy import Tenancy
from desktop.services.accounts.commands import SaveNoteDraft
from desktop.services.accounts.loading import load_tenancy
from desktop.services.accounts.view import NoteDraft
from desktop.services.cases.draft_commands import DraftSeen
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

_TENANCY: BindParameter[int] = bindparam("tenancy")
_OWN = (
    select(TenancyNoteDraft)
    .where(
        TenancyNoteDraft.tenancy_id == _TENANCY,
        TenancyNoteDraft.staff_id == bindparam("person"),
    )
    .order_by(TenancyNoteDraft.updated_at, TenancyNoteDraft.id)
)


def save_note_draft(
    context: ServiceContext, actor: Actor, command: SaveNoteDraft
) -> NoteDraft | None:
    """Keep what a person is writing at a contract; a blank text discards the draft.

    Returns:
        The draft as kept; None if there is nothing to keep.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.WORK_CASES)
        # Locked, so that two windows that begin at the same moment come one after the other.
        unit.session.get(Tenancy, tenancy.id, with_for_update={"key_share": True})
        if is_blank(command.text):
            remove_note_draft(unit, actor, tenancy.id, command.draft)
            return None
        rows = _matching(unit.session, actor, tenancy.id, command.draft)
        own = next((row for row in rows if row.writer == command.draft.writer), None)
        row = own or next(iter(rows), None)
        if row is None:
            row = TenancyNoteDraft(tenancy_id=tenancy.id, staff_id=actor.person_id, revision=0)
            unit.session.add(row)
        row.writer = command.draft.writer
        row.revision += 1
        row.text = command.text
        row.updated_at = context.clock.now()
        unit.session.flush()
        return _view(row)


def remove_note_draft(unit: UnitOfWork, actor: Actor, tenancy_id: int, seen: DraftSeen) -> None:
    """Remove the window's draft in the transaction of the act that used it up; others stay."""
    for row in _matching(unit.session, actor, tenancy_id, seen):
        unit.session.delete(row)
    unit.session.flush()


def note_drafts_of(session: Session, actor: Actor, tenancy_id: int) -> tuple[NoteDraft, ...]:
    """Return what this person has begun to write at the contract, the newest last."""
    rows = session.scalars(_OWN, {"tenancy": tenancy_id, "person": actor.staff_id})
    return tuple(_view(row) for row in rows)


def _matching(
    session: Session, actor: Actor, tenancy_id: int, seen: DraftSeen
) -> list[TenancyNoteDraft]:
    """The rows of a person whose text this window has seen: written by it, or read by it."""
    known: ColumnElement[bool] = TenancyNoteDraft.writer == seen.writer
    if seen.draft_id is not None:
        begun = and_(
            TenancyNoteDraft.id == seen.draft_id, TenancyNoteDraft.revision == seen.revision
        )
        known = or_(known, begun)
    rows = session.scalars(
        select(TenancyNoteDraft)
        .where(
            TenancyNoteDraft.tenancy_id == tenancy_id,
            TenancyNoteDraft.staff_id == actor.staff_id,
            known,
        )
        .order_by(TenancyNoteDraft.id)
    )
    return list(rows)


def _view(row: TenancyNoteDraft) -> NoteDraft:
    return NoteDraft(row.id, row.revision, row.text, row.updated_at)
