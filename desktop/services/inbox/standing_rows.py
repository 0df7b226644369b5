"""States where cases stand as of one moment: the rows that lists filter, sort and count by.

Everything is read in sets: a fixed number of statements answers for five hundred cases. What is
judged here is what ``reading.Moment`` judges for one list at one instant; the difference is that
each row also says for how long it holds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from desktop.domain.assessment import assess
from desktop.domain.bank_change import Assessment
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import Channel
from desktop.domain.deadlines import act_by
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import (
    DeliveryChannel,
    DeliveryState,
    Direction,
    IntakeOutcome,
    VersionState,
)
from desktop.domain.mandate import reference_key
from desktop.domain.standing import (
    ALWAYS,
    NO_DAY,
    Span,
    around_day,
    day_span,
    pressing_day,
    risk_from,
    run_span,
)
from desktop.domain.text_match import search_key
from desktop.domain.work import Priority
from desktop.models.bank import BankChange, BankDetails, ErpRow
from desktop.models.case import Case, Message
from desktop.models.company import Category
from desktop.models.exchange import Delivery, IntakeRecord
from desktop.services.bank_changes.checks import application_columns, remembered
from desktop.services.bank_changes.facts import BankChangeFacts, gather
from desktop.services.context import ServiceContext
from desktop.services.inbox.reading import deadlines_of, party_names, select_rows
from desktop.services.staff.company_settings import load_calendar, load_rules
from desktop.services.time_limits import LONGEST_WAIT, Moment

CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.PORTAL: "Portal",
    Channel.APP: "App",
    Channel.EMAIL: "E-Mail",
    Channel.TELEPHONE: "Telefon Anruf",
    Channel.LETTER: "Brief Post",
    Channel.COUNTER: "Besuch Empfang",
}
"""By which words the quick filter finds what came this way."""
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Clocks:
    """What the clocks of a case say, and for how long."""

    act_by: date | None
    risk_from: date | None = None
    risk_until: datetime | None = None
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies around a set of cases, by case, tenancy or bank change."""

    names: Mapping[int, list[str]]
    ibans: Mapping[int, list[str]]
    news: Mapping[int, datetime]
    letters: Mapping[int, list[datetime]]
    facts: Mapping[int, BankChangeFacts]
    checks: Mapping[int, Assessment]


def standing_rows(
    session: Session,
    context: ServiceContext,
    case_ids: Collection[int],
    moment: Moment,
    unmoved: Collection[int] = (),
) -> dict[int, dict[str, Any]]:
    """Return what ``case_standings`` has to hold for these cases, by their key.

    A case that has to have no row is left out. The set should be small enough for one statement.
    Around cases that are ``unmoved`` nothing changed in this unit of work: what it has checked
    itself is not checked again.
    """
    rows = session.execute(_cases(), {"cases": list(case_ids)}).all()
    around = _look_around(session, context, rows, unmoved)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        letters = around.letters.get(row.id, ())
        if row.is_open or letters or row.hand_over_waiting:
            clocks = _pressed(row, _clocks(session, row, around, moment), moment)
            found[row.id] = _standing(row, around, clocks, letters, moment)
    return found


@cache
def _cases() -> Select[Any]:
    """Return what reads the cases ``cases``; made once, because it takes as long as reading one."""
    waits = exists().where(
        ErpRow.bank_change_id == BankChange.id,
        ErpRow.run_number.is_(None),
        ErpRow.cancelled_at.is_(None),
    )
    return select_rows([Case.id.in_(bindparam("cases", expanding=True))]).add_columns(
        Case.category_id,
        Case.tenancy_id,
        Case.is_open,
        Category.name.label("category_name"),
        BankChange.iban,
        BankChange.mandate_granted,
        BankChange.mandate_reference,
        # Taken back or not yet.
        waits.label("hand_over_waiting"),
        *application_columns(),
    )


def _look_around(
    session: Session, context: ServiceContext, rows: Sequence[Row[Any]], unmoved: Collection[int]
) -> _Around:
    cases = [row.id for row in rows]
    tenancies = {row.tenancy_id for row in rows if row.tenancy_id is not None}
    facts, checks = _facts(session, context, rows, unmoved)
    return _Around(
        names=party_names(session, tenancies),
        ibans=_ibans(session, tenancies),
        news=_news(session, cases),
        letters=_letters(session, cases),
        facts=facts,
        checks=checks,
    )


