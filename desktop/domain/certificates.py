"""Certificates for tenants: which there are, what stands in each, what has to be known for it.

Values are texts as they stand in the paper: ``612,40 €``, ``58,40 m²``, ``01.04.2019``. Papers are
German, whatever language the interface speaks. Nothing is certified that the contract does not show
or a person does not say; what a tenant claims is no fact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.blank_text import one_line
from desktop.domain.code_letter import Part
from desktop.domain.documents import DocumentKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import UnitKind
from desktop.domain.letter import LetterBlock
from desktop.domain.master_data.findings import CellProblem
from desktop.domain.master_data.values import area, day, money
from desktop.domain.template_text import filled, filled_paragraphs

LONGEST_VALUE = 300
PARTS = (Part.SUBJECT, Part.INTRO, Part.CLOSING, Part.SIGNATURE)
"""What a company words itself; letterhead and foot are those of all its letters."""
NEEDED_PARTS = frozenset({Part.SUBJECT, Part.INTRO})
PLACES = ("Mieter", "Zweck", "Gesellschaft", "Datum")
"""What the texts may ask for."""
_WITHOUT_PURPOSE = "zur Vorlage bei der zuständigen Stelle"


class CertificateKind(StrEnum):
    """A certificate that can be made from what is known of a contract."""

    RENT = "rent_certificate"
    """*Mietbescheinigung*, such as for housing benefit."""
    LANDLORD = "landlord_confirmation"
    """*Wohnungsgeberbestätigung*, for the registration office (§ 19 BMG)."""
    PERIOD = "tenancy_period"
    """*Mietzeitbescheinigung*: from when until when somebody rented."""

    @property
    def template_kind(self) -> str:
        """The kind of its templates in ``letter_templates``."""
        return f"certificate.{self.value}"


class CertificateField(StrEnum):
    """One value of a certificate; the member's value is its name in the row."""

    TENANTS = "tenants"
    ADDRESS = "address"
    POSITION = "position"
    AREA = "area_m2"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    RENT_COLD = "rent_cold"
    RENT_ANCILLARY = "rent_ancillary"
    PURPOSE = "purpose"
    LANDLORD = "landlord"
    OWNER = "owner"
    MOVED_IN_ON = "moved_in_on"
    PERSONS = "persons"


class ValueKind(StrEnum):
    """How a value is typed and written."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of one kind of certificate.

    ``paper_name`` stands before its value in the paper; without one the value is only used in
    texts. ``needed``: without it nothing is issued.
    """

    field: CertificateField
    paper_name: str
    value_kind: ValueKind = ValueKind.TEXT
    needed: bool = True


_POSITION = FieldSpec(CertificateField.POSITION, "Lage im Haus", needed=False)
_HOME = (FieldSpec(CertificateField.ADDRESS, "Anschrift der Wohnung"), _POSITION)
_TIME = (
    FieldSpec(CertificateField.STARTS_ON, "Beginn des Mietverhältnisses", ValueKind.DATE),
    FieldSpec(CertificateField.ENDS_ON, "Ende des Mietverhältnisses", ValueKind.DATE, needed=False),
)
_PURPOSE = FieldSpec(CertificateField.PURPOSE, "", needed=False)

FIELDS: Mapping[CertificateKind, tuple[FieldSpec, ...]] = MappingProxyType(
    {
        CertificateKind.RENT: (
            FieldSpec(CertificateField.TENANTS, "Mieterinnen und Mieter"),
            *_HOME,
            FieldSpec(CertificateField.AREA, "Wohnfläche", ValueKind.AREA),
            *_TIME,
            FieldSpec(CertificateField.RENT_COLD, "Grundmiete im Monat", ValueKind.MONEY),
            FieldSpec(CertificateField.RENT_ANCILLARY, "Nebenkosten im Monat", ValueKind.MONEY),
            _PURPOSE,
        ),
        CertificateKind.LANDLORD: (
            FieldSpec(CertificateField.LANDLORD, "Wohnungsgeber"),
            FieldSpec(CertificateField.OWNER, "Eigentümer der Wohnung", needed=False),
            FieldSpec(CertificateField.MOVED_IN_ON, "Einzug am", ValueKind.DATE),
            *_HOME,
            FieldSpec(CertificateField.PERSONS, "Eingezogene Personen"),
        ),
        CertificateKind.PERIOD: (
            FieldSpec(CertificateField.TENANTS, "Mieterinnen und Mieter"),
            FieldSpec(CertificateField.ADDRESS, "Anschrift"),
            _POSITION,
            *_TIME,
            _PURPOSE,
        ),
    }
)
"""The fields of each kind in the order of the paper. § 19(3) BMG asks for landlord (and owner, if
it is another), day of moving in, address and the persons who have to register.
"""

DOCUMENT_KINDS: Mapping[CertificateKind, DocumentKind] = MappingProxyType(
    {
        CertificateKind.RENT: DocumentKind.RENT_CERTIFICATE,
        CertificateKind.LANDLORD: DocumentKind.LANDLORD_CONFIRMATION,
        CertificateKind.PERIOD: DocumentKind.OTHER,
    }
)
PAPER_NAMES: Mapping[CertificateKind, str] = MappingProxyType(
    {
        CertificateKind.RENT: "Mietbescheinigung",
        CertificateKind.LANDLORD: "Wohnungsgeberbestätigung",
        CertificateKind.PERIOD: "Mietzeitbescheinigung",
    }
)
"""What the document is called in the portal and as a file."""
AT_ONCE = frozenset({CertificateKind.RENT, CertificateKind.PERIOD})
"""What is issued without a person where nothing is missing: all of it stands in the contract. Who
has really moved in, and when, a person has to confirm (§ 19 BMG is against sham registrations).
"""
GIVEN_BY_TENANT = frozenset({CertificateField.PURPOSE})
"""What a tenant may say and is taken as it is; everything else is a fact of the contract."""

