"""A case of any category: everything its page shows, and what can be done with it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.outlook import Outlook, promise_outlook
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.cases.draft_orders import draft_orders
from desktop.services.cases.family import family_of
from desktop.services.cases.loading import bank_change_of, load_case, load_for_page
from desktop.services.cases.reading import earlier_cases, header_of, tenancy_card
from desktop.services.cases.refusals import why_not_merged, why_not_recategorised
from desktop.services.cases.timeline import attachments_of, read_deliveries, timeline_page
from desktop.services.cases.undo_offers import current_offer
from desktop.services.cases.view import (
    ActionState,
    CaseActions,
    CaseView,
    DeliveryStatus,
    FieldRow,
    ReplyWay,
    TimelineEntry,
    TimelinePage,
    TimelineWish,
)
from desktop.services.categories.reading import case_form
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import colleague_drafts, drafts_of
from desktop.services.conversation.reply_ways import reply_ways
from desktop.services.staff.access import Actor, Permission, allows
from desktop.services.staff.company_settings import load_calendar
from desktop.services.time_limits import Moment

NEWEST = TimelineWish()
POSSIBLE = ActionState(possible=True)


def case_view(
    context: ServiceContext, actor: Actor, case_id: int, wish: TimelineWish = NEWEST
) -> CaseView:
    """Return a whole case for its page; IBANs in its fields are masked.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_for_page(session, actor, case_id)
        change = bank_change_of(session, case.id)
        return read_case(session, context, actor, case, wish, (change, None))


def history_page(
    context: ServiceContext, actor: Actor, case_id: int, wish: TimelineWish
) -> TimelinePage:
    """Return more of what happened in a case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        load_case(session, actor, Permission.READ_CASES, case_id)
        moment = Moment.of(context.clock)
        family = family_of(session, case_id)
        deliveries = read_deliveries(session, family, moment)
        files = attachments_of(session, family)
        return _readable(actor, timeline_page(session, family, wish, moment, deliveries, files))


def read_case(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    wish: TimelineWish = NEWEST,
    bank: tuple[BankChange | None, Outlook | None] = (None, None),
) -> CaseView:
    """Return the page of a case that is loaded already; ``bank``: its bank change with outlook."""
    change, outlook = bank
    moment = Moment.of(context.clock)
    earlier = earlier_cases(session, context, case)
    card = tenancy_card(session, context, case, earlier)
    family = family_of(session, case.id)
    deliveries = read_deliveries(session, family, moment)
    ways = reply_ways(session, case)
    files = attachments_of(session, family)
    form = case_form(session, actor, case)
    return CaseView(
        header=header_of(session, case, card, family[1:]),
        outlook=outlook or _promise(session, context, case),
        fields=tuple(
            FieldRow(key=one.key, label=one.label, value=one.value)
            for one in form.fields
            if one.value
        ),
        tenancy=card,
        history=_readable(actor, timeline_page(session, family, wish, moment, deliveries, files)),
        attachments=tuple(file for group in files.values() for file in group),
        deliveries=deliveries.views,
        letters_to_print=sum(
            delivery.status is DeliveryStatus.LETTER_TO_PRINT for delivery in deliveries.views
        ),
        reply_ways=ways,
        drafts=drafts_of(session, actor, case.id),
        undo=current_offer(session, context, actor, case.id),
        actions=_actions(session, actor, case, change, ways),
        colleague_drafts=colleague_drafts(session, actor, case),
        form=form,
        linked=tuple(one for one in earlier if one.link is not None),
    )


def _readable(actor: Actor, page: TimelinePage) -> TimelinePage:
    """What people wrote, with IBANs masked for whoever may not see them."""
    if allows(actor, Permission.REVEAL_IBAN):
        return page
    return replace(page, entries=tuple(masked_entry(entry) for entry in page.entries))


def masked_entry(entry: TimelineEntry) -> TimelineEntry:
    """An entry whose words name IBANs by their ends only."""
    return replace(entry, subject=mask_ibans(entry.subject), text=mask_ibans(entry.text))


def _promise(session: Session, context: ServiceContext, case: Case) -> Outlook | None:
    if case.due_on is None:
        return None
    calendar = load_calendar(session, case.company_id)
    return promise_outlook(
        received_on=case.received_on,
        due_on=case.due_on,
        promise_workdays=calendar.count_between(case.received_on, case.due_on),
        calendar=calendar,
        now=context.clock.now(),
        settled=not case.is_open,
    )


def _actions(
    session: Session,
    actor: Actor,
    case: Case,
    change: BankChange | None,
    ways: tuple[ReplyWay, ...],
) -> CaseActions:
    if not allows(actor, Permission.WORK_CASES):
        denied = _refused("access.denied")
        return CaseActions(*([denied] * 17))
    is_open = case.state is not CaseState.CLOSED
    merged = case.merged_into_id is not None
    closed = _refused("case.merged" if merged else "case.closed")
    return CaseActions(
        take=_take(actor, case) if is_open else closed,
        release_to_nobody=(
            closed if not is_open else _if(case.assignee_id is not None, "case.unassigned")
        ),
        reply=closed if merged else _if(bool(ways), "message.no_recipient"),
        note=POSSIBLE,
        wait=closed if not is_open else _if(case.state is not CaseState.PROPOSED, "case.proposed"),
        resume=_if(case.state is CaseState.WAITING, "case.not_waiting"),
        close=closed if not is_open else _close(session, case, change),
        reopen=closed if merged else _if(not is_open, "case.open"),
        assign=POSSIBLE if is_open else closed,
        prioritise=POSSIBLE if is_open else closed,
        decide_suggestion=(
            closed
            if not is_open
            else _if(case.suggested_priority is not None, "priority.no_suggestion")
        ),
        recategorise=_of(why_not_recategorised(case, change, None)) if is_open else closed,
        tag=POSSIBLE,
        link=POSSIBLE,
        split=POSSIBLE,
        merge=_of(why_not_merged(case, change, None)) if is_open else closed,
        unmerge=_if(merged, "merge.not_merged"),
    )


def _of(refusal: UserError | None) -> ActionState:
    return POSSIBLE if refusal is None else _refused(refusal.code)


def _take(actor: Actor, case: Case) -> ActionState:
    return _if(case.assignee_id != actor.staff_id, "case.already_yours")


def _close(session: Session, case: Case, change: BankChange | None) -> ActionState:
    if change is not None and change.state is BankChangeState.CORRECTING:
        return _refused("case.correction_open")
    undecided = change is not None and change.state in UNDECIDED
    if undecided:
        return _refused("case.bank_change_open")
    draft = draft_orders(session, [case.id]).get(case.id)
    if draft is None:
        return POSSIBLE
    return ActionState(possible=False, reason="case.order_draft", params={"number": draft})


def _if(condition: bool, reason: str) -> ActionState:  # noqa: FBT001
    return POSSIBLE if condition else _refused(reason)


def _refused(reason: str) -> ActionState:
    return ActionState(possible=False, reason=reason)