def _facts(
    session: Session, context: ServiceContext, rows: Sequence[Row[Any]], unmoved: Collection[int]
) -> tuple[dict[int, BankChangeFacts], dict[int, Assessment]]:
    """Return the facts of the bank changes whose clocks run, and the checks there are already."""
    facts: dict[int, BankChangeFacts] = {}
    checks: dict[int, Assessment] = {}
    missing: list[int] = []
    for row in rows:
        if row.bank_change_id is None or not row.is_open or row.exported_at is not None:
            continue
        known = remembered(session, row) if row.id in unmoved else None
        if known is None:
            missing.append(row.bank_change_id)
        else:
            facts[row.bank_change_id] = known.facts
            checks[row.bank_change_id] = known.assessment
    if missing:
        facts.update(gather(session, context, missing))
    return facts, checks


def _ibans(session: Session, tenancies: Collection[int]) -> dict[int, list[str]]:
    ibans: defaultdict[int, list[str]] = defaultdict(list)
    if tenancies:
        current = (
            select(BankDetails.tenancy_id, BankDetails.iban)
            .where(BankDetails.tenancy_id.in_(tenancies), BankDetails.state == VersionState.CURRENT)
            .order_by(BankDetails.tenancy_id, BankDetails.id)
        )
        for tenancy_id, iban in session.execute(current):
            ibans[tenancy_id].append(iban)
    return ibans


def _news(session: Session, cases: Collection[int]) -> dict[int, datetime]:
    """When the tenants were heard of last: what arrived late counts from its arrival."""
    accepted = (IntakeOutcome.CASE, IntakeOutcome.MESSAGE)
    arrived = and_(
        IntakeRecord.source == Message.source,
        IntakeRecord.event_id == Message.event_id,
        IntakeRecord.outcome.in_(accepted),
    )
    statement = (
        select(
            Message.case_id,
            func.max(Message.at),
            func.max(IntakeRecord.arrived_at),
            func.max(IntakeRecord.resolved_at),
        )
        .outerjoin(IntakeRecord, arrived)
        .where(
            Message.case_id.in_(cases),
            Message.direction == Direction.INCOMING,
            Message.withdrawn_at.is_(None),
        )
        .group_by(Message.case_id)
    )
    return {
        case_id: max(moment for moment in moments if moment is not None)
        for case_id, *moments in session.execute(statement)
    }


def _letters(session: Session, cases: Collection[int]) -> dict[int, list[datetime]]:
    """Until when the letters that wait can be taken back."""
    letters: defaultdict[int, list[datetime]] = defaultdict(list)
    waiting = select(Delivery.case_id, Delivery.not_before).where(
        Delivery.case_id.in_(cases),
        Delivery.state == DeliveryState.WAITING,
        Delivery.channel == DeliveryChannel.LETTER,
    )
    for case_id, not_before in session.execute(waiting):
        letters[case_id].append(not_before)
    return letters


def _clocks(session: Session, row: Row[Any], around: _Around, moment: Moment) -> _Clocks:
    """Judge a case; a closed one has no clock that runs, so its run is at no risk."""
    if row.bank_change_id is None:
        return _Clocks(row.due_on)
    rules = load_rules(session, row.company_id)
    found = around.facts.get(row.bank_change_id)
    if found is None:
        deadlines = deadlines_of(row)
        if row.exported_at is not None:
            return _Clocks(act_by(deadlines, rules, row.exported_at))
        span = run_span(deadlines, rules, moment.now)
        return _Clocks(act_by(deadlines, rules, moment.now), span=span)
    return _judged(session, found, around.checks.get(row.bank_change_id), moment)


def _pressed(row: Row[Any], clocks: _Clocks, moment: Moment) -> _Clocks:
    """Put an urgent case among those of today; that turns with every day."""
    if not row.is_open or row.priority is not Priority.URGENT:
        return clocks
    today = berlin_day(moment.now)
    day = pressing_day(clocks.act_by, row.priority, waits_until=row.waiting_until, today=today)
    return replace(clocks, act_by=day, span=clocks.span.within(day_span(today)))


