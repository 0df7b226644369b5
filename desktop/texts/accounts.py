"""Words about tenant accounts: codes, portal, consents, and what happened with a contract."""

from datetime import date, datetime

from desktop.domain.accounts import ConsentKind, ContactState, EchoState, MeterKind
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.portal_steps import PortalStepKind
from desktop.domain.registration_report import reported_reason
from desktop.texts import mark, ntr, tr
from desktop.texts.dates import berlin_clock, full_date
from desktop.texts.registration_table import REASONS

_CODE_STATES = {
    CodeState.REQUESTED: mark("vorgemerkt"),
    CodeState.ISSUED: mark("ausgestellt"),
    CodeState.POSTED: mark("versendet"),
    CodeState.REDEEMED: mark("eingelöst"),
    CodeState.REVOKED: mark("widerrufen"),
    CodeState.EXPIRED: mark("abgelaufen"),
    CodeState.RETURNED: mark("Rückläufer"),
    CodeState.LOCKED: mark("gesperrt"),
}
_REASONS = {
    RevocationReason.NEWER_LETTER: mark("durch neueren Brief"),
    RevocationReason.BY_PERSON: mark("durch die Verwaltung"),
    RevocationReason.REGISTERED: mark("das Konto ist schon offen"),
    RevocationReason.ACCOUNT_CLOSED: mark("Konto geschlossen"),
    RevocationReason.RETURNED: mark("Brief kam zurück"),
}
_PORTAL_STATES = {
    PortalAccountState.INVITED: mark("eingeladen"),
    PortalAccountState.REGISTERED: mark("registriert"),
    PortalAccountState.ACTIVATED: mark("aktiviert"),
    PortalAccountState.LOCKED: mark("gesperrt"),
    PortalAccountState.CLOSED: mark("geschlossen"),
}
_STEPS = {
    PortalStepKind.ISSUED: mark("Code ausgestellt"),
    PortalStepKind.POSTED: mark("versendet"),
    PortalStepKind.REGISTERED: mark("registriert"),
    PortalStepKind.ACTIVATED: mark("aktiviert"),
}
_CONSENTS = {
    ConsentKind.TERMS: mark("Nutzungsbedingungen"),
    ConsentKind.PRIVACY: mark("Datenschutzhinweise"),
    ConsentKind.ELECTRONIC_DELIVERY: mark("Elektronische Zustellung"),
}
_METERS = {
    MeterKind.HEAT: mark("Heizung"),
    MeterKind.HOT_WATER: mark("Warmwasser"),
    MeterKind.COLD_WATER: mark("Kaltwasser"),
}
_VERSIONS = {
    VersionState.CURRENT: mark("gilt"),
    VersionState.SUPERSEDED: mark("ersetzt"),
    VersionState.WITHDRAWN: mark("zurückgenommen"),
    VersionState.CORRECTED: mark("berichtigt"),
}
_MANDATES = {
    MandateStatus.NEW: mark("neu"),
    MandateStatus.ACTIVE: mark("gilt"),
    MandateStatus.AMENDED: mark("geändert"),
    MandateStatus.SUPERSEDED: mark("ersetzt"),
    MandateStatus.REVOKED: mark("widerrufen"),
    MandateStatus.LAPSED: mark("erloschen"),
    MandateStatus.WITHDRAWN: mark("zurückgenommen"),
    MandateStatus.CORRECTED: mark("berichtigt"),
}
_ECHOES = {
    EchoState.WAITING: mark("wartet auf ERP"),
    EchoState.CONFIRMED: mark("vom ERP bestätigt"),
    EchoState.CONTRADICTED: mark("ERP meldet anderes"),
    EchoState.REPLACED: mark("durch Neueres ersetzt"),
}
_UNITS = {
    UnitKind.FLAT: mark("Wohnung"),
    UnitKind.PARKING: mark("Stellplatz"),
    UnitKind.COMMERCIAL: mark("Gewerbe"),
}
_CONTACTS = {
    ContactKind.EMAIL: mark("E-Mail-Adresse"),
    ContactKind.TELEPHONE: mark("Telefonnummer"),
    ContactKind.ADDRESS: mark("Postanschrift"),
}
_CHANNELS = {Channel.PORTAL: mark("über das Portal"), Channel.APP: mark("über die App")}


def code_state_text(state: CodeState) -> str:
    """Return where a code stands."""
    return tr(_CODE_STATES[state])


