"""What screens are told of certificates: frozen rows, as of the moment they were read."""

from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.certificates import CertificateField, CertificateKind, ValueKind
from desktop.domain.documents import CertificateState
from desktop.services.documents.view import DocumentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field: its value, and what the contract shows today.

    ``is_missing``: without it the certificate cannot be issued.
    """

    name: CertificateField
    value_kind: ValueKind
    needed: bool
    value: str = field(repr=False)
    in_contract: str = field(repr=False)

    @property
    def is_missing(self) -> bool:
        """Whether a person still has to give it."""
        return self.needed and not self.value

    @property
    def differs(self) -> bool:
        """Whether the contract shows something else today."""
        return bool(self.in_contract) and self.in_contract != self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """A certificate with its values. ``undo_until`` is None once issuing cannot be undone.

    ``asked_by`` is empty for the portal, ``issued_by`` for the program itself. ``by_portal`` tells
    that a tenant asked for it there. ``document`` is the paper as it lies in the account, once
    there is one.
    """

    certificate_id: int
    version: int
    tenancy_id: int
    company_id: int
    kind: CertificateKind
    state: CertificateState
    fields: tuple[FieldView, ...]
    addressee: str
    asked_at: datetime
    asked_by: str
    by_portal: bool
    issued_at: datetime | None
    issued_by: str
    document_id: int | None
    undo_until: datetime | None
    case_id: int | None
    case_reference: str
    document: DocumentRow | None = None

    @property
    def missing(self) -> tuple[FieldView, ...]:
        """What a person still has to give, in the order of the paper."""
        return tuple(one for one in self.fields if one.is_missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """The certificates of a contract or of a case, the newest first; ``kinds`` can be begun."""

    tenancy_id: int
    kinds: tuple[CertificateKind, ...]
    certificates: tuple[CertificateView, ...]