def _judged(
    session: Session, facts: BankChangeFacts, judged: Assessment | None, moment: Moment
) -> _Clocks:
    rules = load_rules(session, facts.company_id)
    calendar = load_calendar(session, facts.company_id)
    today = berlin_day(moment.now)
    if judged is None:
        judged = assess(
            facts.application,
            rules=rules,
            calendar=calendar,
            now=moment.now,
            context=facts.context,
            deadlines=facts.deadlines,
        )
    deadlines = judged.deadlines
    # Deadlines that are not stored are those of today.
    span = ALWAYS if facts.deadlines is not None else day_span(today)
    if deadlines is None:
        return _Clocks(None, span=span)
    span = span.within(run_span(deadlines, rules, moment.now))
    mandate = facts.application.mandate
    if mandate is not None and mandate.signed_on is not None:
        span = span.within(around_day(mandate.signed_on, today))
    if deadlines.debit_file_at <= moment.now:
        return _Clocks(judged.act_by, span=span)
    return _Clocks(
        act_by=judged.act_by,
        risk_from=risk_from(deadlines, calendar, open_blockers=judged.open_blockers),
        risk_until=deadlines.debit_file_at,
        span=span,
    )


def _letter_span(letters: Iterable[datetime], moment: Moment) -> Span:
    """Return for how long the same letters can and cannot be taken back any more."""
    span = ALWAYS
    for until in letters:
        # A limit that lies too far ahead was set by a clock that ran ahead, and counts as over.
        far = until - LONGEST_WAIT
        if until <= moment.now:
            span = span.within(Span(since=until))
        elif until > moment.latest:
            span = span.within(Span(until=far))
        else:
            span = span.within(Span(min(far, moment.now), until))
    return span


def _standing(
    row: Row[Any],
    around: _Around,
    clocks: _Clocks,
    letters: Collection[datetime],
    moment: Moment,
) -> dict[str, Any]:
    span = clocks.span.within(_letter_span(letters, moment))
    names = around.names.get(row.tenancy_id, [])
    ibans = around.ibans.get(row.tenancy_id, [])
    return {
        "case_id": row.id,
        "company_id": row.company_id,
        "category_id": row.category_id,
        "assignee_id": row.assignee_id,
        "state": row.state,
        "is_open": row.is_open,
        "channel": row.channel,
        "received_at": row.received_at,
        "news_at": max(row.received_at, around.news.get(row.id, row.received_at)),
        "due_on": row.due_on,
        "act_by": clocks.act_by or NO_DAY,
        "sort_name": search_key(f"{row.surname or ''} {row.first_name or ''}".strip())[
            :_NAME_LENGTH
        ],
        "filter_text": _filter_text(row, names, ibans),
        "risk_from": clocks.risk_from,
        "risk_until": clocks.risk_until,
        "hand_over_waiting": row.hand_over_waiting,
        "letter_waiting": any(moment.is_over(until) for until in letters),
        "waiting_until": row.waiting_until,
        "reference_key": _reference_key(row),
        # Whatever was found, it is true now: a reader that waits for true rows never waits twice.
        "valid_from": min(span.since, moment.now),
        "valid_until": max(span.until, moment.now + timedelta.resolution),
    }


def _filter_text(row: Row[Any], names: Iterable[str], ibans: Iterable[str]) -> str:
    """Return the words the quick filter finds a case by, folded; of an IBAN only its ending."""
    endings = [iban[-4:] for iban in (*ibans, row.iban or "") if iban]
    words = (
        *names,
        f"{row.first_name or ''} {row.surname or ''}",
        row.contract_number or "",
        row.reference,
        mask_ibans(row.subject),
        row.category_name,
        row.category_short,
        CHANNEL_WORDS[row.channel],
        *endings,
    )
    # Each once and in a fixed order: the same facts always make the same text.
    return search_key(" ".join(dict.fromkeys(" ".join(words).split())))


def _reference_key(row: Row[Any]) -> str | None:
    if not row.is_open or not row.mandate_granted or not row.mandate_reference:
        return None
    return reference_key(row.mandate_reference)
