"""Intentions of a person towards a bank change.

Every ``expected_version`` is the version of the case as shown (``BankChangeView.case.header``);
where what a command depends on changed since, it raises ``UserError("conflict.changed")`` with
``by``, ``at``, ``changes`` and ``version``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.domain.application_form import FormField
from desktop.domain.findings import FindingParam
from desktop.services.cases.draft_commands import UNSEEN, DraftSeen


@dataclass(frozen=True, slots=True)
class AcknowledgeFinding:
    """Decide on one warning (Bestätigen, Vermerken), with a reason that is not empty.

    ``code`` and ``params`` are those of the finding as shown.
    """

    case_id: int
    code: str
    reason: str
    expected_version: int
    params: Mapping[str, FindingParam] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Propose:
    """Hand the application to a second person (Zur Freigabe)."""

    case_id: int
    expected_version: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Put the proposed bank details and mandate in force (Freigeben)."""

    case_id: int
    expected_version: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SendBack:
    """Return a proposal to the clerk with the reason (Zurückgeben)."""

    case_id: int
    reason: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class ProposeCorrection:
    """Ask a second person to take a release back, with the reason."""

    case_id: int
    reason: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class ReleaseCorrection:
    """Take a release back: what was before holds again."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the application and tell the tenant.

    ``reason_code`` is one of ``bank_changes.rejection_reasons``; ``way`` the key of the reply way
    as for ``SendMessage``; ``subject`` and ``text`` are the prepared reply as edited.
    """

    case_id: int
    reason_code: str
    way: str
    subject: str
    text: str
    expected_version: int
    draft: DraftSeen = UNSEEN


@dataclass(frozen=True, slots=True)
class EditApplication:
    """Correct or complete fields of an open application.

    ``values`` are texts by field as in ``domain.application_form``: only those the person changed.
    """

    case_id: int
    values: Mapping[FormField, str]
    expected_version: int
    draft: DraftSeen = UNSEEN


@dataclass(frozen=True, slots=True)
class ApplyToContracts:
    """Use the same bank details for other contracts of the tenant, each by a change of its own."""

    case_id: int
    tenancy_ids: tuple[int, ...]
    expected_version: int


@dataclass(frozen=True, slots=True)
class RevealCurrentIban:
    """Show the tenancy's present IBAN in full; logged before it is returned."""

    case_id: int


@dataclass(frozen=True, slots=True)
class CopyIban:
    """Log that the new IBAN was copied; the copied text has no blanks."""

    case_id: int
