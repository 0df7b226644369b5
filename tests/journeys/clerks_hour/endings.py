"""Whether every case came to the end that its kind has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.kinds import Direction
from desktop.domain.work import OrderState, Priority
from desktop.models.bank import BankChange
from desktop.models.case import Case, Draft, Message, Note
from desktop.models.company import Staff
from desktop.models.work import ContractorOrder
from tests.journeys.clerks_hour.post import CIRCULAR, Kind, Matter
from tests.journeys.clerks_hour.scripts import COLLEAGUE, NOTE, OPENED_AGAIN, REASON


class Ends:
    """Looks into the data when the hour is over."""

    def __init__(self, session: Session) -> None:
        self._session = session
        answered = {
            Kind.ACCESS,
            Kind.GROUPED,
            Kind.REPAIRED,
            Kind.CERTIFICATE,
            Kind.FORM,
            Kind.DOCUMENT,
            Kind.CONTACT,
            Kind.CONSUMPTION,
            Kind.GENERAL,
        }
        self._ends: Mapping[Kind, Callable[[Case], bool]] = {
            **dict.fromkeys(answered, self._answered),
            Kind.CLEAN_CHANGE: lambda case: self._bank(case) is BankChangeState.RELEASED,
            Kind.WARNED_CHANGE: lambda case: self._bank(case) is BankChangeState.RELEASED,
            Kind.REJECTED_CHANGE: lambda case: self._bank(case) is BankChangeState.REJECTED,
            Kind.ADDRESS_MISSING: lambda case: self._waits(case) and self._sent(case) == 1,
            Kind.PRESSING: self._helped,
            Kind.ORDERED: self._ordered,
            Kind.MERGED: self._merged,
            Kind.HANDED_OVER: self._handed_over,
            Kind.PUT_OFF: lambda case: self._waits(case) and case.waiting_reason == "Rückruf",
            Kind.RECATEGORISED: lambda case: case.is_open and case.category.code == "damage",
            Kind.CLOSED: lambda case: not case.is_open and case.close_reason == REASON,
            Kind.CIRCULAR: self._put_away,
            Kind.REOPENED: lambda case: case.is_open and OPENED_AGAIN in self._notes(case),
        }

    def missed(self, matter: Matter) -> str:
        """What is wrong with a case, "" where it is as it should be."""
        case = self._session.get_one(Case, matter.case_id)
        if self._ends[matter.kind](case):
            return ""
        return f"{matter.kind}: {case.reference} is {case.state} ({case.close_reason})"

    def drafts(self) -> int:
        """How many texts lie about half written in cases of the hour."""
        return self._session.scalar(select(func.count()).select_from(Draft)) or 0

    def _answered(self, case: Case) -> bool:
        return not case.is_open and self._sent(case) == 1

    def _helped(self, case: Case) -> bool:
        return case.is_open and self._sent(case) == 1 and case.priority is Priority.URGENT

    def _put_away(self, case: Case) -> bool:
        return not case.is_open and case.close_reason == REASON and case.subject == CIRCULAR

    def _merged(self, case: Case) -> bool:
        if case.merged_into_id is None:
            return self._answered(case)
        return not case.is_open and self._sent(case) == 0

    def _handed_over(self, case: Case) -> bool:
        colleague = self._session.scalars(select(Staff.id).where(Staff.login == COLLEAGUE)).one()
        return case.assignee_id == colleague and NOTE in self._notes(case)

    def _ordered(self, case: Case) -> bool:
        orders = self._session.scalars(
            select(ContractorOrder.state).where(ContractorOrder.case_id == case.id)
        ).all()
        return self._waits(case) and list(orders) == [OrderState.SENT_BY_HAND]

    def _waits(self, case: Case) -> bool:
        return case.state is CaseState.WAITING and case.waiting_until is not None

    def _bank(self, case: Case) -> BankChangeState:
        return self._session.scalars(
            select(BankChange.state).where(BankChange.case_id == case.id)
        ).one()

    def _sent(self, case: Case) -> int:
        wanted = select(func.count()).select_from(Message)
        return (
            self._session.scalar(
                wanted.where(
                    Message.case_id == case.id,
                    Message.direction == Direction.OUTGOING,
                    Message.withdrawn_at.is_(None),
                )
            )
            or 0
        )

    def _notes(self, case: Case) -> str:
        return "\n".join(self._session.scalars(select(Note.text).where(Note.case_id == case.id)))
