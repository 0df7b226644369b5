"""Reads many cases as plain columns and tells of each whether an act can be done to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.domain.text_match import search_key
from desktop.domain.work import BulkKind
from desktop.models.bank import OF_CASE, BankChange
from desktop.models.base import Id
from desktop.models.case import Case
from desktop.models.company import Company, Staff, StaffCompany
from desktop.models.team import Team
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.models.work import CaseTag, Tag
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.bulk.wishes import BulkWish
from desktop.services.cases.draft_orders import draft_orders
from desktop.services.cases.recategorise import categories_of
from desktop.services.staff.access import Actor, Permission, in_reach, roles_with
from desktop.services.staff.receivers import held_person

DENIED = "access.denied"
NOT_FOUND = "case.not_found"
ALONE = "bulk.category_alone"
COLUMNS = (
    Case.id,
    Case.version,
    Case.reference,
    Case.company_id,
    Case.category_id,
    Case.state,
    Case.assignee_id,
    Case.team_id,
    Case.priority,
    Case.suggested_priority,
    Case.suggestion_reason,
    Case.waiting_until,
    Case.waiting_reason,
    Case.close_reason,
    Case.merged_into_id,
)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the cases: ``login``, ``name`` for the log; ``companies`` None: of every company.

    ``people`` are the companies a person may work for, None where nobody was named.
    """

    login: str | None
    name: str
    companies: frozenset[int] | None
    team_company: int | None


@cache
def judged_cases() -> Select[Any]:
    """Return what reads the cases ``ids`` with the state of their applications; made once."""
    return (
        select(*COLUMNS, BankChange.state.label("bank_state"))
        .outerjoin(BankChange, OF_CASE)
        .where(Case.id.in_(bindparam("ids", expanding=True, type_=Id)))
        .order_by(Case.id)
    )


@cache
def locked_cases() -> Select[Any]:
    """Return the same, locked until the commit; not their keys, as everywhere."""
    return judged_cases().with_for_update(key_share=True, of=Case)


@cache
def addressed_cases() -> Select[Any]:
    """Return what reads how the portal is told of cases, and of those merged into others."""
    return (
        select(
            Case.id,
            Case.reference,
            Case.company_id,
            Case.channel,
            Case.merged_into_id,
            Company.code.label("company"),
            Tenancy.contract_number,
            PortalAccount.external_id.label("portal_account"),
        )
        .join(Company, Company.id == Case.company_id)
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .outerjoin(PortalAccount, PortalAccount.id == Case.portal_account_id)
        .where(
            or_(
                Case.id.in_(bindparam("ids", expanding=True, type_=Id)),
                Case.merged_into_id.in_(bindparam("into", expanding=True, type_=Id)),
            )
        )
        .order_by(Case.id)
    )


class Judge:
    """Tells of each case why an act cannot be done to it, for one person and one wish."""

    def __init__(
        self, session: Session, actor: Actor, wish: BulkWish, *, holds: bool = False
    ) -> None:
        """Read whom the cases go to, once; ``holds``: they are given in this transaction.

        Raises:
            UserError: ``assign.inactive``, ``assign.no_team``, ``assign.no_right`` (the person
                works on no cases at all), ``bulk.category_alone``.
        """
        self._actor = actor
        self._session = session
        self._wish = wish
        self.receiver = (
            _receiver(session, wish, holds=holds) if wish.kind is BulkKind.ASSIGN else None
        )
        self._tag_id = None
        if wish.kind is BulkKind.TAG:
            self._tag_id = session.scalar(
                select(Tag.id).where(Tag.name_key == search_key(wish.tag))
            )
        if wish.category == BANK_DETAILS:
            raise UserError(ALONE)
        self.categories: dict[int, int | None] = {}
        """Which category a company means by the code that is wanted; None where it has none."""
        self._judge = _JUDGES.get(wish.kind, self._recategorise)

    def refusals(self, session: Session, rows: Iterable[Row[Any]]) -> Mapping[int, str]:
        """Return the codes of why not, by case; the others can be done."""
        listed = list(rows)
        tagged = self._tagged(session, [row.id for row in listed])
        closes = self._wish.closes or self._wish.kind is BulkKind.CLOSE
        drafts = draft_orders(session, [row.id for row in listed]) if closes else {}
        found = {}
        for row in listed:
            code = self._refusal(row, tagged)
            if not code and row.id in drafts:
                code = "case.order_draft"
            if code:
                found[row.id] = code
        return found

    def _refusal(self, row: Row[Any], tagged: Collection[int]) -> str:
        if not in_reach(self._actor, row.company_id):
            return DENIED
        if row.id in tagged:
            return "tag.already"
        if self.receiver is not None and (code := self._no_right(row.company_id)):
            return code if row.state is not CaseState.CLOSED else "case.closed"
        return self._judge(row, self._wish)

    def _recategorise(self, row: Row[Any], wish: BulkWish) -> str:
        if row.state is CaseState.CLOSED:
            return "case.closed"
        if row.bank_state is not None:
            # An application is made or set aside by it: somebody has to look at each.
            return ALONE
        company_id = row.company_id
        if company_id not in self.categories:
            known = categories_of(self._session, company_id)
            self.categories[company_id] = next(
                (one.id for one in known if one.code == wish.category), None
            )
        wanted = self.categories[company_id]
        if wanted is None:
            return "category.gone"
        return "category.same" if wanted == row.category_id else ""

    def _no_right(self, company_id: int) -> str:
        receiver = self.receiver
        assert receiver is not None
        if receiver.companies is not None and company_id not in receiver.companies:
            return "assign.no_right"
        if receiver.team_company is not None and receiver.team_company != company_id:
            return "assign.no_team"
        return ""

    def _tagged(self, session: Session, ids: list[int]) -> Collection[int]:
        if self._tag_id is None or not ids:
            return ()
        worn = select(CaseTag.case_id).where(
            CaseTag.tag_id == self._tag_id, CaseTag.case_id.in_(ids)
        )
        return frozenset(session.scalars(worn))


