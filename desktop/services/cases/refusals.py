"""Why a case cannot be what somebody would make of it; its page says so before anybody tries."""

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.bank_changes.surroundings import UNDECIDED

_UNFINISHED = (*UNDECIDED, BankChangeState.CORRECTING)


def why_not_recategorised(
    case: Case, change: BankChange | None, category: Category | None
) -> UserError | None:
    """Return why a case cannot go to a category, or (None) to any."""
    if case.state is CaseState.CLOSED:
        return UserError("case.closed")
    if change is not None and change.state is not BankChangeState.OPEN:
        return UserError("category.bank_change_decided")
    if category is not None and category.code == BANK_DETAILS and case.tenancy_id is None:
        return UserError("category.needs_contract")
    return None


def why_not_merged(case: Case, change: BankChange | None, into: Case | None) -> UserError | None:
    """Return why a case cannot go on in another one; ``into`` None: in any."""
    if case.state is CaseState.CLOSED:
        return UserError("case.closed")
    if change is not None and change.state in _UNFINISHED:
        return UserError("merge.bank_change_open")
    if into is None:
        return None
    if into.merged_into_id is not None:
        return UserError("merge.merged_itself")
    if into.state is CaseState.CLOSED:
        return UserError("merge.closed", reference=into.reference)
    if case.company_id != into.company_id:
        return UserError("merge.other_company")
    if None not in (case.tenancy_id, into.tenancy_id) and case.tenancy_id != into.tenancy_id:
        return UserError("merge.other_tenant")
    return None
