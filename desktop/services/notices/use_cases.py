"""The bell: what it shows, what of it was read, and what a person does not want to be told."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.iban_text import mask_ibans
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.personal import MutedNotice, Notice
from desktop.services.context import ServiceContext
from desktop.services.inbox.reading import select_rows
from desktop.services.notices.view import NoticeList, NoticeRow
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["count_unread", "mute", "notices", "read_all", "read_notice"]

SHOWN = 100
"""More than that nobody reads under a bell; the lists have it all."""


def count_unread(context: ServiceContext, actor: Actor) -> int:
    """Return the number at the bell.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        return _count(session, actor)


def notices(context: ServiceContext, actor: Actor) -> NoticeList:
    """Return the newest notices of the person, those of cases that may no longer be seen left out.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        found = session.execute(
            select(
                Notice.id,
                Notice.kind,
                Notice.case_id,
                Notice.at,
                Notice.read_at,
                Notice.cases,
                Staff.name.label("by"),
            )
            .join(Case, Case.id == Notice.case_id)
            .outerjoin(Staff, Staff.id == Notice.by_id)
            .where(*_own(actor))
            .order_by(Notice.id.desc())
            .limit(SHOWN + 1)
        ).all()
        shown = found[:SHOWN]
        wanted = select_rows([Case.id.in_({row.case_id for row in shown})])
        cases = {case.id: case for case in session.execute(wanted)}
        return NoticeList(
            rows=tuple(_row(row, cases[row.case_id]) for row in shown),
            unread=_count(session, actor),
            older=len(found) > SHOWN,
            muted=_muted(session, actor),
        )


def read_notice(context: ServiceContext, actor: Actor, notice_id: int) -> None:
    """Note that the person has seen one of the own notices; a second time changes nothing."""
    _read(context, actor, [Notice.id == notice_id])


def read_all(context: ServiceContext, actor: Actor, up_to: int) -> None:
    """Note that the person has seen all up to the newest on show; what came since stays unread."""
    _read(context, actor, [Notice.id <= up_to])


def mute(context: ServiceContext, actor: Actor, kinds: Collection[NoticeKind]) -> None:
    """Tell the person nothing of these kinds from now on, and of all others again."""
    staff_id = actor.person_id
    with context.database.write() as unit:
        unit.session.execute(delete(MutedNotice).where(MutedNotice.staff_id == staff_id))
        unit.session.add_all(MutedNotice(staff_id=staff_id, kind=kind) for kind in sorted(kinds))
        unit.changed(ChangeKind.NOTICE, staff_id)


def _read(context: ServiceContext, actor: Actor, which: list[ColumnElement[bool]]) -> None:
    staff_id = actor.person_id
    with context.database.write() as unit:
        read = unit.session.execute(
            update(Notice)
            .where(Notice.staff_id == staff_id, Notice.read_at.is_(None), *which)
            .values(read_at=context.clock.now())
            .returning(Notice.id)
        ).all()
        if read:
            unit.changed(ChangeKind.NOTICE, staff_id)


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    conditions = [Notice.staff_id == actor.staff_id]
    if actor.company_ids is not None:
        conditions.append(Case.company_id.in_(actor.company_ids))
    return conditions


def _count(session: Session, actor: Actor) -> int:
    unread = (
        select(func.count())
        .select_from(Notice)
        .join(Case, Case.id == Notice.case_id)
        .where(*_own(actor), Notice.read_at.is_(None))
    )
    return session.scalar(unread) or 0


def _muted(session: Session, actor: Actor) -> frozenset[NoticeKind]:
    kinds = select(MutedNotice.kind).where(MutedNotice.staff_id == actor.staff_id)
    return frozenset(session.scalars(kinds))


def _row(row: Row[Any], case: Row[Any]) -> NoticeRow:
    return NoticeRow(
        notice_id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        reference=case.reference,
        company_tag=case.company_tag,
        tenant_name=f"{case.first_name or ''} {case.surname or ''}".strip(),
        category_short=case.category_short,
        subject=mask_ibans(case.subject),
        at=row.at,
        by=row.by or "",
        is_read=row.read_at is not None,
        cases=row.cases,
    )
