"""Acts on many where each case is another one: a reply of its own, a promise of its own.

Each case goes through what a single act goes through, some dozens in a transaction. Only the undo
is that of the whole.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.work import BulkActCase
from desktop.services.bulk.changing import Values, before_of
from desktop.services.bulk.reply_texts import ReplyWriter
from desktop.services.bulk.telling import tell_receivers
from desktop.services.bulk.wishes import BulkReply, BulkWish, LeftOutCount
from desktop.services.cases.loading import lock_case, touch
from desktop.services.cases.recategorise import put_category
from desktop.services.cases.undo_offers import restore_state, state_before
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import (
    Sequel,
    outgoing_text,
    put_reply,
    withdraw_message,
)
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.notices.telling import tell_together
from desktop.services.staff.access import Actor

CASE_BY_CASE = frozenset({BulkKind.REPLY, BulkKind.CATEGORY})


class CaseByCase:
    """One step of such an act, in the transaction of ``unit``."""

    def __init__(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        actor: Actor,
        wish: BulkWish,
        bulk_id: int,
        not_before: datetime,
    ) -> None:
        """``not_before`` is when anything may leave at the earliest."""
        self._unit = unit
        self._context = context
        self._actor = actor
        self._wish = wish
        self._bulk_id = bulk_id
        self._not_before = not_before

    def answer(self, rows: Sequence[Row[Any]], reply: BulkReply, left_out: LeftOutCount) -> int:
        """Send each case its reply by the way the dry run named; returns to how many."""
        writer = ReplyWriter(self._unit.session, self._context, self._actor, reply.template)
        writer.load([row.id for row in rows])
        done: dict[int, Values] = {}
        for row in rows:
            try:
                done[row.id] = self._answer(lock_case(self._unit, row.id), reply, writer)
            except UserError as error:
                left_out.add(error.code, row.reference, detail=str(error.params.get("gap", "")))
        self._keep(done)
        return len(done)

    def _answer(self, case: Case, reply: BulkReply, writer: ReplyWriter) -> Values:
        written = writer.write(case)
        outgoing = outgoing_text(
            self._unit,
            case,
            way=reply.ways[case.id],
            subject=written.subject,
            text=written.text,
        )
        before = state_before(case)
        message, deliveries = put_reply(
            self._unit,
            self._context,
            self._actor,
            case,
            outgoing,
            Sequel(
                reply.template, self._wish.line if self._wish.closes else "", written.waiting_until
            ),
            not_before=self._not_before,
        )
        return {
            **before,
            "after": case.state.value,
            "message": message.id,
            "deliveries": deliveries,
        }

    def recategorise(
        self, rows: Sequence[Row[Any]], wanted: Mapping[int, int], left_out: LeftOutCount
    ) -> int:
        """Put each case into its company's category (``wanted``); returns how many.

        Whom the rules give cases by it is told of all of them at once.
        """
        tell_together(self._unit)
        session = self._unit.session
        done: dict[int, Values] = {}
        given: dict[int, list[int]] = {}
        for row in rows:
            case = lock_case(self._unit, row.id)
            before, owner = before_of(BulkKind.CATEGORY, case), case.assignee_id
            category = session.get_one(Category, wanted[row.company_id])
            try:
                put_category(self._unit, self._context, self._actor, case, category)
            except UserError as error:
                left_out.add(error.code, row.reference)
                continue
            done[row.id] = before
            if case.assignee_id is not None and case.assignee_id != owner:
                given.setdefault(case.assignee_id, []).append(row.id)
        self._keep(done)
        tell_receivers(self._unit, self._context, self._actor, self._bulk_id, given)
        return len(done)

    def _keep(self, done: Mapping[int, Values]) -> None:
        """Note what puts the cases back, with the version each has now."""
        session = self._unit.session
        session.flush()
        rows = [
            {
                "bulk_act_id": self._bulk_id,
                "case_id": case_id,
                "version": session.get_one(Case, case_id).version,
                "before": before,
            }
            for case_id, before in done.items()
        ]
        if rows:
            session.connection().execute(insert(BulkActCase), rows)


def take_back_reply(unit: UnitOfWork, context: ServiceContext, actor: Actor, row: Row[Any]) -> bool:
    """Take the message of a case back and put it where it stood; False where it has left.

    A case that somebody moved on meanwhile stays where it is; its message is taken back as well.
    """
    case = lock_case(unit, row.id)
    before: Mapping[str, Any] = row.before
    if not cancel_deliveries(unit, before["deliveries"]):
        return False
    withdraw_message(unit, context, actor, case, before["message"], None)
    restore_state(case, before, only_from=CaseState(before["after"]))
    touch(unit, context, actor, case)
    return True
