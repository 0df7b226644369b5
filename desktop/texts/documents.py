"""What documents of tenant accounts are called: kinds, ways and why, where they stand."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    RecallReason,
    RequestState,
    ScanState,
    WayReason,
)
from desktop.texts import mark, tr

_KINDS: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.CONTRACT: mark("Mietvertrag"),
        DocumentKind.OPERATING_COSTS: mark("Betriebskostenabrechnung"),
        DocumentKind.RENT_ADJUSTMENT: mark("Mietanpassung"),
        DocumentKind.RENT_CERTIFICATE: mark("Mietbescheinigung"),
        DocumentKind.LANDLORD_CONFIRMATION: mark("Wohnungsgeberbestätigung"),
        DocumentKind.HANDOVER_RECORD: mark("Übergabeprotokoll"),
        DocumentKind.HOUSE_RULES: mark("Hausordnung"),
        DocumentKind.ACCOUNT_STATEMENT: mark("Kontoauszug"),
        DocumentKind.LETTER: mark("Schreiben"),
        DocumentKind.OTHER: mark("Sonstiges Dokument"),
    }
)
_WAYS: Mapping[DeliveryWay, str] = MappingProxyType(
    {
        DeliveryWay.ELECTRONIC: mark("elektronisch"),
        DeliveryWay.POST: mark("per Post"),
        DeliveryWay.BOTH: mark("elektronisch und per Post"),
        DeliveryWay.NONE: mark("nicht betroffen"),
    }
)
_WAY_REASONS: Mapping[WayReason, str] = MappingProxyType(
    {
        WayReason.CONSENT: mark("hat der elektronischen Zustellung zugestimmt"),
        WayReason.NO_CONSENT: mark("hat der elektronischen Zustellung nicht zugestimmt"),
        WayReason.CONSENT_WITHDRAWN: mark(
            "hat die Zustimmung zur elektronischen Zustellung widerrufen"
        ),
        WayReason.NO_ACCOUNT: mark("hat kein aktiviertes Portal-Konto"),
        WayReason.ACCOUNT_LOCKED: mark("Portal-Konto ist gesperrt"),
        WayReason.ACCOUNT_DOUBTED: mark("Nicht geklärt, wem das Portal-Konto gehört"),
        WayReason.ACCOUNT_CLOSED: mark("Portal-Konto ist geschlossen"),
        WayReason.BY_HAND: mark("von Hand gewählt"),
        WayReason.NOT_CONCERNED: mark("gehörte im Zeitraum nicht zum Vertrag"),
    }
)
_RECALLS: Mapping[RecallReason, str] = MappingProxyType(
    {
        RecallReason.WRONG_TENANCY: mark("Falscher Vertrag"),
        RecallReason.WRONG_CONTENT: mark("Falscher Inhalt"),
        RecallReason.REPLACED: mark("Durch eine neue Version ersetzt"),
        RecallReason.BATCH_TAKEN_BACK: mark("Ganzer Stapel zurückgenommen"),
        RecallReason.OTHER: mark("Anderer Grund"),
    }
)
_SCANS: Mapping[ScanState, str] = MappingProxyType(
    {
        ScanState.NOT_SCANNED: mark("nicht auf Viren geprüft"),
        ScanState.CLEAN: mark("auf Viren geprüft"),
        ScanState.INFECTED: mark("Virenscanner hat etwas gefunden"),
    }
)
_REQUESTS: Mapping[RequestState, str] = MappingProxyType(
    {
        RequestState.OPEN: mark("angefragt"),
        RequestState.FOUND: mark("gefunden"),
        RequestState.NOT_FOUND: mark("nicht gefunden"),
        RequestState.CANCELLED: mark("abgebrochen"),
    }
)


def document_kind_name(kind: DocumentKind) -> str:
    """Return what a kind of document is called."""
    return tr(_KINDS[kind])


def way_name(way: DeliveryWay) -> str:
    """Return how a document reaches a party."""
    return tr(_WAYS[way])


def way_reason_text(reason: WayReason) -> str:
    """Return why it does so; stands behind the party's name."""
    return tr(_WAY_REASONS[reason])


def recall_reason_name(reason: RecallReason) -> str:
    """Return why a document was recalled."""
    return tr(_RECALLS[reason])


def scan_text(state: ScanState) -> str:
    """Return what is known of viruses; what was not scanned is never called clean."""
    return tr(_SCANS[state])


def request_state_name(state: RequestState) -> str:
    """Return where a request to the archive stands."""
    return tr(_REQUESTS[state])
