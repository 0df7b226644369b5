"""The page *Bankverbindung ändern*, read for one person as of now."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.bank_change import Assessment
from desktop.domain.case_status import BankChangeState
from desktop.domain.errors import UserError
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.iban import group_iban, mask_iban
from desktop.domain.outlook import CorrectionOutlook, Outlook, bank_change_outlook, with_correction
from desktop.models.bank import BankChange, Decision
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.services.bank_changes.cards import comparison_rows, mandate_block
from desktop.services.bank_changes.checks import assess_facts, gather, identity, stored_findings
from desktop.services.bank_changes.correction_reading import (
    read_correction,
    why_not_corrected,
    why_not_correction_released,
)
from desktop.services.bank_changes.editing import form_values, why_not_edited
from desktop.services.bank_changes.ibans import note_viewed
from desktop.services.bank_changes.replaced import with_replaced
from desktop.services.bank_changes.state import (
    POSSIBLE,
    Standing,
    action,
    standing_of,
    why_not_acknowledged,
    why_not_proposed,
    why_not_rejected,
    why_not_released,
    why_not_returned,
)
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.bank_changes.variants import siblings_of, why_not_applied
from desktop.services.bank_changes.view import (
    BankChangeActions,
    BankChangeView,
    CorrectionView,
    DecisionView,
    FindingAction,
    FindingView,
    FormValue,
)
from desktop.services.cases.loading import bank_change_of, load_case, load_for_page
from desktop.services.cases.reading import person_ref
from desktop.services.cases.view import ActionState, CaseView, PersonRef, TimelineWish
from desktop.services.cases.whole_case import NEWEST, read_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import missing_in_words
from desktop.services.staff.access import Actor, Permission, allows
from desktop.services.staff.company_settings import load_calendar, load_rules
from desktop.services.time_limits import Moment

_STEPS = {
    FindingCode.IBAN_MISSING: FindingAction.ASK_IBAN,
    FindingCode.IBAN_FORMAT: FindingAction.ASK_IBAN,
    FindingCode.IBAN_COUNTRY: FindingAction.ASK_IBAN,
    FindingCode.IBAN_CHECK_DIGITS: FindingAction.ASK_IBAN,
    FindingCode.IBAN_NOT_SEPA: FindingAction.ASK_IBAN,
    FindingCode.HOLDER_MISSING: FindingAction.ASK_ADDRESS,
    FindingCode.HOLDER_ADDRESS_MISSING: FindingAction.ASK_ADDRESS,
    FindingCode.HOLDER_ADDRESS_INCOMPLETE: FindingAction.ASK_ADDRESS,
    FindingCode.MANDATE_MISSING: FindingAction.ASK_MANDATE,
    FindingCode.MANDATE_SIGNATURE_MISSING: FindingAction.ASK_MANDATE,
    FindingCode.MANDATE_NEW_REQUIRED: FindingAction.ASK_MANDATE,
    FindingCode.MANDATE_LAPSED: FindingAction.ASK_MANDATE,
    FindingCode.MANDATE_NOT_USABLE: FindingAction.ASK_MANDATE,
    FindingCode.RISK_CONTACT_CHANGED: FindingAction.NOTE,
    FindingCode.RISK_BY_MAIL: FindingAction.NOTE,
}
"""The next step of a finding; a warning not named here is acknowledged."""
_DENIED = ActionState(possible=False, reason="access.denied")
_REVERSED = aliased(Decision)
_DECISIONS = (
    select(
        Decision.kind,
        Decision.at,
        Decision.reason,
        Staff.id.label("staff_id"),
        Staff.name,
        Staff.initials,
        _REVERSED.kind.label("reversed_kind"),
    )
    .join(Staff, Staff.id == Decision.staff_id)
    .outerjoin(_REVERSED, _REVERSED.id == Decision.reverses_id)
    .where(Decision.bank_change_id == bindparam("bank_change"))
    .order_by(Decision.id)
)
"""Put together once: the page of every bank change asks it."""


def is_bank_change(context: ServiceContext, actor: Actor, case_id: int) -> bool:
    """Whether the case is a bank change; nothing is logged by asking.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        load_case(session, actor, Permission.READ_CASES, case_id)
        return bank_change_of(session, case_id) is not None


def view(context: ServiceContext, actor: Actor, case_id: int) -> BankChangeView:
    """Return the whole page of a bank change.

    That the IBAN is seen is on the audit log before it is returned; who may not see it gets it
    masked, and nothing is logged.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``bank_change.none``.
    """
    with context.database.read() as session:
        case = load_for_page(session, actor, case_id)
        change = bank_change_of(session, case_id)
        if change is None:
            raise UserError("bank_change.none")
        page, _ = read_bank_change(session, context, actor, case, change)
    note_opened(context, actor, case, change)
    return page


def note_opened(context: ServiceContext, actor: Actor, case: Case, change: BankChange) -> None:
    """Log, before anything is shown, that the person sees the IBAN of a bank change."""
    if allows(actor, Permission.REVEAL_IBAN):
        note_viewed(context, actor, case, change)


