"""What somebody does with certificates."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.domain.certificates import CertificateField, CertificateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareCertificate:
    """Begin a certificate for a contract: what the contract shows is filled in.

    ``tenant_id`` is who asked for it (None: who wrote the case in the portal, else the first
    party). ``values`` are typed ones beyond.
    """

    tenancy_id: int
    kind: CertificateKind
    case_id: int | None = None
    tenant_id: int | None = None
    values: Mapping[CertificateField, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillCertificate:
    """Set values of a certificate as they are typed; an empty one is not known any more."""

    certificate_id: int
    version: int
    values: Mapping[CertificateField, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCertificate:
    """Make the PDF and publish it, as the person saw the values (``version``)."""

    certificate_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCertificateAside:
    """Cancel a certificate that nobody needs any more, or take that back."""

    certificate_id: int
    version: int
