"""What changed in a case since a person saw it, fact by fact.

Whoever works on a case notes its facts first (``remember``) and marks it as changed at the end;
before the commit both are compared, and what differs is kept as one row of ``case_changes``. A
command of somebody who saw an older version is then only refused where it depends on one of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.application_form import NO, YES, FormField
from desktop.domain.case_facts import ANYTHING, Fact, FactChange, overlapping
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.form_fields import flat_values, plain_text
from desktop.domain.iban import mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import Direction
from desktop.models.bank import BankChange, BankFinding
from desktop.models.base import Id
from desktop.models.case import Case, CaseChange, Message
from desktop.models.company import Category, Staff
from desktop.models.form import CaseCheck, CategoryCheck, CategoryField
from desktop.models.team import Team
from desktop.models.work import CaseTag, Tag
from desktop.services.context import ServiceContext
from desktop.services.notices.telling import tell_of_changes
from desktop.services.staff.access import Actor

LONGEST_SHOWN = 200
_REMEMBERED = "remembered_cases"
_IBAN = f"{Fact.APPLICATION}.{FormField.IBAN}"
_ID = bindparam("id", type_=Id)
_NAMES: Mapping[str, Select[tuple[str]]] = {
    Fact.ASSIGNEE: select(Staff.name).where(Staff.id == _ID),
    Fact.TEAM: select(Team.name).where(Team.id == _ID),
    Fact.CATEGORY: select(Category.name).where(Category.id == _ID),
    Fact.MERGED: select(Case.reference).where(Case.id == _ID),
}
"""How what is kept as a key is called."""
_MESSAGES = {Fact.INCOMING: Direction.INCOMING, Fact.OUTGOING: Direction.OUTGOING}


def remember(unit: UnitOfWork, case: Case) -> None:
    """Note the facts of a locked case before anything is changed; a second time changes nothing."""
    known: dict[int, tuple[int, Mapping[str, str]]] = unit.session.info.setdefault(_REMEMBERED, {})
    if case.id not in known:
        known[case.id] = (case.version, facts_of(unit.session, case))


def note_changes(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    """Keep, before the commit, what will have changed in the case by then, and by whom."""
    unit.before_commit(f"case-{case.id}", lambda: _write(unit, context, actor, case))


def _write(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    session = unit.session
    session.flush()
    before = session.info.get(_REMEMBERED, {}).get(case.id)
    if before is None:
        # Nobody looked before: whoever saw an older version has to look again.
        from_version, facts = 0, [[ANYTHING, "", ""]]
    else:
        from_version = before[0]
        now = facts_of(session, case)
        facts = _differences(session, before[1], now)
        tell_of_changes(unit, context, actor, case, before[1], now)
    session.add(
        CaseChange(
            case_id=case.id,
            from_version=from_version,
            version=case.version,
            staff_id=actor.staff_id,
            at=context.clock.now(),
            facts=facts,
        )
    )


def facts_of(session: Session, case: Case) -> Mapping[str, str]:
    """Return the facts of a case as they stand, as neutral text; they hold IBANs in full."""
    session.flush()
    facts = {
        Fact.ASSIGNEE.value: "" if case.assignee_id is None else str(case.assignee_id),
        Fact.STATE.value: _state(case.state),
        f"{Fact.STATE}.waiting_until": _text(case.waiting_until),
        f"{Fact.STATE}.reason": case.waiting_reason or case.close_reason,
        Fact.TEAM.value: _text(case.team_id),
        Fact.PRIORITY.value: case.priority.value,
        f"{Fact.PRIORITY}.suggested": _text(case.suggested_priority),
        Fact.CATEGORY.value: str(case.category_id),
        Fact.MERGED.value: _text(case.merged_into_id),
        **_tags(session, case.id),
    }
    for fact, direction in _MESSAGES.items():
        last = session.scalar(
            select(func.max(Message.id)).where(
                Message.case_id == case.id,
                Message.direction == direction,
                Message.withdrawn_at.is_(None),
            )
        )
        facts[fact.value] = _text(last)
    for key, value in flat_values(case.fields):
        facts[f"{Fact.FIELDS}.{key}"] = plain_text(value)
    facts |= _ticked(session, case.id)
    change = session.scalar(
        select(BankChange).where(
            BankChange.case_id == case.id, BankChange.state != BankChangeState.SET_ASIDE
        )
    )
    if change is not None:
        facts[Fact.DECISION.value] = change.state.value
        for field, value in application_values(change).items():
            facts[f"{Fact.APPLICATION}.{field}"] = value
        facts |= _decided_warnings(session, change.id)
    return facts


def application_values(change: BankChange) -> dict[FormField, str]:
    """Return every field of an application as text."""
    address = change.holder_address or {}
    values = {
        FormField.IBAN: change.iban or "",
        FormField.ACCOUNT_HOLDER: change.account_holder or "",
        FormField.MANDATE_GRANTED: _granted(change),
        FormField.MANDATE_SIGNED_ON: _text(change.mandate_signed_on),
        FormField.MANDATE_REFERENCE: change.mandate_reference or "",
        FormField.MANDATE_REVOKED_ON: _text(change.mandate_revoked_on),
    }
    for field in FormField:
        branch, _, leaf = field.value.partition(".")
        if branch == "holder_address":
            values[field] = str(address.get(leaf) or "")
    return values


def refuse_overlap(
    session: Session, case: Case, expected_version: int, touches: Collection[str] | None
) -> None:
    """Refuse a command that depends on what somebody else changed since ``expected_version``.

    Raises:
        UserError: ``conflict.changed`` with ``by`` (name, empty for the program itself), ``at``
            (aware UTC), ``changes`` (tuple of ``FactChange``) and ``version`` (that of now).
    """
    rows = session.scalars(
        select(CaseChange)
        .where(CaseChange.case_id == case.id, CaseChange.version > expected_version)
        .order_by(CaseChange.version)
    ).all()
    if touches is None or not _without_gap(rows, expected_version, case.version):
        touches = None
    found: dict[str, FactChange] = {}
    last: CaseChange | None = None
    for row in rows:
        changes = overlapping([FactChange(*fact) for fact in row.facts], touches)
        if changes:
            last = row
        for change in changes:
            first = found.get(change.fact, change)
            found[change.fact] = FactChange(change.fact, first.was, change.now)
    if touches is not None and last is None:
        return
    by, at = (last.staff_id, last.at) if last else (case.updated_by_id, case.updated_at)
    raise UserError(
        "conflict.changed",
        by=_name(session, by),
        at=at,
        changes=_labelled(session, case, _worth_showing(found.values())),
        version=case.version,
    )


def _worth_showing(changes: Iterable[FactChange]) -> tuple[FactChange, ...]:
    """What differs; all of it where it all looks alike, as two answers in the same words do.

    Whoever is refused is told why, and can insist.
    """
    known = [change for change in changes if change.fact != ANYTHING]
    return tuple([change for change in known if change.was != change.now] or known)


def _labelled(
    session: Session, case: Case, changes: Sequence[FactChange]
) -> tuple[FactChange, ...]:
    """The changes with what an administrator called the fields and lines they are about."""
    fields = dict(
        session.execute(
            select(CategoryField.key, CategoryField.label).where(
                CategoryField.category_id == case.category_id
            )
        )
        .tuples()
        .all()
    )
    lines = {
        str(row.id): row.text
        for row in session.execute(
            select(CategoryCheck.id, CategoryCheck.text).where(
                CategoryCheck.category_id == case.category_id
            )
        )
    }
    names = {Fact.FIELDS.value: fields, Fact.CHECKS.value: lines}
    return tuple(
        replace(change, label=names.get(branch, {}).get(leaf, ""))
        for change in changes
        for branch, _, leaf in (change.fact.partition("."),)
    )


def typed_by_staff(session: Session, case_id: int) -> frozenset[FormField]:
    """Return the fields of an application whose present value a person of ours typed in."""
    typed: set[FormField] = set()
    rows = session.execute(
        select(CaseChange.staff_id, CaseChange.facts)
        .where(CaseChange.case_id == case_id)
        .order_by(CaseChange.version)
    )
    for staff_id, facts in rows:
        for name, _was, _now in facts:
            branch, _, leaf = name.partition(".")
            if branch == Fact.APPLICATION:
                (typed.discard if staff_id is None else typed.add)(FormField(leaf))
    return frozenset(typed)


def _without_gap(rows: Sequence[CaseChange], expected: int, version: int) -> bool:
    """Whether the rows tell of every version between the one a person saw and that of now."""
    reached = expected
    for row in rows:
        if row.from_version > reached:
            return False
        reached = row.version
    return reached == version


def _differences(
    session: Session, before: Mapping[str, str], after: Mapping[str, str]
) -> list[list[str]]:
    return [
        [name, _shown(session, name, was), _shown(session, name, now)]
        for name in sorted({*before, *after})
        if (was := before.get(name, "")) != (now := after.get(name, ""))
    ]


def _shown(session: Session, name: str, value: str) -> str:
    """The value as another person may see it in a comparison."""
    if not value:
        return ""
    if name.startswith(f"{Fact.CHECKS}."):
        return _name(session, int(value))
    if name in _NAMES:
        return str(session.scalar(_NAMES[name], {"id": int(value)}) or "")
    if name in _MESSAGES:
        message = session.get_one(Message, int(value))
        # Answers are often called alike; their words tell them apart.
        words = "\n".join(part for part in (message.subject, message.text) if part)
        return mask_ibans(words)[:LONGEST_SHOWN]
    if name == _IBAN:
        return mask_iban(value)
    return mask_ibans(value)[:LONGEST_SHOWN]


def _name(session: Session, staff_id: int | None) -> str:
    if staff_id is None:
        return ""
    return session.scalar(select(Staff.name).where(Staff.id == staff_id)) or ""


def _state(state: CaseState) -> str:
    # That a new case is in review from the first act on is decided by nobody.
    return (CaseState.IN_REVIEW if state is CaseState.NEW else state).value


def _granted(change: BankChange) -> str:
    if change.mandate_granted is None:
        return ""
    return YES if change.mandate_granted else NO


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _ticked(session: Session, case_id: int) -> dict[str, str]:
    rows = select(CaseCheck.check_id, CaseCheck.staff_id).where(CaseCheck.case_id == case_id)
    return {
        f"{Fact.CHECKS}.{check_id}": str(staff_id) for check_id, staff_id in session.execute(rows)
    }


def _tags(session: Session, case_id: int) -> dict[str, str]:
    rows = session.execute(
        select(Tag.id, Tag.name)
        .join(CaseTag, CaseTag.tag_id == Tag.id)
        .where(CaseTag.case_id == case_id)
    )
    return {f"{Fact.TAGS}.{tag_id}": name for tag_id, name in rows}


def _decided_warnings(session: Session, bank_change_id: int) -> dict[str, str]:
    rows = session.execute(
        select(BankFinding.code, BankFinding.acknowledge_reason)
        .where(
            BankFinding.bank_change_id == bank_change_id, BankFinding.acknowledged_at.is_not(None)
        )
        .order_by(BankFinding.code, BankFinding.id)
    )
    reasons: dict[str, str] = {}
    for code, reason in rows:
        name = f"{Fact.WARNINGS}.{code}"
        reasons[name] = f"{reasons[name]}; {reason}" if name in reasons else reason
    return reasons
