"""One answer to everybody who reported the same: prepared once, sent case by case, undone as one.

Nobody learns of the others. What is sent to one is filled with the values of that case alone, and
a text that names a person, a contract, a flat or a number of any case of the group is refused: it
would tell all the others.

All messages are written in one transaction: whoever is killed in between has sent none of them, and
whoever is killed behind it finds them sent, each case with a new version, so that pressing the
button once more is refused. Nothing leaves before the undo time is over.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DraftKind, UndoKind
from desktop.models.case import Case, Draft
from desktop.models.exchange import UndoEntry
from desktop.models.tenancy import Tenancy, TenancyParty, Unit
from desktop.models.work import CaseGroup
from desktop.services.cases.actions import begin_review, put_closed
from desktop.services.cases.draft_orders import draft_orders
from desktop.services.cases.loading import load_case, load_for_change, lock_case, result_of, touch
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult, DraftView
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import drafts_of, remove_draft
from desktop.services.conversation.reply_values import case_values
from desktop.services.conversation.reply_ways import recipients
from desktop.services.conversation.use_cases import outgoing_text, put_message, withdraw_message
from desktop.services.damages.commands import AnswerGroup, GroupRecipient
from desktop.services.damages.office import emergency_note, with_note
from desktop.services.damages.placeholders import (
    DEFAULT_SUBJECT,
    DEFAULT_TEXT,
    check_names,
    filled,
)
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts import Language, speaking
from desktop.texts.units import unit_text

_ANSWER = frozenset({Fact.STATE, Fact.INCOMING, Fact.OUTGOING})
_LEAST_NAME = 3
"""Shorter names are met in too many words to be looked for."""

Step = Callable[[int, int], None]
"""Told how many of how many messages are written; may raise to stop everything."""


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """What one tenant will get. ``problem`` is the code of why this case gets nothing, or None.

    ``draft_order`` is the number of an order nobody has sent, "" for none: the case stays open.
    """

    case_id: int
    version: int
    reference: str
    way: str
    recipient: str
    channel: DeliveryChannel | None
    subject: str
    text: str
    problem: str | None = None
    draft_order: str = ""

    @property
    def recipient_row(self) -> GroupRecipient:
        """What goes back with the command."""
        return GroupRecipient(self.case_id, self.way, self.version)


@dataclass(frozen=True, slots=True)
class AnswerStart:
    """With what an answer begins: what this person left unsent (``draft``), or the usual text."""

    subject: str
    text: str
    draft: DraftView | None


def begin_answer(context: ServiceContext, actor: Actor, case_id: int) -> AnswerStart:
    """Return the text an answer to the group of a case begins with.

    While the office is closed the usual one names the emergency number.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        kept = [
            draft
            for draft in drafts_of(session, actor, case_id)
            if draft.kind is DraftKind.GROUP_REPLY
        ]
        if kept:
            return AnswerStart(kept[-1].subject, kept[-1].text, kept[-1])
        text = with_note(DEFAULT_TEXT, emergency_note(session, context, case))
        return AnswerStart(DEFAULT_SUBJECT, text, None)


def preview_answer(
    context: ServiceContext, actor: Actor, group_id: int, subject: str, text: str
) -> tuple[MessagePreview, ...]:
    """Return what each open case of the group would be sent, by its usual way.

    Raises:
        UserError: ``access.denied``, ``group.unknown``, ``message.empty``,
            ``group.unknown_placeholder``, ``group.empty_placeholder``, ``group.names_somebody``
            with ``word``.
    """
    with context.database.read() as session:
        group = _group(session, actor, group_id)
        members = _members(session, group)
        _check(members, subject, text)
        drafts = draft_orders(session, [case.id for case in members])
        return tuple(
            replace(
                _preview(session, case, _values(session, context, actor, case), subject, text),
                draft_order=drafts.get(case.id, ""),
            )
            for case in members
            if case.is_open
        )


def _preview(
    session: Session, case: Case, values: Mapping[str, str], subject: str, text: str
) -> MessagePreview:
    ways = recipients(session, case)
    return MessagePreview(
        case_id=case.id,
        version=case.version,
        reference=case.reference,
        way=ways[0].way.key if ways else "",
        recipient=ways[0].way.recipient if ways else "",
        channel=ways[0].way.channel if ways else None,
        subject=filled(subject, values),
        text=filled(text, values),
        problem=None if ways else "message.no_recipient",
    )


