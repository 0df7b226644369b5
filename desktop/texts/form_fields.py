"""Fields of a category's form in words: their labels, their values, and what is wrong with them.

An administrator writes labels in German, and they are shown as written. Those of the categories
that the program brings along are known here and translated.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from desktop.domain.form_fields import (
    FieldDefinition,
    FieldFault,
    is_empty,
    read_day,
    read_yes_no,
)
from desktop.domain.work import FieldKind, RetentionClass
from desktop.texts import mark, tr
from desktop.texts.case_fields import field_value, known_label
from desktop.texts.dates import full_date

KIND_NAMES: Mapping[FieldKind, str] = MappingProxyType(
    {
        FieldKind.LINE: mark("Zeile"),
        FieldKind.TEXT: mark("Text"),
        FieldKind.NUMBER: mark("Zahl"),
        FieldKind.DATE: mark("Datum"),
        FieldKind.YES_NO: mark("Ja oder nein"),
        FieldKind.CHOICE: mark("Auswahl"),
    }
)
RETENTION_NAMES: Mapping[RetentionClass, str] = MappingProxyType(
    {
        RetentionClass.MANDATE: mark("SEPA-Mandat"),
        RetentionClass.COMMERCIAL_LETTER: mark("Geschäftsbrief"),
        RetentionClass.BOOKING_VOUCHER: mark("Buchungsbeleg"),
        RetentionClass.DAMAGE: mark("Schadensfall"),
        RetentionClass.UNIDENTIFIED: mark("Nicht zuzuordnen"),
    }
)
LONGEST_SHOWN = 2_000
"""So many letters of a value a page shows."""
_FAULTS: Mapping[FieldFault, str] = MappingProxyType(
    {
        FieldFault.MISSING: mark("fehlt"),
        FieldFault.NOT_A_NUMBER: mark("ist keine Zahl"),
        FieldFault.NOT_A_DATE: mark("ist kein Tag des Kalenders"),
        FieldFault.NOT_YES_OR_NO: mark("ist weder ja noch nein"),
        FieldFault.NOT_A_CHOICE: mark("steht nicht zur Auswahl"),
        FieldFault.TOO_LONG: mark("ist zu lang"),
    }
)


def form_label(field: FieldDefinition) -> str:
    """Return the label of a field, translated where the program brought it along."""
    return known_label(field.label)


def field_text(field: FieldDefinition, value: object) -> str:
    """Return a value as people write it; what does not fit its field stands there as it came."""
    if is_empty(value):
        return ""
    if field.kind is FieldKind.CHOICE and (label := field.label_of(value)) is not None:
        return known_label(label)
    if field.kind is FieldKind.DATE and (day := read_day(value)) is not None:
        return full_date(day)
    if field.kind is FieldKind.YES_NO and (said := read_yes_no(value)) is not None:
        return field_value(said)
    if field.kind is FieldKind.NUMBER and isinstance(value, float):
        # As the portal sent it, and never as 2.1e+02.
        return f"{Decimal(repr(value)):f}".replace(".", ",")
    return field_value(value)


def short_text(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a value as a page shows it: of one that is longer its beginning, and how long it is.

    A page that lays out a million letters would stand still.
    """
    if len(text) <= longest:
        return text
    return tr("{begin} … (gekürzt, {n} Zeichen)", begin=text[:longest], n=len(text))


def fault_word(fault: FieldFault) -> str:
    """Return what is wrong, as it stands behind the label: *Zählerstand* – ``ist keine Zahl``."""
    return tr(_FAULTS[fault])


def kind_name(kind: FieldKind) -> str:
    """Return the name of a kind of field."""
    return tr(KIND_NAMES[kind])


def retention_name(retention: RetentionClass) -> str:
    """Return the name of a retention class."""
    return tr(RETENTION_NAMES[retention])
