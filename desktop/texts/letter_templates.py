"""The words of the area *Briefvorlagen*: what letters and their parts are called."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.certificates import CertificateKind
from desktop.domain.code_letter import Part
from desktop.texts import mark, tr

_NAMES: Mapping[Part, str] = MappingProxyType(
    {
        Part.HEAD_NAME: mark("Name im Briefkopf"),
        Part.HEAD_LINE: mark("Zeile darunter"),
        Part.HEAD_SENDER: mark("Absender über der Anschrift"),
        Part.FOOT_LEFT: mark("Fuß links"),
        Part.FOOT_MIDDLE: mark("Fuß Mitte"),
        Part.FOOT_RIGHT: mark("Fuß rechts"),
        Part.PORTAL: mark("Adresse des Portals"),
        Part.SUBJECT: mark("Betreff"),
        Part.INTRO: mark("Einleitung"),
        Part.STEPS_HEADING: mark("Überschrift der Schritte"),
        Part.STEPS: mark("Schritte, je Zeile einer"),
        Part.APP: mark("Anmeldung mit der App"),
        Part.OLD_CODES: mark("Ältere Codes"),
        Part.CAUTION: mark("Sicherheitshinweis"),
        Part.CLOSING: mark("Grußformel"),
        Part.SIGNATURE: mark("Unterschrift"),
    }
)


_TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "registration_code": mark("Brief mit Registrierungscode"),
        CertificateKind.RENT.template_kind: mark("Mietbescheinigung"),
        CertificateKind.LANDLORD.template_kind: mark("Wohnungsgeberbestätigung"),
        CertificateKind.PERIOD.template_kind: mark("Mietzeitbescheinigung"),
    }
)


def template_name(kind: str) -> str:
    """Return what a kind of template is called."""
    return tr(_TEMPLATES[kind])


def part_name(part: Part) -> str:
    """Return what a part is called."""
    return tr(_NAMES[part])
