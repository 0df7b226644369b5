"""Notices are written where they are caused: in the transaction of the answer or the assignment."""

from collections.abc import Mapping

from sqlalchemy import select

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.personal import MutedNotice, Notice
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM, Actor

_TOGETHER = "assignments_told_together"


def tell_of_changes(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    before: Mapping[str, str],
    now: Mapping[str, str],
) -> None:
    """Tell whoever has the case what ``actor`` or the tenant changed in it.

    ``before`` and ``now`` are its facts (``services.cases.changes``). Nobody is told of what they
    did themselves.
    """
    owner = case.assignee_id
    if owner is None or owner == actor.staff_id:
        return
    together = unit.session.info.get(_TOGETHER, False)
    if before[Fact.ASSIGNEE] != now[Fact.ASSIGNEE] and not together:
        _tell(unit, context, actor, case, owner, NoticeKind.ASSIGNED, f"change:{case.version}")
    # A message that was taken away again leaves an older one as the last.
    if int(now[Fact.INCOMING] or 0) > int(before[Fact.INCOMING] or 0):
        message = f"message:{now[Fact.INCOMING]}"
        _tell(unit, context, actor, case, owner, NoticeKind.ANSWERED, message)


def tell_together(unit: UnitOfWork) -> None:
    """Who gets cases in this transaction is told of all at once by whoever does it."""
    unit.session.info[_TOGETHER] = True


def tell_of_assignment(unit: UnitOfWork, context: ServiceContext, case: Case) -> None:
    """Tell whom the rules gave a case that was just made."""
    if case.assignee_id is not None:
        occasion = f"change:{case.version}"
        _tell(unit, context, SYSTEM, case, case.assignee_id, NoticeKind.ASSIGNED, occasion)


def tell_of_leaving(
    unit: UnitOfWork, context: ServiceContext, case: Case, lead_id: int, left: Staff
) -> None:
    """Tell a lead, once, that ``left`` has left cases to others; ``case`` presses most."""
    kind, occasion = NoticeKind.COLLEAGUE_LEFT, f"left:{left.id}:{left.version}"
    _write(unit, context, case, lead_id, kind, occasion, left.id)


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    staff_id: int,
    kind: NoticeKind,
    occasion: str,
) -> None:
    _write(unit, context, case, staff_id, kind, occasion, actor.staff_id)


def _write(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    staff_id: int,
    kind: NoticeKind,
    occasion: str,
    by_id: int | None,
) -> None:
    muted = select(MutedNotice).where(MutedNotice.staff_id == staff_id, MutedNotice.kind == kind)
    listens = select(Staff.id).where(Staff.id == staff_id, Staff.active.is_(True), ~muted.exists())
    if unit.session.scalar(listens) is None:
        return
    unit.session.execute(
        insert_with_conflict(unit.session, Notice)
        .values(
            staff_id=staff_id,
            case_id=case.id,
            kind=kind,
            occasion=occasion,
            at=context.clock.now(),
            by_id=by_id,
        )
        .on_conflict_do_nothing()
    )
    unit.changed(ChangeKind.NOTICE, staff_id)