def answer_group(
    context: ServiceContext, actor: Actor, command: AnswerGroup, step: Step | None = None
) -> ActionResult:
    """Send the text to every named case, each by the way that was shown, and close it if wanted.

    A case with an order that nobody has sent stays open, as everywhere.

    All or nothing. ``step`` hears of every message written and may raise to stop: then none was.

    Raises:
        UserError: as ``preview_answer``; ``group.nothing`` without recipients,
            ``group.case_changed`` with ``case`` where one of them is not as it was shown.
    """
    if not command.recipients:
        raise UserError("group.nothing")
    with context.database.write() as unit:
        group = _group(unit.session, actor, command.group_id, lock=True)
        wanted = {one.case_id: one for one in command.recipients}
        cases = [_locked(unit, actor, group, wanted[case_id]) for case_id in sorted(wanted)]
        _check(_members(unit.session, group), command.subject, command.text)
        acts: list[dict[str, Any]] = []
        until = undo_until(unit.session, context, cases[0], UndoKind.GROUP_REPLY)
        for number, case in enumerate(cases, start=1):
            acts.append(_answer(unit, context, actor, case, command, wanted[case.id], until))
            if step is not None:
                step(number, len(cases))
        group.settled_at = context.clock.now()
        remove_draft(unit, actor, command.case_id, DraftKind.GROUP_REPLY, command.draft)
        return _offer_undo(unit, context, actor, cases, command, acts, until)


def _locked(unit: UnitOfWork, actor: Actor, group: CaseGroup, wanted: GroupRecipient) -> Case:
    try:
        case = load_for_change(
            unit,
            actor,
            Permission.WORK_CASES,
            wanted.case_id,
            wanted.expected_version,
            touches=_ANSWER,
        )
    except UserError as error:
        if error.code != "conflict.changed":
            raise
        reference = unit.session.get_one(Case, wanted.case_id).reference
        raise UserError("group.case_changed", case=reference) from error
    if case.group_id != group.id or not case.is_open:
        raise UserError("group.case_changed", case=case.reference)
    return case


def _answer(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    command: AnswerGroup,
    wanted: GroupRecipient,
    until: datetime,
) -> dict[str, Any]:
    """Write one message; returns what takes it back."""
    values = _values(unit.session, context, actor, case)
    before = state_before(case)
    try:
        outgoing = outgoing_text(
            unit,
            case,
            way=wanted.way,
            subject=filled(command.subject, values),
            text=filled(command.text, values),
        )
    except UserError as error:
        if error.code != "message.recipient_changed":
            raise
        raise UserError("group.case_changed", case=case.reference) from error
    message, delivery = put_message(unit, context, actor, case, outgoing, not_before=until)
    deliveries = [delivery.id]
    if is_blank(command.close_reason) or draft_orders(unit.session, [case.id]):
        deliveries += begin_review(unit, context, case, not_before=until)
    else:
        deliveries += put_closed(
            unit, context, actor, case, reason=one_line(command.close_reason), not_before=until
        )
    touch(unit, context, actor, case)
    return {
        "message": message.id,
        "deliveries": deliveries,
        "before": before,
        "after": case.state.value,
    }


def _offer_undo(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    cases: Sequence[Case],
    command: AnswerGroup,
    acts: Sequence[Mapping[str, Any]],
    until: datetime,
) -> ActionResult:
    """Store one undo in every case; whichever is pressed, all of it is taken back."""
    place = next((n for n, case in enumerate(cases) if case.id == command.case_id), 0)
    written = {"subject": command.subject, "text": command.text}
    offers = [
        offer(
            unit,
            context,
            actor,
            kind=UndoKind.GROUP_REPLY,
            case=case,
            until=until,
            data=act,
        )
        for case, act in zip(cases, acts, strict=True)
    ]
    ids = [one.undo_id for one in offers]
    for entry in unit.session.scalars(select(UndoEntry).where(UndoEntry.id.in_(ids))):
        first = {"written": written} if entry.id == ids[place] else {}
        entry.data = {**entry.data, **first, "together": ids}
    return result_of(unit, cases[place], offers[place])


