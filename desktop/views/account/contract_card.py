"""Cards about the contract: rent and unit, who is responsible, further contracts, cases."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.accounts.view import (
    AccountCase,
    AccountPage,
    ContactPerson,
    ContractOfPerson,
    MeterRow,
    Neighbour,
)
from desktop.texts import Language, language, ntr, tr
from desktop.texts.accounts import (
    meter_text,
    names_text,
    payment_text,
    portal_state_text,
    unit_kind_text,
    unit_line,
)
from desktop.texts.amounts import euros
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_pills import case_pill
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, SectionHeader, TextLabel, Tone, line

_SMALL = TextStyle.SMALL
CASES_ON_CARD = 6


def decimal_text(value: object) -> str:
    """A number as people write it in the language of the interface."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if language() is Language.ENGLISH else text.replace(".", ",")


class TenancyLink(LinkButton):
    """A link to another account. ``asked`` carries its tenancy."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__("")
        self._tenancy_id = 0
        self.clicked.connect(lambda: self.asked.emit(self._tenancy_id))

    def show_tenancy(self, tenancy_id: int, text: str, name: str) -> None:
        """Lead to an account; ``name`` is what a screen reader says."""
        self._tenancy_id = tenancy_id
        self.setText(text)
        self.setAccessibleName(name)


class ContractCard(Card):
    """Card *Vertrag*: what is let, what is paid, who had it before and has it after.

    ``tenancy_requested`` leads to the account of a neighbour in time.
    """

    tenancy_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Vertrag & Einheit"), parent=parent)
        self.facts = KeyValueGrid(key_width=92)
        self.body.addWidget(self.facts)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._rows = KeptRows(column)
        self.body.addWidget(area)

    def show_account(self, page: AccountPage) -> None:
        """Show the contract."""
        self.facts.show_rows(_facts_of(page))
        self._rows.begin()
        for title, neighbour in ((tr("Vormieter"), page.before), (tr("Nachmieter"), page.after)):
            if neighbour is not None:
                self._show_neighbour(title, neighbour)
        self._rows.finish()

    def _show_neighbour(self, title: str, neighbour: Neighbour) -> None:
        self._rows.take(line)
        self._rows.take(_new_header).show_title(title)
        names = names_text(neighbour.names)
        link = self._rows.take(self._new_link)
        link.show_tenancy(
            neighbour.tenancy_id,
            f"{names} · {neighbour.contract_number}",
            tr("Konto {number} öffnen, {names}", number=neighbour.contract_number, names=names),
        )
        self._rows.take(_new_note).setText(_period(neighbour.starts_on, neighbour.ends_on))

    def _new_link(self) -> TenancyLink:
        link = TenancyLink()
        link.asked.connect(self.tenancy_requested)
        return link


def _period(starts_on: date, ends_on: date | None) -> str:
    if ends_on is None:
        return tr("seit {date}", date=full_date(starts_on))
    return tr("{start} bis {end}", start=full_date(starts_on), end=full_date(ends_on))


def _facts_of(page: AccountPage) -> list[KeyValue]:
    unit = unit_line(page.unit_kind, page.unit_number, page.unit_text)
    rows = [
        KeyValue(tr("Objekt"), f"{page.property_number} · {page.address_line}", _SMALL),
        KeyValue(tr("Einheit"), unit, _SMALL),
        KeyValue(tr("Laufzeit"), _period(page.starts_on, page.ends_on), _SMALL),
    ]
    if page.area_m2 is not None:
        area = tr("{area} m²", area=decimal_text(page.area_m2))
        rows.append(KeyValue(tr("Fläche"), area, _SMALL))
    rows += _rent_of(page)
    rows.append(KeyValue(tr("Zahlung"), payment_text(page.payment_method), _SMALL))
    rows += [KeyValue(meter_text(meter.kind), _meter(meter), _SMALL) for meter in page.meters]
    return rows


def _rent_of(page: AccountPage) -> list[KeyValue]:
    cold, ancillary = page.rent_cold, page.rent_ancillary
    rows = []
    if cold is not None:
        rows.append(KeyValue(tr("Kaltmiete"), euros(cold), _SMALL))
    if ancillary is not None:
        rows.append(KeyValue(tr("Nebenkosten"), euros(ancillary), _SMALL))
    if cold is not None and ancillary is not None:
        rows.append(KeyValue(tr("Gesamt"), euros(cold + ancillary), _SMALL))
    return rows


def _meter(meter: MeterRow) -> str:
    far = {True: tr("fernauslesbar"), False: tr("nicht fernauslesbar"), None: ""}[meter.remote]
    parts = (tr("Zähler {number}", number=meter.meter_number), meter.unit_of_measure, far)
    return " · ".join(part for part in parts if part)


class ContactsCard(Card):
    """Card *Zuständig*: the responsible contacts of the house."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Zuständige Ansprechpartner"), parent=parent)
        self.facts = KeyValueGrid(key_width=92)
        self.body.addWidget(self.facts)
        self.nothing = TextLabel(
            tr("Für dieses Objekt ist niemand eingetragen."),
            _SMALL,
            Tone.MUTED,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        self.body.addWidget(self.nothing)

    def show_account(self, page: AccountPage) -> None:
        """Show who is responsible."""
        self.facts.show_rows(
            [KeyValue(contact.role, _reach(contact), _SMALL) for contact in page.contacts]
        )
        self.facts.setVisible(bool(page.contacts))
        self.nothing.setVisible(not page.contacts)


def _reach(contact: ContactPerson) -> str:
    return " · ".join(part for part in (contact.name, contact.phone, contact.email) if part)


class _ContractLine(QWidget):
    """One further contract: link, what it is about, what is open in it."""

    def __init__(self) -> None:
        super().__init__()
        self.link = TenancyLink()
        self._note = ElidedLabel("", _SMALL, Tone.SECONDARY)
        self._state = ElidedLabel("", _SMALL, Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(4))
        column.setSpacing(0)
        column.addWidget(self.link)
        column.addWidget(self._note)
        column.addWidget(self._state)

    def show_contract(self, contract: ContractOfPerson) -> None:
        """Show a contract of the same people."""
        kind = unit_kind_text(contract.unit_kind)
        self.link.show_tenancy(
            contract.tenancy_id,
            f"{contract.contract_number} · {kind}",
            tr("Konto {number} öffnen, {kind}", number=contract.contract_number, kind=kind),
        )
        self._note.setText(
            f"{contract.unit_text}, {contract.address_line} · {names_text(contract.names)}"
        )
        parts = [_period(contract.starts_on, contract.ends_on)]
        if not contract.is_running:
            parts = [tr("beendet, {period}", period=parts[0])]
        if contract.open_cases:
            parts.append(ntr("{n} offener Vorgang", "{n} offene Vorgänge", contract.open_cases))
        if contract.portal_states:
            states = ", ".join(portal_state_text(state) for state in contract.portal_states)
            parts.append(tr("Portal: {states}", states=states))
        self._state.setText(" · ".join(parts))


class OthersCard(Card):
    """Card *Weitere Verträge*: everything else these people have here. Hidden where nothing is.

    ``tenancy_requested`` leads to one of them.
    """

    tenancy_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Weitere Verträge dieser Personen"), parent=parent)
        self._rows = KeptRows(self.body)

    def show_account(self, page: AccountPage) -> None:
        """Show the other contracts."""
        self.count.setText(str(len(page.others)))
        self.setVisible(bool(page.others))
        self._rows.begin()
        for contract in page.others:
            self._rows.take(self._new_line).show_contract(contract)
        self._rows.finish()

    def _new_line(self) -> _ContractLine:
        row = _ContractLine()
        row.link.asked.connect(self.tenancy_requested)
        return row


class CasesCard(Card):
    """Card *Vorgänge*: the newest, open ones first. ``case_requested`` opens one of them.

    ``all_requested`` leads to all of them.
    """

    case_requested = Signal(int)
    all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Vorgänge"), parent=parent)
        self.let_rows_run()
        self.every = LinkButton(tr("Alle ansehen"))
        self.every.clicked.connect(self.all_requested)
        self.add_to_head(self.every)
        self.table = FactTable(
            tr("Vorgänge"), (Column(tr("Eingang")), Column(tr("Betreff"), stretch=True), Column(""))
        )
        self.table.hide_headings()
        self.table.opened.connect(self.case_requested)
        self.nothing = TextLabel(tr("Noch kein Vorgang."), TextStyle.BODY, Tone.MUTED)
        self.nothing.setMargin(12)
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the cases of a contract."""
        self.count.setText(str(page.cases_total))
        self.every.setVisible(page.cases_total > 0)
        first = sorted(page.cases, key=lambda case: not case.is_open)[:CASES_ON_CARD]
        self.table.show_rows([case_row(case, today) for case in first])
        self.table.setVisible(bool(first))
        self.nothing.setVisible(not first)


def case_row(case: AccountCase, today: date) -> FactRow:
    """One case in three cells; the key is its id."""
    return FactRow(
        (
            Cell(f"{case.received_on:%d.%m.%y}", muted=True),
            Cell(shown(case.subject), strong=case.is_open),
            case_pill(case, today),
        ),
        key=case.case_id,
        tip=f"{case.reference} · {case.category_short} · {shown(case.subject)}",
    )


def _new_header() -> SectionHeader:
    return SectionHeader("")


def _new_note() -> TextLabel:
    return TextLabel("", _SMALL, Tone.MUTED)
