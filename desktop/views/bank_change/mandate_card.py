"""Card *SEPA-Mandat*: what the release would use, and a holder who is none of the tenants."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

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
from desktop.views.widgets.key_values import KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind

_LINES = (("street", "house_number"), ("postcode", "town"), ("country",))


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
        self.grid.clear()
        if block.kind is not MandateKind.NONE:
            self._show_mandate(block)
        if block.holder_differs:
            self._show_holder(block)

    def _show_mandate(self, block: MandateBlock) -> None:
        missing = tr("fehlt")
        self.grid.add(tr("Referenz"), block.reference or missing, style=TextStyle.MONO)
        self.grid.add(tr("Gläubiger-ID"), block.creditor_id or missing, style=TextStyle.MONO)
        if block.signed_on is None:
            signed = missing
        elif block.by_portal:
            signed = tr("am {date}, Portal", date=full_date(block.signed_on))
        else:
            signed = tr("am {date}", date=full_date(block.signed_on))
        self.grid.add(tr("Unterschrift"), signed, style=TextStyle.SMALL)
        if block.text_version:
            self.grid.add(tr("Textfassung"), block.text_version, style=TextStyle.SMALL)
        if block.revoked_on is not None:
            self.grid.add(tr("Widerrufen"), full_date(block.revoked_on), style=TextStyle.SMALL)
        else:
            self.grid.add(tr("Art"), tr("wiederkehrend"), style=TextStyle.SMALL)

    def _show_holder(self, block: MandateBlock) -> None:
        self.grid.add_heading(tr("Abweichender Mandatsgeber"))
        self.grid.add(tr("Name"), block.account_holder or tr("fehlt"), style=TextStyle.SMALL)
        parts = {part.key: part for part in block.holder_address}
        labels = (tr("Straße, Nr."), tr("PLZ, Ort"), tr("Land"))
        for label, keys in zip(labels, _LINES, strict=True):
            self.grid.add_widget(label, _address_line([parts[key] for key in keys if key in parts]))
        if block.contract_number:
            self.grid.add(tr("Für Vertrag"), block.contract_number, style=TextStyle.SMALL)


def _address_line(parts: list[AddressPart]) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    said = []
    for part in parts:
        if part.missing:
            text = tr("{part} fehlt", part=part_text(part.key))
            row.addWidget(IconLabel("octagon-x", Tone.DANGER, edge=13))
            row.addWidget(TextLabel(text, TextStyle.SMALL, Tone.DANGER))
        else:
            text = part.value
            row.addWidget(ElidedLabel(text, TextStyle.SMALL))
        said.append(text)
    row.addStretch(1)
    line.setAccessibleName(", ".join(said))
    return line
