"""What every command on a case does first: load, permission, version; and last: mark it changed."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, attributes, joinedload

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_status import BankChangeState, CaseState, check_transition
from desktop.domain.errors import UserError
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy, TenancyParty, Unit
from desktop.services.cases.changes import note_changes, refuse_overlap, remember
from desktop.services.cases.view import ActionResult, UndoOffer
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require


def load_case(session: Session, actor: Actor, permission: Permission, case_id: int) -> Case:
    """Return the case if the person holds ``permission`` in its company.

    Raises:
        UserError: ``case.not_found``, or ``access.denied``.
    """
    return _readable(session.get(Case, case_id), actor, permission)


def _readable(case: Case | None, actor: Actor, permission: Permission) -> Case:
    if case is None:
        raise UserError("case.not_found")
    require(actor, permission, case.company_id)
    return case


def load_for_page(session: Session, actor: Actor, case_id: int) -> Case:
    """Return the case as ``load_case`` does for a reader, with all that its page names.

    Two statements bring landlord, category, people and contract, which are read several times.
    """
    case = session.get(
        Case,
        case_id,
        options=(
            joinedload(Case.company),
            joinedload(Case.category),
            joinedload(Case.assignee),
            joinedload(Case.team),
            joinedload(Case.updated_by),
            joinedload(Case.tenancy).joinedload(Tenancy.unit).joinedload(Unit.property),
            joinedload(Case.tenancy).selectinload(Tenancy.parties).joinedload(TenancyParty.tenant),
        ),
    )
    return _readable(case, actor, Permission.READ_CASES)


def load_for_change(
    unit: UnitOfWork,
    actor: Actor,
    permission: Permission,
    case_id: int,
    expected_version: int,
    *,
    touches: Collection[str] | None = None,
) -> Case:
    """Return the locked case for a change, if nothing this change depends on is another one now.

    ``touches`` names the facts that the command depends on (``domain.case_facts``): what somebody
    else changed meanwhile beside them stays, and both changes hold. ``None`` depends on everything:
    the case has to be the version the person saw.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, or ``conflict.changed`` with ``by`` (name,
            empty for the program itself), ``at`` (aware UTC), ``changes`` (``FactChange`` of what
            overlaps) and ``version`` (that of now).
    """
    case = lock_case(unit, case_id)
    require(actor, permission, case.company_id)
    if case.version != expected_version:
        refuse_overlap(unit.session, case, expected_version, touches)
    return case


class CommandOnCase(Protocol):
    """What is to be done to a case, as it was seen at ``expected_version``."""

    @property
    def case_id(self) -> int:
        """The case."""

    @property
    def expected_version(self) -> int:
        """What the person who wants it has seen."""


def load_to_work(
    unit: UnitOfWork, actor: Actor, command: CommandOnCase, *, touches: Collection[str]
) -> Case:
    """Return the locked case of a command for whoever works on cases; as ``load_for_change``.

    Raises:
        UserError: as ``load_for_change``.
    """
    return load_for_change(
        unit,
        actor,
        Permission.WORK_CASES,
        command.case_id,
        command.expected_version,
        touches=touches,
    )


def lock_case(unit: UnitOfWork, case_id: int) -> Case:
    """Return the case, locked until the commit, with its facts noted for the comparison.

    Whoever comes second sees what the first one made of it.

    Raises:
        UserError: ``case.not_found``.
    """
    # Not its key: what only points to the case (where it stands, a notice) waits for nobody.
    case = unit.session.get(Case, case_id, with_for_update={"key_share": True})
    if case is None:
        raise UserError("case.not_found")
    remember(unit, case)
    return case


def bank_change_of(session: Session, case_id: int) -> BankChange | None:
    """Return the bank change of a case; None for a case of another category."""
    return session.scalar(
        select(BankChange).where(
            BankChange.case_id == case_id, BankChange.state != BankChangeState.SET_ASIDE
        )
    )


def refuse_merged(case: Case) -> None:
    """Refuse what has to be done where the case goes on.

    Raises:
        UserError: ``case.merged``.
    """
    if case.merged_into_id is not None:
        raise UserError("case.merged")


def touch(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    """Mark the case as changed by the person now; its version rises even if nothing else did.

    What differs at the commit from what ``lock_case`` found is kept for whoever comes second.
    """
    case.updated_at = context.clock.now()
    case.updated_by_id = actor.staff_id
    attributes.flag_modified(case, "updated_at")
    note_changes(unit, context, actor, case)
    unit.changed(ChangeKind.CASE, case.id)


def move_to(case: Case, state: CaseState) -> None:
    """Put the case into ``state``; leaving *waiting* forgets date and reason.

    Raises:
        UserError: ``case.transition`` where the case may not go that way.
    """
    check_transition(case.state, state)
    put_state(case, state)


def put_state(case: Case, state: CaseState) -> None:
    """Put the case into ``state`` unchecked: an undo leads back to wherever the case came from."""
    if state is not CaseState.WAITING:
        case.waiting_until = None
        case.waiting_reason = ""
    case.state = state
    case.is_open = state is not CaseState.CLOSED
    if case.is_open:
        case.closed_at = None
        case.closed_by_id = None
        case.close_reason = ""


def wait_for_tenant(case: Case, until: date, reason: str) -> None:
    """Let the case wait for the tenant; both clocks run on.

    Raises:
        UserError: ``case.transition`` for a proposed or closed case.
    """
    move_to(case, CaseState.WAITING)
    case.waiting_until = until
    case.waiting_reason = reason[:200]


def result_of(unit: UnitOfWork, case: Case, undo: UndoOffer | None = None) -> ActionResult:
    """Write what is pending and return the case's new version."""
    unit.session.flush()
    return ActionResult(case_id=case.id, version=case.version, state=case.state, undo=undo)