def _receiver(session: Session, wish: BulkWish, *, holds: bool) -> Receiver:
    login, name, companies, team_company = None, "", None, None
    if wish.team_id is not None:
        lock = {"read": True, "key_share": True} if holds else None
        team = session.get(Team, wish.team_id, with_for_update=lock)
        if team is None or not team.active:
            raise UserError("assign.no_team")
        name, team_company = team.name, team.company_id
    if wish.staff_id is not None:
        find = held_person if holds else _person
        staff = find(session, wish.staff_id)
        if staff is None or not staff.active:
            raise UserError("assign.inactive", name="" if staff is None else staff.name)
        if staff.role not in roles_with(Permission.WORK_CASES):
            raise UserError("assign.no_right", name=staff.name)
        login, name = staff.login, staff.name
        reach = select(StaffCompany.company_id).where(StaffCompany.staff_id == staff.id)
        companies = frozenset(session.scalars(reach))
    return Receiver(login, name, companies, team_company)


def _person(session: Session, staff_id: int) -> Staff | None:
    return session.get(Staff, staff_id)


def _close(row: Row[Any], _wish: BulkWish) -> str:
    if row.state is CaseState.CLOSED:
        return "case.closed"
    if row.bank_state in UNDECIDED:
        return "case.bank_change_open"
    return "case.correction_open" if row.bank_state is BankChangeState.CORRECTING else ""


def _wait(row: Row[Any], _wish: BulkWish) -> str:
    if row.state is CaseState.CLOSED:
        return "case.closed"
    return "case.proposed" if row.state is CaseState.PROPOSED else ""


def _assign(row: Row[Any], wish: BulkWish) -> str:
    if row.state is CaseState.CLOSED:
        return "case.closed"
    team = row.team_id if wish.team_id is None else wish.team_id
    if (row.assignee_id, row.team_id) != (wish.staff_id, team):
        return ""
    return "case.unassigned" if wish.staff_id is None and wish.team_id is None else "assign.already"


def _prioritise(row: Row[Any], wish: BulkWish) -> str:
    if row.state is CaseState.CLOSED:
        return "case.closed"
    decided = row.priority is wish.priority and row.suggested_priority is None
    return "bulk.priority_already" if decided else ""


def _tag(_row: Row[Any], _wish: BulkWish) -> str:
    return ""


def _answer(row: Row[Any], wish: BulkWish) -> str:
    """Whether it is closed by it; what it says is found when it is written."""
    if row.merged_into_id is not None:
        return "case.merged"
    return _close(row, wish) if wish.closes else ""


_JUDGES = {
    BulkKind.CLOSE: _close,
    BulkKind.WAIT: _wait,
    BulkKind.ASSIGN: _assign,
    BulkKind.PRIORITY: _prioritise,
    BulkKind.TAG: _tag,
    BulkKind.REPLY: _answer,
}
