"""What certificates, their fields and their states are called on the screen."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.certificates import CertificateField, CertificateKind
from desktop.domain.documents import CertificateState
from desktop.texts import mark, tr

_KINDS: Mapping[CertificateKind, str] = MappingProxyType(
    {
        CertificateKind.RENT: mark("Mietbescheinigung"),
        CertificateKind.LANDLORD: mark("Wohnungsgeberbestätigung"),
        CertificateKind.PERIOD: mark("Mietzeitbescheinigung"),
    }
)
_FIELDS: Mapping[CertificateField, str] = MappingProxyType(
    {
        CertificateField.TENANTS: mark("Mieterinnen und Mieter"),
        CertificateField.ADDRESS: mark("Anschrift"),
        CertificateField.POSITION: mark("Lage im Haus"),
        CertificateField.AREA: mark("Wohnfläche"),
        CertificateField.STARTS_ON: mark("Beginn des Mietverhältnisses"),
        CertificateField.ENDS_ON: mark("Ende des Mietverhältnisses"),
        CertificateField.RENT_COLD: mark("Grundmiete im Monat"),
        CertificateField.RENT_ANCILLARY: mark("Nebenkosten im Monat"),
        CertificateField.PURPOSE: mark("Zweck"),
        CertificateField.LANDLORD: mark("Wohnungsgeber mit Anschrift"),
        CertificateField.OWNER: mark("Eigentümer, wenn ein anderer"),
        CertificateField.MOVED_IN_ON: mark("Eingezogen am"),
        CertificateField.PERSONS: mark("Eingezogene Personen"),
    }
)
_STATES: Mapping[CertificateState, str] = MappingProxyType(
    {
        CertificateState.INCOMPLETE: mark("unvollständig"),
        CertificateState.DRAFT: mark("vollständig, nicht ausgestellt"),
        CertificateState.ISSUED: mark("ausgestellt"),
        CertificateState.CANCELLED: mark("verworfen"),
    }
)


def kind_name(kind: CertificateKind) -> str:
    """Return what a kind of certificate is called."""
    return tr(_KINDS[kind])


def field_name(field: CertificateField) -> str:
    """Return what a field is called."""
    return tr(_FIELDS[field])


def state_name(state: CertificateState) -> str:
    """Return where a certificate stands, in words."""
    return tr(_STATES[state])
