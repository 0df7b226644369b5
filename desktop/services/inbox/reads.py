"""What a person has read: opening a case notes it, what the tenant writes later is news again."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.models.case import Case
from desktop.models.personal import CaseRead, Notice
from desktop.models.standing import CaseStanding
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

__all__ = ["is_unread", "mark_read", "mark_unread", "toggle_read", "unread_by"]


def mark_read(context: ServiceContext, actor: Actor, case_id: int, version: int) -> bool:
    """Note that the person has read the case as it was shown; tells whether that was news.

    ``version`` is that of the case on show: what came in since then was not seen, and nothing is
    noted. What is read already costs no writing.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    staff_id = actor.person_id
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        settled = not is_unread(session, staff_id, case) and not _told(session, staff_id, case_id)
        if case.version != version or settled:
            return False
    with context.database.write() as unit:
        seen = unit.session.execute(
            select(Case.id)
            .where(Case.id == case_id, Case.version == version)
            .with_for_update(key_share=True)
        ).one_or_none()
        if seen is None:
            return False
        _settle(unit, context, staff_id, case_id)
        newest = news_at(unit.session, case_id)
        if newest is None:
            return False
        unit.session.execute(
            insert_with_conflict(unit.session, CaseRead)
            .values(case_id=case_id, staff_id=staff_id, read_at=newest)
            .on_conflict_do_update(index_elements=["case_id", "staff_id"], set_={"read_at": newest})
        )
        unit.changed(ChangeKind.READING, case_id)
    return True


def mark_unread(context: ServiceContext, actor: Actor, case_id: int) -> None:
    """Let the case be news to the person again, until it is opened the next time.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    staff_id = actor.person_id
    with context.database.write() as unit:
        load_case(unit.session, actor, Permission.READ_CASES, case_id)
        unit.session.execute(
            delete(CaseRead).where(CaseRead.case_id == case_id, CaseRead.staff_id == staff_id)
        )
        unit.changed(ChangeKind.READING, case_id)


def toggle_read(context: ServiceContext, actor: Actor, case_id: int) -> bool:
    """Make a case that was read unread, and the other way round; tells whether it is unread now.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        unread, version = is_unread(session, actor.person_id, case), case.version
        if news_at(session, case_id) is None:
            return False
    if unread:
        return not mark_read(context, actor, case_id, version)
    mark_unread(context, actor, case_id)
    return True


def is_unread(session: Session, staff_id: int, case: Case) -> bool:
    """Tell whether there is news in the case that this person has not read."""
    newest = news_at(session, case.id)
    read_at = session.scalar(
        select(CaseRead.read_at).where(CaseRead.case_id == case.id, CaseRead.staff_id == staff_id)
    )
    return newest is not None and (read_at is None or read_at < newest)


def _told(session: Session, staff_id: int, case_id: int) -> bool:
    open_notice = select(Notice.id).where(*_open_notices(staff_id, case_id)).limit(1)
    return session.scalar(open_notice) is not None


def _settle(unit: UnitOfWork, context: ServiceContext, staff_id: int, case_id: int) -> None:
    """Who has seen the case need not be told of it any more."""
    settled = unit.session.execute(
        update(Notice)
        .where(*_open_notices(staff_id, case_id))
        .values(read_at=context.clock.now())
        .returning(Notice.id)
    ).all()
    if settled:
        unit.changed(ChangeKind.NOTICE, staff_id)


def _open_notices(staff_id: int, case_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Notice.staff_id == staff_id, Notice.case_id == case_id, Notice.read_at.is_(None))


def unread_by(
    staff_id: BindParameter[int] | int | None,
    case_id: InstrumentedAttribute[int],
    newest: InstrumentedAttribute[datetime],
) -> ColumnElement[bool]:
    """Return the condition that a row is news to this person; its columns are handed in."""
    return ~exists(
        select(CaseRead.case_id).where(
            CaseRead.case_id == case_id, CaseRead.staff_id == staff_id, CaseRead.read_at >= newest
        )
    )


def news_at(session: Session, case_id: int) -> datetime | None:
    """Return when the tenant was heard of last; None for a closed case, which is news to nobody."""
    newest = select(CaseStanding.news_at).where(
        CaseStanding.case_id == case_id, CaseStanding.is_open.is_(True)
    )
    return session.scalar(newest)