def attempt_text(word: str) -> str:
    """Return why a registration failed, as the portal says; a word nobody knows stands as it is."""
    reason = reported_reason(word)
    return word if reason is None else tr(REASONS[reason].title)


def end_reason_text(reason: RevocationReason | None) -> str:
    """Return why a code ended; empty where nobody said so."""
    return "" if reason is None else tr(_REASONS[reason])


def masked_code(last_two: str) -> str:
    """Return a code as it is shown: its last two symbols behind dots; a dash before it exists."""
    return f"••{last_two}" if last_two else "–"


def portal_state_text(state: PortalAccountState | None) -> str:
    """Return how far somebody's access to the portal is."""
    return tr("kein Konto") if state is None else tr(_PORTAL_STATES[state])


def step_text(kind: PortalStepKind) -> str:
    """Return the name of a step into the portal."""
    return tr(_STEPS[kind])


def consent_text(kind: ConsentKind) -> str:
    """Return what somebody agrees to or acknowledges."""
    return tr(_CONSENTS[kind])


def meter_text(kind: MeterKind) -> str:
    """Return what a meter counts."""
    return tr(_METERS[kind])


def version_text(state: VersionState) -> str:
    """Return whether a version of bank details is in force."""
    return tr(_VERSIONS[state])


def mandate_text(state: MandateStatus) -> str:
    """Return whether a version of a mandate is in force."""
    return tr(_MANDATES[state])


def echo_text(state: EchoState) -> str:
    """Return how far a released value is on its way through the ERP."""
    return tr(_ECHOES[state])


def unit_kind_text(kind: UnitKind) -> str:
    """Return what is let."""
    return tr(_UNITS[kind])


def unit_line(kind: UnitKind, number: str, place: str) -> str:
    """Return what is let with its number and where it lies: "Wohnung 18 · EG rechts".

    ``place`` is as ``unit_text`` says it; where that names the kind or the number again, or is
    nothing else, it is said once: "Stellplatz 62".
    """
    word = unit_kind_text(kind)
    rest = place.removeprefix(word).strip()
    return f"{word} {number}" if rest in ("", number) else f"{word} {number} · {rest}"


def payment_text(method: PaymentMethod) -> str:
    """Return how the rent is paid."""
    return tr("Lastschrift") if method is PaymentMethod.DIRECT_DEBIT else tr("Überweisung")


def called_text(masked: str, known_since: date | None, reason: str) -> str:
    """Return which number was called back, masked, and whose word it is that it is an old one.

    ``reason`` says where a number was found that the account did not know, "" where it did.
    """
    if not masked or known_since is None:
        return tr("Rückruf geführt.")
    since = full_date(known_since)
    if reason:
        return tr(
            "Rückruf unter {number} aus der Akte, bekannt seit {date} ({reason}).",
            number=masked,
            date=since,
            reason=reason,
        )
    return tr("Rückruf unter {number}, hier bekannt seit {date}.", number=masked, date=since)


def contact_text(kind: ContactKind) -> str:
    """Return what kind of contact data was changed."""
    return tr(_CONTACTS[kind])


def contact_state_text(state: ContactState | None) -> str:
    """Return what became of a change of contact data, where it did not simply come to count."""
    if state is ContactState.REFUSED:
        return tr("nicht übernommen")
    return tr("zurückgenommen") if state is ContactState.UNDONE else ""


def channel_text(channel: Channel | None) -> str:
    """Return by which way somebody registered; empty for other ways."""
    text = _CHANNELS.get(channel) if channel is not None else None
    return "" if text is None else tr(text)


def day_of(at: datetime | None) -> str:
    """Return the Berlin day of an instant in full, a dash where there is none."""
    return "–" if at is None else full_date(berlin_clock(at).date())


def waited_text(since: datetime | None, today: date) -> str:
    """Return for how long something has been waited for, in days."""
    if since is None:
        return tr("offen")
    days = (today - berlin_clock(since).date()).days
    if days <= 0:
        return tr("seit heute")
    return ntr("seit {n} Tag", "seit {n} Tagen", days)


def names_text(names: tuple[str, ...]) -> str:
    """Return the names of a household: people of one surname share it."""
    if not names:
        return tr("Niemand eingetragen")
    surnames = {name.rpartition(" ")[2] for name in names}
    shown = list(names)
    if len(names) > 1 and len(surnames) == 1:
        shown = [*(name.rpartition(" ")[0] or name for name in names[:-1]), names[-1]]
    if len(shown) == 1:
        return shown[0]
    return tr("{first} und {last}", first=", ".join(shown[:-1]), last=shown[-1])
