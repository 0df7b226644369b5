"""Taking back an act on many: every case that nobody changed since, the others are named."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.domain.work import BulkKind, BulkState
from desktop.models.base import Id
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.work import BulkAct, BulkActCase, Tag
from desktop.services.audit import AuditAction, AuditEntry, record, record_all
from desktop.services.bulk.case_by_case import take_back_reply
from desktop.services.bulk.changing import Comparison, Names, values_before
from desktop.services.bulk.planning import FEW, SET, Progress
from desktop.services.bulk.reading import COLUMNS, DENIED
from desktop.services.bulk.running import HOLD, done_cases, lease_of, moment_of
from desktop.services.bulk.steps import (
    grouped,
    names_around,
    take_off_tags,
    write_changes,
    write_values,
)
from desktop.services.bulk.telling import correct_news, move_waiting
from desktop.services.bulk.wishes import BulkProgress, BulkUndone, LeftOutCount
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, in_reach, require
from desktop.services.time_limits import Moment

NAMED = 50
"""So many cases are named that could not be put back."""
CHANGED, TOLD = "bulk.changed_since", "bulk.told_already"


def undo(
    context: ServiceContext,
    actor: Actor,
    bulk_id: int,
    *,
    on_progress: Progress = lambda _progress: None,
    set_size: int | None = None,
) -> BulkUndone:
    """Take an own act back while its time runs; once begun it is gone on with, however long.

    Raises:
        UserError: ``undo.unknown``, ``access.denied``, ``undo.not_yours``, ``undo.done``,
            ``undo.too_late``, ``lease.taken`` while it still runs.
    """
    require(actor, Permission.WORK_CASES)
    with lease(context, lease_of(bulk_id)) as held:
        claimed = _claim(context, actor, bulk_id)
        kept = LeftOutCount(named=NAMED)
        put_back = last = 0
        size = set_size or (FEW if claimed.kind is BulkKind.REPLY else SET)
        while True:
            held.renew()
            with context.database.write() as unit:
                rows = unit.session.execute(
                    _CASES, {"bulk_id": bulk_id, "last": last, "limit": size}
                ).all()
                put_back += _Step(unit, context, actor, claimed).put_back(rows, kept)
            if len(rows) < size:
                break
            last = rows[-1].id
            on_progress(BulkProgress(min(put_back, claimed.total), claimed.total))
        return _finish(context, actor, claimed, kept)


_CASES: Select[Any] = (
    select(
        *COLUMNS,
        BulkActCase.version.label("done_version"),
        BulkActCase.before,
    )
    .join(BulkActCase, BulkActCase.case_id == Case.id)
    .where(
        BulkActCase.bulk_act_id == bindparam("bulk_id", type_=Id),
        BulkActCase.case_id > bindparam("last", type_=Id),
        BulkActCase.version > 0,
    )
    .order_by(BulkActCase.case_id)
    .limit(bindparam("limit"))
    .with_for_update(key_share=True, of=Case)
)


class _Claimed:
    """An act that is being taken back: what it was, and until when what it told waits."""

    def __init__(self, act: BulkAct, until: datetime, total: int) -> None:
        self.id = act.id
        self.kind = act.kind
        self.until = until
        self.total = total


def _claim(context: ServiceContext, actor: Actor, bulk_id: int) -> _Claimed:
    """From here on nothing of it leaves, until it is known what stays."""
    with context.database.write() as unit:
        act = unit.session.get(BulkAct, bulk_id, with_for_update=True)
        if act is None:
            raise UserError("undo.unknown")
        if act.staff_id != actor.staff_id:
            raise UserError("undo.not_yours")
        if act.state is BulkState.UNDONE:
            raise UserError("undo.done")
        assert act.until is not None
        begun = act.undone_at is not None
        if not begun and Moment.of(context.clock).is_over(act.until):
            raise UserError("undo.too_late")
        now = context.clock.now()
        until = moment_of(bulk_id, now + HOLD)
        move_waiting(unit.session, act.until, until)
        act.undone_at = act.undone_at or now
        act.until = until
        return _Claimed(act, until, done_cases(unit.session, bulk_id))


class _Step:
    """Some hundred cases that are put back in one transaction."""

    def __init__(
        self, unit: UnitOfWork, context: ServiceContext, actor: Actor, act: _Claimed
    ) -> None:
        self._unit = unit
        self._session = unit.session
        self._context = context
        self._actor = actor
        self._act = act

    def put_back(self, rows: Sequence[Row[Any]], kept: LeftOutCount) -> int:
        if self._act.kind is BulkKind.REPLY:
            return self._take_back(rows, kept)
        told = self._told([event for row in rows for event in row.before.get("events", ())])
        chosen = []
        for row in rows:
            if not in_reach(self._actor, row.company_id):
                kept.add(DENIED, "")
            elif row.version != row.done_version:
                kept.add(CHANGED, row.reference)
            elif told.intersection(row.before.get("events", ())):
                kept.add(TOLD, row.reference)
            else:
                chosen.append(row)
        if chosen:
            self._write(chosen)
        return len(chosen)

    def _take_back(self, rows: Sequence[Row[Any]], kept: LeftOutCount) -> int:
        """A message that has not left is taken back, whatever else was done in the case."""
        chosen = []
        for row in rows:
            if not in_reach(self._actor, row.company_id):
                kept.add(DENIED, "")
            elif take_back_reply(self._unit, self._context, self._actor, row):
                chosen.append(row)
            else:
                kept.add(TOLD, row.reference)
        if chosen:
            self._log(chosen)
            self._pass_over([row.id for row in chosen])
        return len(chosen)

    def _told(self, events: Sequence[str]) -> frozenset[str]:
        """Events of the act that have left already, or may have."""
        if not events:
            return frozenset()
        left = select(Delivery.event_id).where(
            Delivery.event_id.in_(events),
            (Delivery.state != DeliveryState.WAITING) | (Delivery.attempts > 0),
        )
        return frozenset(self._session.scalars(left))

    def _write(self, rows: Sequence[Row[Any]]) -> None:
        kind = self._act.kind
        ids = [row.id for row in rows]
        self._cancel([event for row in rows for event in row.before.get("events", ())])
        values = {row.id: values_before(kind, row.before) for row in rows}
        write_values(
            self._unit,
            self._context,
            self._actor,
            grouped([(values[row.id], row.id) for row in rows]),
        )
        self._note(rows, values)
        if kind is BulkKind.TAG:
            take_off_tags(self._unit, rows[0].before["tag_id"], ids)
        self._log(rows)
        self._pass_over(ids)

    def _log(self, rows: Sequence[Row[Any]]) -> None:
        record_all(
            self._unit,
            self._context,
            self._actor,
            [
                AuditEntry(
                    AuditAction.UNDONE,
                    "cases",
                    row.id,
                    row.company_id,
                    {"bulk": self._act.id, "kind": self._act.kind.value},
                )
                for row in rows
            ],
        )

    def _pass_over(self, ids: Sequence[int]) -> None:
        """Put back: whoever goes on after an interruption passes them over."""
        self._session.execute(
            update(BulkActCase)
            .where(BulkActCase.bulk_act_id == self._act.id, BulkActCase.case_id.in_(ids))
            .values(version=0)
            .execution_options(synchronize_session=False)
        )

    def _cancel(self, events: Sequence[str]) -> None:
        if events:
            self._session.execute(
                update(Delivery)
                .where(Delivery.event_id.in_(events))
                .values(state=DeliveryState.CANCELLED)
                .execution_options(synchronize_session=False)
            )

    def _note(self, rows: Sequence[Row[Any]], values: Mapping[int, dict[str, Any]]) -> None:
        names = self._names(rows, values)
        tag = None
        if self._act.kind is BulkKind.TAG:
            tag = self._session.get_one(Tag, rows[0].before["tag_id"])
        changes = []
        compared = Comparison(names)
        for row in rows:
            facts = compared.facts(row, values[row.id])
            if tag is not None:
                facts = [[f"{Fact.TAGS}.{tag.id}", tag.name, ""]]
            changes.append((row.id, row.version, facts))
        write_changes(self._unit, self._context, self._actor, changes)

    def _names(self, rows: Sequence[Row[Any]], values: Mapping[int, dict[str, Any]]) -> Names:
        owners = {(one.get("assignee_id"), one.get("team_id")) for one in values.values()} | {
            (row.assignee_id, row.team_id) for row in rows
        }
        categories = {one["category_id"] for one in values.values() if "category_id" in one}
        if categories:
            categories |= {row.category_id for row in rows}
        return names_around(self._unit, owners, categories)


def _finish(
    context: ServiceContext, actor: Actor, claimed: _Claimed, kept: LeftOutCount
) -> BulkUndone:
    """What stays may be told now."""
    groups = kept.groups()
    with context.database.write() as unit:
        act = unit.session.get_one(BulkAct, claimed.id, with_for_update=True)
        stays = done_cases(unit.session, claimed.id)
        put_back = act.counts.get("done", claimed.total) - stays
        now = context.clock.now()
        move_waiting(unit.session, claimed.until, now)
        correct_news(unit, context, act)
        act.state, act.until = BulkState.UNDONE, now
        act.counts = {
            **act.counts,
            "put_back": put_back,
            "kept": {group.code: group.count for group in groups},
        }
        record(
            unit,
            context,
            actor,
            AuditAction.BULK_UNDONE,
            "bulk_acts",
            act.id,
            None,
            {"kind": act.kind.value, "put_back": put_back, "kept": stays},
        )
        return BulkUndone(act.id, act.kind, put_back, groups)
