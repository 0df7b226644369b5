"""Place holders of prepared replies: their names, and the gaps that stand where a value is missing.

Files and rows hold them by code (``{contract}``); whoever writes a reply sees and types the German
name (``{Vertrag}``), because the text around it is German, whatever the interface speaks. A value
that is not there becomes a visible gap (``«Vertrag fehlt»``), and nothing leaves with a gap in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One place holder.

    ``sample`` stands in a preview where no case is at hand. ``by_hand``: nobody but the person who
    writes knows the value, so it is always a gap at first.
    """

    code: str
    name: str
    sample: str
    by_hand: bool = False

    @property
    def gap(self) -> str:
        """What stands in the text while the value is missing."""
        return gap(self.name)


_ALL = (
    Placeholder("salutation", "Anrede", "Guten Tag Frau Musterbach"),
    Placeholder("tenant", "Mieter", "Aylin Musterbach"),
    Placeholder("contract", "Vertrag", "10.4417.0302"),
    Placeholder("address", "Mietobjekt", "Musterkehre 12, 22041 Hamburg"),
    Placeholder("unit", "Mieteinheit", "0302"),
    Placeholder("reference", "Vorgang", "2026-000123"),
    Placeholder("category", "Kategorie", "Schadensmeldung"),
    Placeholder("subject", "Anliegen", "Heizung wird nicht warm"),
    Placeholder("received_on", "Eingangsdatum", "18.11.2026"),
    Placeholder("today", "Datum", "23.11.2026"),
    Placeholder("due_on", "Frist", "02.12.2026"),
    Placeholder("waiting_until", "Antwortfrist", "30.11.2026"),
    Placeholder("missing_list", "Offene Angaben", "– Hausnummer"),
    Placeholder("findings", "Prüfergebnisse", "– SEPA-Mandat: Datum der Unterschrift fehlt"),
    Placeholder("staff", "Sachbearbeitung", "Jette Modell"),
    Placeholder("company", "Gesellschaft", "THOR Wohnen"),
    Placeholder("company_phone", "Telefon", "040 66969 100"),
    Placeholder("company_email", "E-Mail", "mieterservice@thor.example"),
    Placeholder("company_website", "Internetseite", "www.thor.example"),
    Placeholder("service_hours", "Servicezeiten", "Mo bis Fr, 8 bis 16 Uhr"),
    Placeholder("holder", "Kontoinhaber", "Aylin Musterbach"),
    Placeholder("iban_masked", "IBAN", "DE02 •••• 2051"),
    Placeholder("mandate_reference", "Mandatsreferenz", "M-10.4417.0302-2"),
    Placeholder("creditor_id", "Gläubiger-ID", "DE98ZZZ09999999999"),
    Placeholder("cutoff_on", "Stichtag", "20.11.2026"),
    Placeholder("file_on", "Lastschriftdatei", "30.11.2026"),
    Placeholder("collection_on", "Erster Einzug", "01.12.2026"),
    Placeholder("promised_on", "Zugesagter Einzug", "01.12.2026"),
    Placeholder("contractor", "Handwerksbetrieb", "Musterbau GmbH"),
    Placeholder("order_due_on", "Auftragsfrist", "27.11.2026"),
    Placeholder("appointment", "Termin", "25.11.2026, 10:00 Uhr", by_hand=True),
    Placeholder("question", "Rückfrage", "In welchem Zimmer ist die Stelle?", by_hand=True),
    Placeholder("answer", "Auskunft", "Die Hausordnung hängt im Treppenhaus.", by_hand=True),
    Placeholder("document", "Unterlage", "Betriebskostenabrechnung 2025", by_hand=True),
    Placeholder("reason", "Grund", "Der Zeitraum liegt vor Vertragsbeginn.", by_hand=True),
)
PLACEHOLDERS: Mapping[str, Placeholder] = MappingProxyType({one.code: one for one in _ALL})
"""What a template may ask for, by code; IBANs only masked."""

_BY_NAME = {one.name.casefold(): one for one in _ALL}
_PLURAL = frozenset({"Offene Angaben", "Prüfergebnisse", "Servicezeiten"})
_PLACE = re.compile(r"\{([^{}\n]{1,60})\}")
_GAP = re.compile(r"«[^«»\n]{1,60} (?:fehlt|fehlen)»")


def gap(name: str) -> str:
    """Return the visible gap that a place holder of this name leaves."""
    return f"«{name} {'fehlen' if name in _PLURAL else 'fehlt'}»"


def gaps_in(text: str) -> tuple[str, ...]:
    """Return the gaps that stand in a text, in their order, each once."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


def gap_places(text: str) -> tuple[tuple[int, int], ...]:
    """Return begin and end of every gap in a text."""
    return tuple(found.span() for found in _GAP.finditer(text))


def require_no_gap(subject: str, text: str) -> None:
    """Refuse what still has a gap.

    Raises:
        UserError: ``message.gap`` with ``gap``, the first of them.
    """
    found = gaps_in(f"{subject}\n{text}")
    if found:
        raise UserError("message.gap", gap=found[0])


def names_in(text: str) -> tuple[str, ...]:
    """Return what stands in braces in a text, in its order, each once."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its place holders filled; one without a value becomes a gap."""

    def value(found: re.Match[str]) -> str:
        code = found[1]
        known = PLACEHOLDERS.get(code)
        return values.get(code) or (gap(code) if known is None else known.gap)

    return _PLACE.sub(value, text)


def dotted(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its place holders filled; one without a value becomes ``…``."""
    return _PLACE.sub(lambda found: values.get(found[1]) or "…", text)


def to_codes(text: str) -> str:
    """Return a text as it is kept: every name in braces as its code.

    Raises:
        UserError: ``replies.unknown_placeholder`` with ``name``.
    """

    def code(found: re.Match[str]) -> str:
        known = _BY_NAME.get(" ".join(found[1].split()).casefold())
        if known is None:
            raise UserError("replies.unknown_placeholder", name=found[0])
        return f"{{{known.code}}}"

    return _PLACE.sub(code, text)


def to_names(text: str) -> str:
    """Return a kept text as people read and write it: every code in braces as its name."""

    def name(found: re.Match[str]) -> str:
        known = PLACEHOLDERS.get(found[1])
        return found[0] if known is None else f"{{{known.name}}}"

    return _PLACE.sub(name, text)
