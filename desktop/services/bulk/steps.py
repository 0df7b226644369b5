"""One step of an act on many: some hundred cases in one transaction, by a handful of statements.

Each case gets what a single act gives it: a version, a line of the log, the facts that changed, the
event for the portal, the notice; and beside them what puts it back.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind
from desktop.models.case import Case, CaseChange
from desktop.models.company import Category, Staff
from desktop.models.team import Team
from desktop.models.work import BulkActCase, CaseTag, Tag
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record_all
from desktop.services.bulk.case_by_case import CASE_BY_CASE, CaseByCase
from desktop.services.bulk.changing import (
    Comparison,
    Names,
    Values,
    before_of,
    values_of,
)
from desktop.services.bulk.reading import DENIED, NOT_FOUND, Judge, Receiver, locked_cases
from desktop.services.bulk.telling import queue_statuses, tell_receivers
from desktop.services.bulk.wishes import BulkReply, BulkWish, LeftOutCount
from desktop.services.cases.changes import refuse_overlap
from desktop.services.cases.tags import tag_named
from desktop.services.context import ServiceContext
from desktop.services.delivery.outgoing_events import PortalStatus
from desktop.services.staff.access import Actor

_TOUCHES = {
    BulkKind.ASSIGN: frozenset({Fact.ASSIGNEE, Fact.TEAM}),
    BulkKind.CLOSE: frozenset({Fact.STATE, Fact.INCOMING}),
    BulkKind.WAIT: frozenset({Fact.STATE, Fact.INCOMING}),
    BulkKind.PRIORITY: frozenset({Fact.PRIORITY}),
    BulkKind.TAG: frozenset[str](),
    BulkKind.CATEGORY: frozenset({Fact.CATEGORY, Fact.STATE, Fact.DECISION, Fact.APPLICATION}),
    # Who answers has seen what is missing, and in which category it was asked.
    BulkKind.REPLY: frozenset(
        {Fact.STATE, Fact.INCOMING, Fact.OUTGOING, Fact.APPLICATION, Fact.CATEGORY, Fact.FIELDS}
    ),
}
_TOLD = {
    BulkKind.CLOSE: PortalStatus.CLOSED,
    BulkKind.WAIT: PortalStatus.WAITING_FOR_TENANT,
}
_ACTIONS = {
    BulkKind.ASSIGN: AuditAction.CASE_ASSIGNED,
    BulkKind.CLOSE: AuditAction.CASE_CLOSED,
    BulkKind.WAIT: AuditAction.CASE_WAITING,
    BulkKind.PRIORITY: AuditAction.CASE_PRIORITISED,
    BulkKind.TAG: AuditAction.CASE_TAGGED,
}


class Step:
    """The cases of one step, in the transaction of ``unit``."""

    def __init__(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        actor: Actor,
        wish: BulkWish,
        bulk_id: int,
        not_before: datetime,
        reply: BulkReply | None = None,
    ) -> None:
        """``not_before`` is when anybody may be told at the earliest; ``reply`` what is sent."""
        self._unit = unit
        self._session = unit.session
        self._context = context
        self._actor = actor
        self._wish = wish
        self._bulk_id = bulk_id
        self._not_before = not_before
        self._reply = reply

    def do(self, seen: Mapping[int, int], left_out: LeftOutCount) -> int:
        """Do the act to these cases as far as it can be done now; returns to how many.

        ``seen`` are the versions of the dry run. What changed since in a way the act depends on,
        or does not allow it any more, goes to ``left_out``.
        """
        judge = Judge(self._session, self._actor, self._wish, holds=True)
        rows = self._session.execute(locked_cases(), {"ids": sorted(seen)}).all()
        refused = judge.refusals(self._session, rows)
        chosen = []
        for row in rows:
            code = refused.get(row.id, "") or self._overlap(row, seen[row.id])
            if code:
                left_out.add(code, "" if code == DENIED else row.reference)
            else:
                chosen.append(row)
        if len(rows) < len(seen):
            left_out.add(NOT_FOUND, "", len(seen) - len(rows))
        if self._wish.kind in CASE_BY_CASE:
            return self._one_by_one(chosen, judge, left_out)
        if chosen:
            self._write(chosen, judge.receiver)
        return len(chosen)

    def _one_by_one(self, rows: Sequence[Row[Any]], judge: Judge, left_out: LeftOutCount) -> int:
        work = CaseByCase(
            self._unit, self._context, self._actor, self._wish, self._bulk_id, self._not_before
        )
        if self._reply is not None:
            return work.answer(rows, self._reply, left_out)
        wanted = {company: one for company, one in judge.categories.items() if one is not None}
        return work.recategorise(rows, wanted, left_out)

    def _overlap(self, row: Row[Any], seen: int) -> str:
        if row.version == seen:
            return ""
        case = self._session.get_one(Case, row.id)
        try:
            refuse_overlap(self._session, case, seen, _TOUCHES[self._wish.kind])
        except UserError as error:
            return error.code
        return ""

    def _write(self, rows: Sequence[Row[Any]], receiver: Receiver | None) -> None:
        wish, session = self._wish, self._session
        tag = tag_named(self._unit, wish.tag) if wish.kind is BulkKind.TAG else None
        if tag is not None:
            worn = [{"case_id": row.id, "tag_id": tag.id} for row in rows]
            session.flush()
            session.connection().execute(insert(CaseTag), worn)
        write_values(self._unit, self._context, self._actor, self._grouped(rows))
        told: Mapping[int, list[str]] = {}
        if wish.kind in _TOLD:
            ids = [row.id for row in rows]
            told = queue_statuses(
                self._unit, self._context, ids, _TOLD[wish.kind], not_before=self._not_before
            )
        self._note(rows, tag)
        self._log(rows, receiver, tag)
        session.connection().execute(
            insert(BulkActCase),
            [
                {
                    "bulk_act_id": self._bulk_id,
                    "case_id": row.id,
                    "version": row.version + 1,
                    "before": self._before(row, told.get(row.id, []), tag),
                }
                for row in rows
            ],
        )
        if wish.kind is BulkKind.ASSIGN and wish.staff_id is not None:
            given = [row.id for row in rows if row.assignee_id != wish.staff_id]
            self._tell({wish.staff_id: given})

    def _tell(self, given: Mapping[int, Sequence[int]]) -> None:
        tell_receivers(self._unit, self._context, self._actor, self._bulk_id, given)

    def _grouped(self, rows: Sequence[Row[Any]]) -> list[tuple[Values, list[int]]]:
        now = self._context.clock.now()
        more = {}
        if self._wish.kind is BulkKind.CLOSE:
            more = {"closed_at": now, "closed_by_id": self._actor.staff_id}
        return grouped([({**values_of(self._wish, row), **more}, row.id) for row in rows])

    def _before(self, row: Row[Any], told: list[str], tag: Tag | None) -> Values:
        before = before_of(self._wish.kind, row)
        if told:
            before["events"] = told
        if tag is not None:
            before["tag_id"] = tag.id
        return before

    def _note(self, rows: Sequence[Row[Any]], tag: Tag | None) -> None:
        owners = {(row.assignee_id, row.team_id) for row in rows}
        names = names_around(self._unit, owners | {(self._wish.staff_id, self._wish.team_id)})
        changes = []
        compared = Comparison(names)
        for row in rows:
            facts = compared.facts(row, values_of(self._wish, row))
            if tag is not None:
                facts = [[f"{Fact.TAGS}.{tag.id}", "", tag.name]]
            changes.append((row.id, row.version, facts))
        write_changes(self._unit, self._context, self._actor, changes)

    def _log(self, rows: Sequence[Row[Any]], receiver: Receiver | None, tag: Tag | None) -> None:
        action = _ACTIONS[self._wish.kind]
        entries = [
            AuditEntry(action, "cases", row.id, row.company_id, self._details(row, receiver, tag))
            for row in rows
        ]
        record_all(self._unit, self._context, self._actor, entries)

    def _details(
        self, row: Row[Any], receiver: Receiver | None, tag: Tag | None
    ) -> dict[str, DetailValue]:
        details: dict[str, DetailValue] = {"bulk": self._bulk_id}
        wish = self._wish
        if receiver is not None:
            details |= {
                "assignee": receiver.login,
                "team": wish.team_id,
                "receiver": receiver.name,
            }
        if wish.kind is BulkKind.WAIT and wish.until is not None:
            details["until"] = wish.until.isoformat()
        if wish.priority is not None:
            details |= {"before": row.priority.value, "priority": wish.priority.value}
        if tag is not None:
            details["tag"] = tag.name
        return details


def grouped(values: Sequence[tuple[Values, int]]) -> list[tuple[Values, list[int]]]:
    """Put cases together that get the same values: one statement serves each group."""
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    kept: dict[tuple[object, ...], Values] = {}
    for columns, case_id in values:
        key = tuple(columns.items())
        kept.setdefault(key, columns)
        groups[key].append(case_id)
    return [(kept[key], ids) for key, ids in groups.items()]


def write_values(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    groups: Sequence[tuple[Values, list[int]]],
) -> None:
    """Give cases their values and a new version, by whom and when."""
    for values, ids in groups:
        unit.session.execute(
            update(Case)
            .where(Case.id.in_(ids))
            .values(
                **values,
                version=Case.version + 1,
                updated_at=context.clock.now(),
                updated_by_id=actor.staff_id,
            )
            .execution_options(synchronize_session=False)
        )
    # Without a key, as what another program did: whoever shows a case looks whether it is one.
    unit.changed(ChangeKind.CASE)


def write_changes(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    changes: Sequence[tuple[int, int, list[list[str]]]],
) -> None:
    """Keep what changed, for whoever saw an older version: case, version before, facts."""
    unit.session.connection().execute(
        insert(CaseChange),
        [
            {
                "case_id": case_id,
                "from_version": version,
                "version": version + 1,
                "staff_id": actor.staff_id,
                "at": context.clock.now(),
                "facts": facts,
            }
            for case_id, version, facts in changes
        ],
    )


def names_around(
    unit: UnitOfWork,
    owners: set[tuple[int | None, int | None]],
    categories: Collection[int] = (),
) -> Names:
    """Return how people, teams and categories are called.

    ``owners`` are keys of a person and a team.
    """
    people = [staff_id for staff_id, _ in owners if staff_id is not None]
    teams = [team_id for _, team_id in owners if team_id is not None]
    return {
        Fact.ASSIGNEE.value: _names(unit, Staff, people),
        Fact.TEAM.value: _names(unit, Team, teams),
        Fact.CATEGORY.value: _names(unit, Category, categories),
    }


def _names(
    unit: UnitOfWork, table: type[Staff | Team | Category], ids: Collection[int]
) -> dict[int, str]:
    if not ids:
        return {}
    rows = unit.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
    return {row.id: row.name for row in rows}


def take_off_tags(unit: UnitOfWork, tag_id: int, case_ids: Sequence[int]) -> None:
    """Take a word off cases it was put on."""
    unit.session.execute(
        delete(CaseTag)
        .where(CaseTag.tag_id == tag_id, CaseTag.case_id.in_(case_ids))
        .execution_options(synchronize_session=False)
    )