def undo_group_reply(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take the whole answer back: no message leaves, every case stands as before.

    A case that somebody moved on meanwhile stays where it is; its message is taken back as well.

    Raises:
        UserError: ``undo.too_late`` where one of the messages has left.
    """
    entries = unit.session.scalars(
        select(UndoEntry)
        .where(UndoEntry.id.in_(entry.data["together"]))
        .order_by(UndoEntry.case_id)
        .with_for_update()
    ).all()
    if not cancel_deliveries(unit, [one for row in entries for one in row.data["deliveries"]]):
        raise UserError("undo.too_late")
    for row in entries:
        case = lock_case(unit, row.case_id)
        withdraw_message(unit, context, actor, case, row.data["message"], None)
        restore_state(case, row.data["before"], only_from=CaseState(row.data["after"]))
        touch(unit, context, actor, case)
        row.undone_at = context.clock.now()
        if "written" in row.data:
            _give_back(unit, context, actor, row)
    case = unit.session.get_one(Case, entry.case_id)
    if case.group_id is not None:
        unit.session.get_one(CaseGroup, case.group_id).settled_at = None
    return case


def _give_back(unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry) -> None:
    """What was written is a draft again, in the case it was written in."""
    unit.session.add(
        Draft(
            case_id=entry.case_id,
            staff_id=actor.person_id,
            kind=DraftKind.GROUP_REPLY,
            writer=f"undo-{entry.id}",
            revision=1,
            subject=entry.data["written"]["subject"][:200],
            text=entry.data["written"]["text"],
            updated_at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.DRAFT, entry.case_id)


def _group(session: Session, actor: Actor, group_id: int, *, lock: bool = False) -> CaseGroup:
    group = session.get(CaseGroup, group_id, with_for_update=lock or None)
    if group is None:
        raise UserError("group.unknown")
    require(actor, Permission.WORK_CASES, group.company_id)
    return group


def _members(session: Session, group: CaseGroup) -> Sequence[Case]:
    contract = joinedload(Case.tenancy)
    return session.scalars(
        select(Case)
        .options(
            contract.joinedload(Tenancy.unit).joinedload(Unit.property),
            contract.selectinload(Tenancy.parties).joinedload(TenancyParty.tenant),
        )
        .where(Case.group_id == group.id)
        .order_by(Case.received_at, Case.id)
    ).all()


def _values(session: Session, context: ServiceContext, actor: Actor, case: Case) -> dict[str, str]:
    values = {**case_values(session, case), "staff": actor.name}
    if case.due_on is not None and case.due_on < context.clock.today():
        # Nobody is promised a day that is over.
        values["due_on"] = ""
    return values


def _check(members: Iterable[Case], subject: str, text: str) -> None:
    """Refuse an empty text, unknown place holders, and words that would give somebody away."""
    if is_blank(text):
        raise UserError("message.empty")
    written = f"{subject}\n{text}"
    check_names(written)
    word = gives_away(written, members)
    if word:
        raise UserError("group.names_somebody", word=word)


def gives_away(written: str, members: Iterable[Case]) -> str:
    """Return the first word of a text that belongs to one case of the group alone; "" for none.

    Names count as they are written, with a capital letter, so that *klein* is no Frau Klein; flats
    and numbers count anyhow. An *ü* may be put together of two signs.
    """
    written = normalize("NFC", written)
    for case in members:
        for word in sorted(_of_one_case(case), key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(normalize('NFC', word))}(?!\w)", written):
                return word
    return ""


def _of_one_case(case: Case) -> set[str]:
    words = {case.reference}
    tenancy = case.tenancy
    if tenancy is None:
        return words
    flat = tenancy.unit
    with speaking(Language.GERMAN):
        place = unit_text(flat.kind, flat.number, flat.floor, flat.position)
    words |= {tenancy.contract_number, flat.number, place}
    for party in tenancy.parties:
        words |= {party.tenant.surname, party.tenant.full_name}
    return {word for word in words if len(word) >= _LEAST_NAME}
