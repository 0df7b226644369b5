"""Values the audit log noted beside an act, in words: states, kinds, names of fields.

They are kept as the program calls them. What is in no table here (names of people, numbers,
references, what a newer program wrote) stays as it was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from desktop.domain.accounts import AddressChoice, LockReason, MasterDataKind
from desktop.domain.address_guard import GuardWay
from desktop.domain.application_form import FormField
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import Channel
from desktop.domain.certificates import CertificateField, CertificateKind
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.documents import (
    CertificateState,
    DeliveryWay,
    DocumentKind,
    RecallReason,
    RequestState,
)
from desktop.domain.findings import FindingCode
from desktop.domain.kinds import PortalAccountState, PrintWay, Role
from desktop.domain.mandate import MandateStatus
from desktop.domain.work import BulkKind, Priority
from desktop.texts import accounts, bulk, certificates, companies, documents, mark, master_data, tr
from desktop.texts.acting import priority_text
from desktop.texts.case_changes import form_label
from desktop.texts.channels import channel_name
from desktop.texts.finding_table import TEXTS
from desktop.texts.people import role_text

_Reader = Callable[[str], str]
_Stored = TypeVar("_Stored", bound=StrEnum)

_LOCKED = MappingProxyType(
    {
        LockReason.SUSPICION: mark("Verdacht"),
        LockReason.TENANT_ASKED: mark("Wunsch der Mietpartei"),
        LockReason.TENANCY_ENDED: mark("Vertrag beendet"),
        LockReason.CLOSED: mark("geschlossen"),
        LockReason.OTHER: mark("Anderer Grund"),
    }
)
_GUARDS = MappingProxyType(
    {
        GuardWay.CALL_BACK: mark("Rückruf"),
        GuardWay.UNCHANGED_ADDRESS: mark("unveränderte Anschrift"),
    }
)
_ADDRESSES = MappingProxyType(
    {AddressChoice.POSTAL: mark("Postanschrift"), AddressChoice.UNIT: mark("Mieteinheit")}
)
_PRINTED = MappingProxyType({PrintWay.PRINTER: mark("Drucker"), PrintWay.FILE: mark("Datei")})
_SETTINGS = MappingProxyType(
    {
        "active": mark("Zugelassen"),
        "closing_days": mark("Schließtage"),
        "code_guard_days": mark("Schutz nach neuer Anschrift in Tagen"),
        "code_second_person": mark("Zweite Person für Registrierungscodes"),
        "code_valid_days": mark("Gültigkeit der Registrierungscodes in Tagen"),
        "companies": mark("Gesellschaften"),
        "cutoff_basis": mark("Der Stichtag gilt für"),
        "document_places": mark("Ablage der Dokumente"),
        "emergency_phone": mark("Notrufnummer"),
        "erp_echo_days": mark("Frist für die Rückmeldung des ERP in Tagen"),
        "extra_holidays": mark("Örtliche Feiertage"),
        "federal_state": mark("Bundesland"),
        "four_eyes": mark("Freigabe durch eine zweite Person"),
        "initials": mark("Kürzel"),
        "max_attachment_bytes": mark("Größte Datei in MB"),
        "max_event_bytes": mark("Alle Dateien zusammen in MB"),
        "members": mark("Mitglieder"),
        "name": mark("Name"),
        "office_hours": mark("Bürozeiten"),
        "new_mandate_for_bank_change": mark("Andere Bank braucht neues Mandat"),
        "prenotification_severity": mark("Zu kurze Vorankündigung"),
        "role": mark("Rolle"),
        "self_payers_allowed": mark("Selbstzahler brauchen kein Mandat"),
        "workday_week": mark("Werktage"),
    }
)
"""Names of settings that are in none of the tables of ``desktop.texts.companies``."""


def _of(stored: type[_Stored], text: Callable[[_Stored], str]) -> _Reader:
    """Read values of an enumeration; what is none of them stays as it is."""
    known = frozenset(stored)

    def read(value: str) -> str:
        return text(stored(value)) if value in known else value

    return read


def _setting(name: str) -> str:
    if companies.is_rule(name):
        return companies.rule_name(name)
    if companies.is_detail(name) and name != "name":
        return companies.detail_name(name)
    return tr(_SETTINGS.get(name, name))


_PRIORITY = _of(Priority, priority_text)
_DOCUMENT = _of(DocumentKind, documents.document_kind_name)
_CERTIFICATE = _of(CertificateKind, certificates.kind_name)
_ACT = _of(BulkKind, bulk.kind_title)
_CONTACT = _of(ContactKind, accounts.contact_text)
_PRINTING = _of(PrintWay, lambda way: tr(_PRINTED[way]))
_LOCKING = _of(LockReason, lambda reason: tr(_LOCKED[reason]))

_READERS: Final[Mapping[tuple[str, str], _Reader]] = MappingProxyType(
    {
        ("", "channel"): _of(Channel, channel_name),
        ("", "changed"): _setting,
        ("", "priority"): _PRIORITY,
        ("", "role"): _of(Role, role_text),
        ("", "suggested"): _PRIORITY,
        ("account", "reason"): _LOCKING,
        ("account", "state"): _of(PortalAccountState, accounts.portal_state_text),
        ("archive_request", "kind"): _DOCUMENT,
        ("archive_request", "state"): _of(RequestState, documents.request_state_name),
        ("bank_change", "fields"): _of(FormField, form_label),
        ("bulk", "kind"): _ACT,
        ("case", "before"): _PRIORITY,
        ("certificate", "kind"): _CERTIFICATE,
        ("certificate", "missing"): _of(CertificateField, certificates.field_name),
        ("certificate", "state"): _of(CertificateState, certificates.state_name),
        ("code", "address"): _of(AddressChoice, lambda choice: tr(_ADDRESSES[choice])),
        ("code", "guard"): _of(GuardWay, lambda way: tr(_GUARDS[way])),
        ("code", "reason"): _of(RevocationReason, accounts.end_reason_text),
        ("code", "state"): _of(CodeState, accounts.code_state_text),
        ("code", "way"): _PRINTING,
        ("contact", "kind"): _CONTACT,
        ("document", "kind"): _DOCUMENT,
        ("document", "reason"): _of(RecallReason, documents.recall_reason_name),
        ("document", "way"): _of(DeliveryWay, documents.way_name),
        ("finding", "code"): _of(FindingCode, lambda code: tr(TEXTS[code].title)),
        ("letters", "way"): _PRINTING,
        ("mandate", "state"): _of(MandateStatus, accounts.mandate_text),
        ("master_data", "kind"): _of(MasterDataKind, master_data.kind_name),
    }
)
"""By what was done to (nothing: whatever it was) and by the name of the detail."""


def value_text(action: str, key: str, value: str) -> str:
    """Return the value of a detail as people read it; values of a list are between ", "."""
    read = _READERS.get((action.partition(".")[0], key)) or _READERS.get(("", key))
    return value if read is None else ", ".join(read(one) for one in value.split(", "))
