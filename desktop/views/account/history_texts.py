"""One sentence for each entry of an account's time line."""

from __future__ import annotations

from desktop.domain.accounts import AccountStep
from desktop.domain.code_states import CodeState
from desktop.services.accounts.history import HistoryEntry, HistoryKind
from desktop.texts import tr
from desktop.texts.accounts import (
    attempt_text,
    channel_text,
    code_state_text,
    consent_text,
    contact_state_text,
    contact_text,
    masked_code,
)
from desktop.texts.dates import berlin_clock, full_date, plain_time
from desktop.texts.documents import request_state_name


def when_text(entry: HistoryEntry) -> str:
    """The day of an entry, with the time where it is known."""
    day = full_date(berlin_clock(entry.at).date())
    return f"{day}, {plain_time(entry.at)}" if entry.has_time else day


def what_text(entry: HistoryEntry) -> str:
    """What happened, in one line."""
    said = _said(entry)
    detail = _detail(entry)
    return f"{said}: {detail}" if detail else said


def who_text(entry: HistoryEntry) -> str:
    """Whom it is about, and who of the staff did it."""
    return " · ".join(part for part in (entry.person, entry.by) if part)


def topic_text(kind: HistoryKind) -> str:
    """The heading under which an entry can be chosen."""
    if kind in _PORTAL:
        return tr("Portal")
    if kind in (HistoryKind.CASE_RECEIVED, HistoryKind.CASE_CLOSED):
        return tr("Vorgang")
    if kind in (HistoryKind.BANK_DETAILS, HistoryKind.MANDATE, HistoryKind.MANDATE_REVOKED):
        return tr("Zahlung")
    if kind is HistoryKind.CONTACT_CHANGED:
        return tr("Kontakt")
    if kind in _PAPERS:
        return tr("Dokument")
    return tr("Notiz") if kind is HistoryKind.NOTE else tr("Vertrag")


_PAPERS = frozenset(
    {
        HistoryKind.DOCUMENT_PUBLISHED,
        HistoryKind.DOCUMENT_READ,
        HistoryKind.DOCUMENT_RECALLED,
        HistoryKind.ARCHIVE_ASKED,
        HistoryKind.ARCHIVE_ENDED,
        HistoryKind.HOLD_SET,
        HistoryKind.HOLD_LIFTED,
    }
)
_PORTAL = frozenset(
    {
        HistoryKind.CODE_REQUESTED,
        HistoryKind.CODE_RELEASED,
        HistoryKind.CODE_ISSUED,
        HistoryKind.CODE_POSTED,
        HistoryKind.CODE_ENDED,
        HistoryKind.ACCOUNT,
        HistoryKind.ATTEMPT,
        HistoryKind.CONSENT_GIVEN,
        HistoryKind.CONSENT_WITHDRAWN,
    }
)


def _said(entry: HistoryEntry) -> str:
    plain = {
        HistoryKind.CONTRACT_BEGAN: tr("Mietverhältnis beginnt"),
        HistoryKind.CONTRACT_ENDED: tr("Mietverhältnis endet"),
        HistoryKind.PARTY_CAME: tr("Vertragspartei kommt hinzu"),
        HistoryKind.PARTY_LEFT: tr("Vertragspartei scheidet aus"),
        HistoryKind.CODE_REQUESTED: tr("Registrierungsbrief vorgemerkt"),
        HistoryKind.CODE_RELEASED: tr("Registrierungsbrief freigegeben"),
        HistoryKind.CODE_ISSUED: tr("Registrierungscode ausgestellt"),
        HistoryKind.CODE_POSTED: tr("Registrierungsbrief versendet"),
        HistoryKind.CONSENT_GIVEN: tr("Erklärung im Portal"),
        HistoryKind.CONSENT_WITHDRAWN: tr("Einwilligung widerrufen"),
        HistoryKind.ATTEMPT: tr("Registrierung fehlgeschlagen"),
        HistoryKind.CASE_RECEIVED: tr("Vorgang eingegangen"),
        HistoryKind.CASE_CLOSED: tr("Vorgang abgeschlossen"),
        HistoryKind.BANK_DETAILS: tr("Bankverbindung"),
        HistoryKind.MANDATE: tr("SEPA-Mandat unterschrieben"),
        HistoryKind.MANDATE_REVOKED: tr("SEPA-Mandat widerrufen"),
        HistoryKind.NOTE: tr("Interne Notiz"),
        HistoryKind.DOCUMENT_PUBLISHED: tr("Dokument veröffentlicht"),
        HistoryKind.DOCUMENT_READ: tr("Dokument im Portal gelesen"),
        HistoryKind.DOCUMENT_RECALLED: tr("Dokument zurückgerufen"),
        HistoryKind.ARCHIVE_ASKED: tr("Im Archiv angefragt"),
        HistoryKind.ARCHIVE_ENDED: tr("Anfrage an das Archiv beendet"),
        HistoryKind.HOLD_SET: tr("Löschsperre gesetzt"),
        HistoryKind.HOLD_LIFTED: tr("Löschsperre aufgehoben"),
    }
    if entry.kind is HistoryKind.CODE_ENDED:
        return _code_ended(entry.code_state)
    if entry.step is not None:
        return account_step_text(entry.step)
    if entry.kind is HistoryKind.CONTACT_CHANGED and entry.contact is not None:
        return tr("{what} geändert", what=contact_text(entry.contact))
    return plain[entry.kind]


def _code_ended(state: CodeState | None) -> str:
    if state is None:
        return tr("Registrierungscode beendet")
    return tr("Registrierungscode {state}", state=code_state_text(state))


def account_step_text(step: AccountStep) -> str:
    """What happened to a portal account."""
    texts = {
        AccountStep.REGISTERED: tr("Im Portal registriert"),
        AccountStep.DOUBTED: tr("Im Portal registriert, mit einem Code, der nicht gilt"),
        AccountStep.ACTIVATED: tr("Portal-Konto aktiviert"),
        AccountStep.LOCKED: tr("Portal-Konto gesperrt"),
        AccountStep.UNLOCKED: tr("Portal-Konto entsperrt"),
        AccountStep.CLOSED: tr("Portal-Konto geschlossen"),
        AccountStep.LETTER_RETURNED: tr("Registrierungsbrief kam zurück"),
    }
    return texts[step]


def _detail(entry: HistoryEntry) -> str:
    if entry.kind in (
        HistoryKind.CODE_REQUESTED,
        HistoryKind.CODE_RELEASED,
        HistoryKind.CODE_ISSUED,
        HistoryKind.CODE_POSTED,
        HistoryKind.CODE_ENDED,
    ):
        code = masked_code(entry.text) if entry.text else ""
        return _joined(code, entry.word)
    if entry.consent is not None:
        version = tr("Fassung {version}", version=entry.text) if entry.text else ""
        return _joined(consent_text(entry.consent), version)
    if entry.kind is HistoryKind.CONTACT_CHANGED:
        return _joined(entry.text, contact_state_text(entry.contact_state))
    if entry.request is not None:
        return _joined(entry.text, request_state_name(entry.request))
    if entry.kind is HistoryKind.ATTEMPT:
        return _joined(attempt_text(entry.word), entry.text, channel_text(entry.channel))
    if entry.kind is HistoryKind.ACCOUNT:
        return _joined(channel_text(entry.channel), entry.text)
    return entry.text.replace("\n", " ")


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
