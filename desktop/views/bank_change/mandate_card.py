"""Card *SEPA-Mandat*: what the release would use, and a holder who is none of the tenants."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.bank_changes.view import (
    AddressPart,
    BankChangeView,
    MandateBlock,
    MandateKind,
)
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.key_values import Heading, KeyParts, KeyValue, KeyValueGrid, Part
from desktop.views.widgets.pill import Pill, PillKind

_LINES = (("street", "house_number"), ("postcode", "town"), ("country",))
_Row = KeyValue | KeyParts | Heading


def kind_text(kind: MandateKind) -> str:
    """What becomes of the mandate, in a word or two."""
    names = {
        MandateKind.NEW: tr("neu, Basis (CORE)"),
        MandateKind.AMENDED: tr("geändert, Basis (CORE)"),
        MandateKind.EXISTING: tr("besteht"),
        MandateKind.REVOKED: tr("wird widerrufen"),
        MandateKind.RESTORED: tr("gilt wieder"),
        MandateKind.ENDED: tr("endet"),
        MandateKind.NONE: tr("keines"),
    }
    return names[kind]


def part_text(key: str) -> str:
    """Name of a part of an address, as short as it stands in place."""
    names = {
        "street": tr("Straße"),
        "house_number": tr("Nr."),
        "postcode": tr("PLZ"),
        "town": tr("Ort"),
        "country": tr("Land"),
    }
    return names.get(key, key)


class MandateCard(Card):
    """The mandate of a bank change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("SEPA-Mandat"), parent=parent)
        self.kind = Pill("", PillKind.NEUTRAL)
        self.head.addWidget(self.kind)
        self.grid = KeyValueGrid()
        self.body.addWidget(self.grid)

    def show_mandate(self, view: BankChangeView) -> None:
        """Show the mandate and, where the holder differs, the holder with every missing part."""
        block = view.mandate
        self.kind.show_status(kind_text(block.kind), PillKind.NEUTRAL, "")
        rows: list[_Row] = []
        if block.kind is not MandateKind.NONE:
            rows += _mandate_rows(block)
        if block.holder_differs:
            rows += _holder_rows(block)
        self.grid.show_rows(rows)


def _mandate_rows(block: MandateBlock) -> list[_Row]:
    missing = tr("fehlt")
    if block.signed_on is None:
        signed = missing
    elif block.by_portal:
        signed = tr("am {date}, Portal", date=full_date(block.signed_on))
    else:
        signed = tr("am {date}", date=full_date(block.signed_on))
    rows: list[_Row] = [
        KeyValue(tr("Referenz"), block.reference or missing, TextStyle.MONO),
        KeyValue(tr("Gläubiger-ID"), block.creditor_id or missing, TextStyle.MONO),
        KeyValue(tr("Unterschrift"), signed, TextStyle.SMALL),
    ]
    if block.text_version:
        rows.append(KeyValue(tr("Textfassung"), block.text_version, TextStyle.SMALL))
    if block.revoked_on is not None:
        rows.append(KeyValue(tr("Widerrufen"), full_date(block.revoked_on), TextStyle.SMALL))
    else:
        rows.append(KeyValue(tr("Art"), tr("wiederkehrend"), TextStyle.SMALL))
    return rows


def _holder_rows(block: MandateBlock) -> list[_Row]:
    rows: list[_Row] = [
        Heading(tr("Abweichender Mandatsgeber")),
        KeyValue(tr("Name"), block.account_holder or tr("fehlt"), TextStyle.SMALL),
    ]
    parts = {part.key: part for part in block.holder_address}
    labels = (tr("Straße, Nr."), tr("PLZ, Ort"), tr("Land"))
    for label, keys in zip(labels, _LINES, strict=True):
        rows.append(KeyParts(label, tuple(_part(parts[key]) for key in keys if key in parts)))
    if block.contract_number:
        rows.append(KeyValue(tr("Für Vertrag"), block.contract_number, TextStyle.SMALL))
    return rows


def _part(part: AddressPart) -> Part:
    if part.missing:
        return Part(tr("{part} fehlt", part=part_text(part.key)), missing=True)
    return Part(part.value)