_RENTS = (CertificateField.RENT_COLD, CertificateField.RENT_ANCILLARY)
Values = Mapping[CertificateField, str]


def kinds_for(unit_kind: UnitKind) -> tuple[CertificateKind, ...]:
    """Return what can be certified of a unit: nobody lives in a parking space."""
    if unit_kind is UnitKind.FLAT:
        return tuple(CertificateKind)
    return (CertificateKind.PERIOD,)


def spec_of(kind: CertificateKind, field: CertificateField) -> FieldSpec:
    """Return what is known of a field.

    Raises:
        UserError: ``certificates.field_unknown`` where the kind has no such field.
    """
    for spec in FIELDS[kind]:
        if spec.field is field:
            return spec
    raise UserError("certificates.field_unknown")


def as_written(spec: FieldSpec, text: str) -> str:
    """Return a typed value as it stands in the paper; an empty one stays empty.

    Raises:
        UserError: ``certificates.value_invalid`` or ``certificates.value_too_long``, with
            ``field``.
    """
    plain = one_line("".join(sign if sign.isprintable() else " " for sign in text))
    if not plain:
        return ""
    if len(plain) > LONGEST_VALUE:
        raise UserError("certificates.value_too_long", field=spec.field.value)
    try:
        if spec.value_kind is ValueKind.DATE:
            return written_day(day(plain))
        if spec.value_kind is ValueKind.MONEY:
            return written_money(money(plain))
        if spec.value_kind is ValueKind.AREA:
            return written_area(area(plain))
    except CellProblem:
        raise UserError("certificates.value_invalid", field=spec.field.value) from None
    return plain


def missing(kind: CertificateKind, values: Values) -> tuple[CertificateField, ...]:
    """Return the fields without which it cannot be issued, in the order of the paper."""
    return tuple(
        spec.field for spec in FIELDS[kind] if spec.needed and not values.get(spec.field, "")
    )


def known_values(kind: CertificateKind, given: Mapping[str, object]) -> dict[CertificateField, str]:
    """Return stored values by their fields; a name this version does not know is left out."""
    names = {spec.field.value: spec.field for spec in FIELDS[kind]}
    return {names[name]: str(value) for name, value in given.items() if name in names}


def facts_of(kind: CertificateKind, values: Values) -> tuple[tuple[str, str], ...]:
    """Return the facts as name and value, as they stand in the paper.

    What need not be known and is not is absent; an ellipsis stands for what is missing. The whole
    rent stands below its parts; a contract without an end goes on.
    """
    facts = [
        (spec.paper_name, values.get(spec.field) or "…")
        for spec in FIELDS[kind]
        if spec.paper_name and (spec.needed or values.get(spec.field))
    ]
    if kind is CertificateKind.RENT:
        total = _total(values)
        if total:
            facts.append(("Gesamtmiete im Monat", total))
    if kind is CertificateKind.PERIOD and not values.get(CertificateField.ENDS_ON):
        facts.append(("Ende des Mietverhältnisses", "besteht fort"))
    return tuple(facts)


def places_of(kind: CertificateKind, values: Values, company: str, today: date) -> dict[str, str]:
    """Return what the places of a template are filled with."""
    names = CertificateField.PERSONS if kind is CertificateKind.LANDLORD else None
    return {
        "Mieter": values.get(names or CertificateField.TENANTS, ""),
        "Zweck": values.get(CertificateField.PURPOSE, "") or _WITHOUT_PURPOSE,
        "Gesellschaft": company,
        "Datum": written_day(today),
    }


def subject_of(texts: Mapping[Part, str], places: Mapping[str, str]) -> str:
    """Return the subject line of a certificate."""
    return filled(texts[Part.SUBJECT].strip(), places).replace("**", "")


def body_of(
    kind: CertificateKind, texts: Mapping[Part, str], values: Values, places: Mapping[str, str]
) -> tuple[LetterBlock, ...]:
    """Return the text of a certificate: words, facts, words, and who stands for it."""
    return (
        *filled_paragraphs(texts[Part.INTRO], places),
        LetterBlock(facts=facts_of(kind, values)),
        *filled_paragraphs(texts[Part.CLOSING], places),
        *filled_paragraphs(texts[Part.SIGNATURE], places),
    )


def written_day(value: date) -> str:
    """Return a day as it stands in the paper."""
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def written_money(value: Decimal) -> str:
    """Return euros as they stand in the paper."""
    return f"{_grouped(value)} €"


def written_area(value: Decimal) -> str:
    """Return square metres as they stand in the paper."""
    return f"{_grouped(value)} m²"


def written_names(names: Iterable[str]) -> str:
    """Return the names of people as they stand in the paper."""
    return ", ".join(name for name in names if name)


def _total(values: Values) -> str:
    """The whole rent; nothing where a part is not known, or cannot be read while it is typed."""
    parts = [values.get(one, "") for one in _RENTS]
    try:
        return written_money(sum(map(money, parts), Decimal())) if all(parts) else ""
    except CellProblem:
        return ""


def _grouped(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
