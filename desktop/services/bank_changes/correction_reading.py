"""What the page of a bank change shows of a release that is taken back."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain import release as release_rules
from desktop.domain.case_status import BankChangeState
from desktop.domain.deadlines import expected_collection_on
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind
from desktop.models.bank import BankChange, Decision, ErpRow
from desktop.services.bank_changes.state import Standing, is_built_upon, latest_decision
from desktop.services.bank_changes.view import CorrectionView
from desktop.services.cases.reading import person_ref
from desktop.services.context import ServiceContext
from desktop.services.hand_over.rows import corrected_from, waits_for_undo
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment


def why_not_corrected(session: Session, change: BankChange, moment: Moment) -> UserError | None:
    """Return why nobody can propose to take the release back, None where it is possible."""
    if change.state is BankChangeState.CORRECTING:
        return UserError("correction.pending")
    if change.state is BankChangeState.CORRECTED:
        return UserError("correction.done")
    if change.state is not BankChangeState.RELEASED:
        return UserError("correction.not_released")
    if waits_for_undo(session, change.id, moment):
        return UserError("correction.undo_first")
    return why_not_restored(session, change)


def why_not_restored(session: Session, change: BankChange) -> UserError | None:
    """Return why what the release replaced cannot come back, None where it can."""
    release = latest_decision(session, change.id, DecisionKind.RELEASED)
    if release is None or not release.data:
        return UserError("correction.nothing_known")
    if is_built_upon(session, change, release.id):
        return UserError("correction.built_upon")
    return None


def why_not_correction_released(
    session: Session, change: BankChange, company_id: int, actor: Actor
) -> UserError | None:
    """Return why this person cannot release the correction, None where it is allowed."""
    proposal = latest_decision(session, change.id, DecisionKind.CORRECTION_PROPOSED)
    if change.state is not BankChangeState.CORRECTING or proposal is None:
        return UserError("correction.not_proposed")
    refusal = release_rules.why_not_corrected(
        proposer_id=proposal.staff_id,
        releaser_id=actor.staff_id,
        rules=load_rules(session, company_id),
    )
    if refusal is not None:
        return UserError(refusal)
    return why_not_restored(session, change)


def read_correction(
    session: Session, context: ServiceContext, standing: Standing
) -> CorrectionView | None:
    """Return the correction that waits or was made; None where a release stands or there is none.

    What is not handed over yet is shown as a hand-over of now would reach it.
    """
    change = standing.change
    if change.state not in (BankChangeState.CORRECTING, BankChangeState.CORRECTED):
        return None
    proposal = latest_decision(session, change.id, DecisionKind.CORRECTION_PROPOSED)
    deadlines = standing.facts.deadlines
    by = None if proposal is None else person_ref(session, proposal.staff_id)
    if proposal is None or by is None or deadlines is None:
        raise ValueError("a correction was proposed by somebody")
    made = None
    if change.state is BankChangeState.CORRECTED:
        made = latest_decision(session, change.id, DecisionKind.CORRECTED)
    kept_back = _is_kept_back(change, made)
    rules = load_rules(session, standing.case.company_id)
    collection_on = _handed_over_for(session, change.id) or corrected_from(
        change, expected_collection_on(deadlines, rules, context.clock.now())
    )
    return CorrectionView(
        proposed_by=by,
        proposed_at=proposal.at,
        reason=proposal.reason,
        pending=made is None,
        collection_on=collection_on,
        used_on=None if kept_back else _used_on(change, collection_on),
        kept_back=kept_back,
    )


def _is_kept_back(change: BankChange, made: Decision | None) -> bool:
    """Whether the ERP never got, or while it is only proposed has not got, what is taken back."""
    if made is None:
        return change.exported_at is None
    return bool((made.data or {}).get("kept_back"))


def _used_on(change: BankChange, collection_on: date) -> date | None:
    first = change.first_collection_on
    return first if first is not None and first < collection_on else None


def _handed_over_for(session: Session, bank_change_id: int) -> date | None:
    """The collection that was fixed when the correction's row was handed over."""
    return session.scalar(
        select(ErpRow.valid_from).where(
            ErpRow.bank_change_id == bank_change_id,
            ErpRow.is_correction,
            ErpRow.run_number.is_not(None),
        )
    )
