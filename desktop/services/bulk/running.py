"""Doing an act to many cases: step by step, each a transaction; what was done is always known.

While it runs, what it tells the portal waits for a moment far ahead, so that nothing has left when
it is taken back. At the end that moment becomes the end of the undo time, in one statement. Whoever
is killed in between leaves an act that says what was done and what was left out until then: it is
found again (``interrupted``) and can be taken back.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind, BulkState
from desktop.models.company import Company
from desktop.models.work import BulkAct, BulkActCase
from desktop.services.audit import AuditAction, record
from desktop.services.bulk.planning import Progress, set_size_of, sets_of
from desktop.services.bulk.steps import Step
from desktop.services.bulk.telling import move_waiting
from desktop.services.bulk.wishes import BulkPlan, BulkProgress, BulkResult, LeftOut, LeftOutCount
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import LONGEST_WAIT

HOLD = LONGEST_WAIT - timedelta(minutes=20)
"""For so long nothing leaves; a limit further ahead would count as set by a wrong clock."""
LONGEST_RUN = HOLD - timedelta(minutes=10)
NOT_REACHED = "bulk.not_reached"
FOUND_AGAIN = timedelta(minutes=10)
"""Undo time of an act that was interrupted, from when its person is told of it."""


def moment_of(bulk_id: int, moment: datetime) -> datetime:
    """Return a moment that is this act's alone: what waits until then is known to be of it."""
    return moment.replace(microsecond=0) + timedelta(seconds=1, microseconds=bulk_id % 1_000_000)


def lease_of(bulk_id: int) -> str:
    """Name of the right to work on an act."""
    return f"bulk.{bulk_id}"


def run(
    context: ServiceContext,
    actor: Actor,
    plan: BulkPlan,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda _progress: None,
    set_size: int | None = None,
) -> BulkResult:
    """Do what a dry run found; every case is judged once more, as it stands now.

    Who cancels ends it between two steps: what was done stands and can be taken back.

    Raises:
        UserError: ``access.denied``, ``bulk.nothing``, and as ``BulkWish.require_whole``; what ends
            it in between (``database.*``) leaves an act as one that was cancelled.
    """
    require(actor, Permission.WORK_CASES)
    plan.wish.require_whole(context.clock.today())
    if not plan.ids:
        raise UserError("bulk.nothing")
    act = _begin(context, actor, plan)
    with lease(context, lease_of(act.id)) as held:
        left_out = LeftOutCount()
        for group in plan.left_out:
            left_out.add_group(group)
        state, reached, start = BulkState.DONE, 0, context.clock.now()
        try:
            size = set_size or set_size_of(plan.wish.kind)
            for part in sets_of(range(len(plan.ids)), size):
                if is_cancelled() or context.clock.now() - start > LONGEST_RUN:
                    state = BulkState.CANCELLED
                    break
                held.renew()
                seen = {plan.ids[place]: plan.versions[place] for place in part}
                with context.database.write() as unit:
                    step = Step(unit, context, actor, plan.wish, act.id, act.until, plan.reply)
                    known = left_out.total
                    step.do(seen, left_out)
                    if left_out.total > known:
                        _keep(unit, act.id, left_out)
                reached = part[-1] + 1
                on_progress(BulkProgress(reached, len(plan.ids)))
        except UserError:
            # What was done is kept, and can be taken back, if the database takes that much.
            with suppress(UserError):
                _end(context, actor, act.id, BulkState.CANCELLED, left_out)
            raise
        if reached < len(plan.ids):
            left_out.add(NOT_REACHED, "", len(plan.ids) - reached)
        return _end(context, actor, act.id, state, left_out)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An act that was begun: its number, and until when what it tells waits."""

    id: int
    until: datetime


def _begin(context: ServiceContext, actor: Actor, plan: BulkPlan) -> _Begun:
    now = context.clock.now()
    with context.database.write() as unit:
        act = BulkAct(
            kind=plan.wish.kind,
            state=BulkState.RUNNING,
            staff_id=actor.person_id,
            started_at=now,
            until=now + HOLD,
            wanted={
                **plan.wish.stored(),
                "cases": len(plan.ids),
                "left_out": sum(group.count for group in plan.left_out),
            },
            counts={"left_out": [group.stored() for group in plan.left_out]},
        )
        unit.session.add(act)
        unit.session.flush()
        until = moment_of(act.id, now + HOLD)
        act.until = until
        return _Begun(act.id, until)


def _keep(unit: UnitOfWork, bulk_id: int, left_out: LeftOutCount) -> None:
    """Note what was left out, with what was done, for the case that the program is lost."""
    unit.session.execute(
        update(BulkAct)
        .where(BulkAct.id == bulk_id)
        .values(counts={"left_out": [group.stored() for group in left_out.groups()]})
        .execution_options(synchronize_session=False)
    )


def _end(
    context: ServiceContext,
    actor: Actor,
    bulk_id: int,
    state: BulkState,
    left_out: LeftOutCount,
    *,
    recovered: bool = False,
) -> BulkResult:
    """Say what was done, and let it leave when the undo time is over."""
    groups = left_out.groups()
    with context.database.write() as unit:
        act = unit.session.get_one(BulkAct, bulk_id, with_for_update=True)
        done = done_cases(unit.session, bulk_id)
        time = FOUND_AGAIN if recovered else _undo_time(unit.session, actor, act.kind)
        until = moment_of(bulk_id, context.clock.now() + time)
        assert act.until is not None
        move_waiting(unit.session, act.until, until)
        act.state, act.until, act.ended_at = state, until, context.clock.now()
        act.counts = {"done": done, "left_out": [group.stored() for group in groups]}
        details = {
            "kind": act.kind.value,
            "state": state.value,
            "done": done,
            "left_out": left_out.total,
        }
        record(unit, context, actor, AuditAction.BULK_ENDED, "bulk_acts", act.id, None, details)
        return BulkResult(bulk_id, act.kind, state, done, groups, until, recovered)


def done_cases(session: Session, bulk_id: int) -> int:
    """Return to how many cases an act was done and not taken back."""
    counted = select(func.count()).where(
        BulkActCase.bulk_act_id == bulk_id, BulkActCase.version > 0
    )
    return session.scalar(counted) or 0


def _undo_time(session: Session, actor: Actor, kind: BulkKind) -> timedelta:
    """The longest of the companies the person works for: none of them gets less than its own."""
    companies = select(Company.id)
    if actor.company_ids is not None:
        companies = companies.where(Company.id.in_(actor.company_ids))
    rules = [load_rules(session, company) for company in session.scalars(companies)]
    sends = kind is BulkKind.REPLY
    seconds = (one.undo_send_seconds if sends else one.undo_seconds for one in rules)
    return timedelta(seconds=max(seconds, default=0))


def end_lost(context: ServiceContext, actor: Actor, bulk_id: int) -> BulkResult | None:
    """End an act whose program is lost, as cancelled; None where it came to its end by itself."""
    with context.database.read() as session:
        act = session.get_one(BulkAct, bulk_id)
        # Its program may have come to the end while it was waited for.
        if act.state is not BulkState.RUNNING:
            return None
        left_out = LeftOutCount()
        for group in act.counts.get("left_out", ()):
            left_out.add_group(LeftOut.read(group))
        met = done_cases(session, bulk_id) + left_out.total - act.wanted.get("left_out", 0)
        if met < act.wanted["cases"]:
            left_out.add(NOT_REACHED, "", act.wanted["cases"] - met)
    return _end(context, actor, bulk_id, BulkState.CANCELLED, left_out, recovered=True)