def read_bank_change(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    change: BankChange,
    wish: TimelineWish = NEWEST,
) -> tuple[BankChangeView, Assessment]:
    """Return the page of a bank change, not to be shown before ``note_opened``, and its check."""
    facts = gather(session, context, [change.id])[change.id]
    if change.state.was_released:
        facts = with_replaced(session, facts)
    assessment = assess_facts(session, context, facts)
    standing = standing_of(session, case, change, facts, assessment)
    findings = (
        standing.findings if change.state in UNDECIDED else stored_findings(session, change.id)
    )
    correction = read_correction(session, context, standing)
    page = read_case(
        session,
        context,
        actor,
        case,
        wish,
        (change, _outlook(session, context, standing, correction)),
    )
    form = form_values(session, actor, case, change)
    rows = _finding_views(actor, standing, findings)
    check = assessment.iban_check
    shown = BankChangeView(
        case=page,
        variant=change.variant,
        state=change.state,
        findings=rows,
        open_blockers=sum(row.severity is Severity.BLOCKER for row in rows),
        open_warnings=sum(row.severity is Severity.WARNING and row.is_open for row in rows),
        comparison=comparison_rows(actor, standing),
        new_iban=_new_iban(actor, change),
        has_current_iban=facts.current is not None,
        mandate=mandate_block(session, standing, page),
        proposed_by=person_ref(session, change.proposed_by_id),
        proposed_at=change.proposed_at,
        decisions=_decisions(session, change.id),
        actions=_actions(session, context, actor, standing, page, form),
        register_version="" if check is None else check.register,
        correction=correction,
        form=form,
        siblings=siblings_of(session, case.id),
    )
    return shown, assessment


def _new_iban(actor: Actor, change: BankChange) -> str:
    if not change.iban:
        return ""
    in_full = allows(actor, Permission.REVEAL_IBAN)
    return group_iban(change.iban) if in_full else mask_iban(change.iban)


def _outlook(
    session: Session,
    context: ServiceContext,
    standing: Standing,
    correction: CorrectionView | None,
) -> Outlook | None:
    deadlines = standing.assessment.deadlines
    if deadlines is None:
        return None
    change, company_id = standing.change, standing.case.company_id
    outlook = bank_change_outlook(
        deadlines,
        variant=change.variant,
        rules=load_rules(session, company_id),
        calendar=load_calendar(session, company_id),
        now=context.clock.now(),
        open_blockers=standing.assessment.open_blockers if change.state in UNDECIDED else 0,
        exported_at=change.exported_at,
        settled=change.state not in UNDECIDED,
    )
    if correction is None:
        return outlook
    return with_correction(
        outlook,
        CorrectionOutlook(
            collection_on=correction.collection_on,
            used_on=correction.used_on,
            pending=correction.pending,
        ),
    )


def _finding_views(
    actor: Actor, standing: Standing, findings: tuple[Finding, ...]
) -> tuple[FindingView, ...]:
    workable = standing.change.state in UNDECIDED and allows(actor, Permission.WORK_CASES)
    views: list[FindingView] = []
    for finding in findings:
        decided = standing.decided.get(identity(finding.code.value, finding.params))
        step = FindingAction.NONE
        if workable and decided is None:
            step = _step(finding)
        views.append(
            FindingView(finding=finding, action=step)
            if decided is None
            else FindingView(
                finding=finding,
                action=step,
                acknowledged_by=decided.by,
                acknowledged_at=decided.at,
                acknowledge_reason=decided.reason,
            )
        )
    return tuple(views)


def _step(finding: Finding) -> FindingAction:
    if finding.severity is Severity.WARNING:
        return _STEPS.get(finding.code, FindingAction.ACKNOWLEDGE)
    if finding.severity is Severity.BLOCKER:
        return _STEPS.get(finding.code, FindingAction.NONE)
    return FindingAction.NONE


def _decisions(session: Session, bank_change_id: int) -> tuple[DecisionView, ...]:
    rows = session.execute(_DECISIONS, {"bank_change": bank_change_id})
    return tuple(
        DecisionView(
            kind=row.kind,
            by=PersonRef(row.staff_id, row.name, row.initials),
            at=row.at,
            reason=row.reason,
            reversed_kind=row.reversed_kind,
        )
        for row in rows
    )


def _actions(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    standing: Standing,
    page: CaseView,
    form: tuple[FormValue, ...],
) -> BankChangeActions:
    if not allows(actor, Permission.WORK_CASES):
        return BankChangeActions(*([_DENIED] * 9))
    change = standing.change
    if change.state is BankChangeState.CORRECTING:
        refused = why_not_correction_released(session, change, standing.case.company_id, actor)
        returned = POSSIBLE
    else:
        refused = why_not_released(session, standing, actor)
        returned = action(why_not_returned(standing))
    released = action(refused)
    corrected = action(why_not_corrected(session, change, Moment.of(context.clock)))
    if not allows(actor, Permission.RELEASE):
        released = corrected = _DENIED
    return BankChangeActions(
        propose=action(why_not_proposed(standing)),
        release=released,
        send_back=returned,
        reject=action(why_not_rejected(standing)),
        acknowledge=action(why_not_acknowledged(standing)),
        request_address=_request_address(standing),
        apply_to_contracts=_apply_to_contracts(change, page),
        correct=corrected,
        edit_application=action(why_not_edited(change, form)),
    )


def _request_address(standing: Standing) -> ActionState:
    if standing.change.state is not BankChangeState.OPEN:
        return ActionState(possible=False, reason="bank_change.not_open")
    if not missing_in_words(standing.findings):
        return ActionState(possible=False, reason="bank_change.nothing_missing")
    return ActionState(possible=True)


def _apply_to_contracts(change: BankChange, page: CaseView) -> ActionState:
    if (refused := why_not_applied(change)) is not None:
        return action(refused)
    contracts = () if page.tenancy is None else page.tenancy.other_contracts
    if any(contract.case_reference is None for contract in contracts):
        return ActionState(possible=True)
    return ActionState(possible=False, reason="bank_change.no_other_contract")
