"""The contract a case belongs to, its people and what happened before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind
from desktop.services.cases.tenancy_view import (
    EarlierCase,
    HouseCase,
    OtherContract,
    PartyView,
    TenancyCard,
)
from desktop.texts import tr
from desktop.texts.amounts import euros
from desktop.texts.dates import berlin_clock, day_month, full_date
from desktop.texts.foreign import shown
from desktop.views.case.header import state_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.labels import SectionHeader, TextLabel, Tone, line

_SMALL = TextStyle.SMALL


def payment_text(method: PaymentMethod) -> str:
    """How the rent is paid."""
    if method is PaymentMethod.DIRECT_DEBIT:
        return tr("Lastschrift zum 1.")
    return tr("Überweisung")


def unit_kind_text(kind: UnitKind) -> str:
    """What is let."""
    names = {
        UnitKind.FLAT: tr("Wohnung"),
        UnitKind.PARKING: tr("Stellplatz"),
        UnitKind.COMMERCIAL: tr("Gewerbe"),
    }
    return names[kind]


def portal_text(party: PartyView) -> str:
    """How far a person's portal account has come."""
    names = {
        PortalAccountState.INVITED: tr("eingeladen"),
        PortalAccountState.REGISTERED: tr("registriert"),
        PortalAccountState.ACTIVATED: tr("aktiv"),
        PortalAccountState.LOCKED: tr("gesperrt"),
        PortalAccountState.CLOSED: tr("geschlossen"),
    }
    if party.portal_state is None:
        return tr("kein Konto")
    text = names[party.portal_state]
    if party.last_login_at is not None:
        text = tr(
            "{state}, Anmeldung {date}",
            state=text,
            date=day_month(berlin_clock(party.last_login_at)),
        )
    return text


def account_text(contract: OtherContract) -> str:
    """From which account the rent of another contract is paid today."""
    if not contract.iban_masked:
        return tr("heute: keine Bankverbindung bekannt")
    if contract.same_account is None:
        return tr("heute: {iban}", iban=contract.iban_masked)
    if contract.same_account:
        return tr("heute: {iban}, dasselbe Konto", iban=contract.iban_masked)
    return tr("heute: {iban}, ein anderes Konto", iban=contract.iban_masked)


class _CaseLink(LinkButton):
    """A link to a case. ``asked`` carries its id."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__("")
        self._case_id = 0
        self.clicked.connect(lambda: self.asked.emit(self._case_id))

    def show_case(self, case_id: int, text: str, name: str, tip: str = "") -> None:
        """Lead to a case; ``name`` is what a screen reader says."""
        if case_id != self._case_id:
            # Who holds the link down meant the case that stood here.
            self.setDown(False)
        self._case_id = case_id
        self.setText(text)
        self.setAccessibleName(name)
        self.setToolTip(tip)


class _ContractBox(QCheckBox):
    """Another contract that can be ticked. ``ticked`` carries its tenancy and whether it is."""

    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.tenancy_id = 0
        self.toggled.connect(lambda on: self.ticked.emit(self.tenancy_id, on))

    def show_contract(self, contract: OtherContract, text: str, *, checked: bool) -> None:
        """Stand for a contract; that is not taken for somebody's tick."""
        if contract.tenancy_id != self.tenancy_id:
            self.setDown(False)
        self.tenancy_id = contract.tenancy_id
        self.setText(text)
        self.setAccessibleName(
            tr("Auch für Vertrag {number} ändern", number=contract.contract_number)
        )
        self.setAccessibleDescription(account_text(contract))
        self.blockSignals(True)
        self.setChecked(checked)
        self.blockSignals(False)


class TenancyContext(Card):
    """Card *Mietverhältnis*.

    ``case_requested`` opens another case, ``account_requested`` the account of the contract,
    ``tenancy_requested`` (id, number) lists all its cases,
    ``contracts_requested`` (a tuple of tenancies) asks to
    use the same bank details for the other contracts that were ticked.
    """

    case_requested = Signal(int)
    account_requested = Signal(int)
    tenancy_requested = Signal(int, str)
    contracts_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Mietverhältnis"), parent=parent)
        self.account = LinkButton(tr("Mieterkonto"))
        self.account.setAccessibleName(tr("Mieterkonto öffnen"))
        self.account.clicked.connect(self._on_account_clicked)
        self.account.hide()
        self.add_to_head(self.account)
        self.facts = KeyValueGrid(key_width=76)
        self.body.addWidget(self.facts)
        self._lists = QWidget()
        column = QVBoxLayout(self._lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._rows = KeptRows(column)
        self.body.addWidget(self._lists)
        self._card: TenancyCard | None = None
        self._chosen: dict[int, bool] = {}
        self._boxes: list[_ContractBox] = []
        # With a parent from the beginning: most windows never put it into a row.
        self._also = ActionButton(tr("Auch hier ändern"), size=ButtonSize.SMALL, parent=self._lists)
        self._also.hide()
        self._also.clicked.connect(lambda: self.contracts_requested.emit(self._ticked()))

    def show_tenancy(
        self,
        card: TenancyCard | None,
        linked: tuple[EarlierCase, ...] = (),
        *,
        offer_contracts: bool = False,
    ) -> None:
        """Show a contract; with ``offer_contracts`` other contracts can be chosen.

        ``linked`` are the cases that belong to the one on show, of whatever contract.
        """
        if card is not None and (self._card is None or card.tenancy_id != self._card.tenancy_id):
            self._chosen.clear()
        self._card = card or self._card
        self.account.setVisible(card is not None)
        self._rows.begin()
        if card is None:
            self.facts.show_rows((KeyValue(tr("Vertrag"), tr("keiner zugeordnet")),))
            self._show_cases(tr("Verknüpfte Vorgänge"), linked)
        else:
            self.facts.show_rows(_facts_of(card))
            self._show_contracts(card, offer_contracts=offer_contracts)
            self._show_cases(tr("Verknüpfte Vorgänge"), linked)
            others = tuple(one for one in card.earlier_cases if one.link is None)
            self._show_cases(tr("Weitere Vorgänge"), others)
            self._show_every(card)
            self._show_house(card.house_cases)
        self._rows.finish()

    def _begin_list(self, title: str) -> None:
        self._rows.take(line)
        self._rows.take(_new_header).show_title(title)

    def _show_contracts(self, card: TenancyCard, *, offer_contracts: bool) -> None:
        self._boxes = []
        if card.other_contracts:
            self._begin_list(tr("Weitere Verträge"))
        for contract in card.other_contracts:
            text = f"{contract.contract_number} · {unit_kind_text(contract.unit_kind)}"
            if contract.case_id is not None and contract.case_reference is not None:
                self._rows.take(self._new_link).show_case(
                    contract.case_id,
                    f"{text} · {contract.case_reference}",
                    tr(
                        "Vorgang {reference} für Vertrag {number} öffnen",
                        reference=contract.case_reference,
                        number=contract.contract_number,
                    ),
                )
            elif offer_contracts:
                # Who pays both rents from one account most likely means both.
                checked = self._chosen.get(contract.tenancy_id, contract.same_account is True)
                box = self._rows.take(self._new_box)
                box.show_contract(contract, text, checked=checked)
                self._boxes.append(box)
            else:
                self._rows.take(_new_text).setText(text)
            self._rows.take(_new_account).setText(account_text(contract))
        if self._boxes:
            self._rows.take(self._also_button, Qt.AlignmentFlag.AlignLeft)
            self._block()

    def _new_link(self) -> _CaseLink:
        link = _CaseLink()
        link.asked.connect(self.case_requested)
        return link

    def _new_box(self) -> _ContractBox:
        box = _ContractBox()
        box.ticked.connect(self._on_box_ticked)
        return box

    def _also_button(self) -> ActionButton:
        return self._also

    def _on_box_ticked(self, tenancy_id: int, ticked: bool) -> None:
        self._chosen[tenancy_id] = ticked
        self._block()

    def _ticked(self) -> tuple[int, ...]:
        return tuple(box.tenancy_id for box in self._boxes if box.isChecked())

    def _block(self) -> None:
        self._also.set_blocked("" if self._ticked() else tr("Bitte wählen Sie einen Vertrag."))

    def _show_cases(self, title: str, cases: tuple[EarlierCase, ...]) -> None:
        if cases:
            self._begin_list(title)
        for case in cases:
            day = case.received_on.strftime("%d.%m.%y")
            self._rows.take(self._new_link).show_case(
                case.case_id,
                f"{day}  {case.category_short}: {case.subject}",
                tr("Vorgang {reference} öffnen", reference=case.reference),
                f"{case.reference} · {shown(case.subject)}",
            )

    def _show_every(self, card: TenancyCard) -> None:
        if card.cases_total > len(card.earlier_cases) > 0:
            every = self._rows.take(self._new_every)
            every.setText(tr("Alle {n} anzeigen", n=card.cases_total + 1))
            every.setAccessibleName(
                tr("Alle Vorgänge des Vertrags {number} anzeigen", number=card.contract_number)
            )

    def _new_every(self) -> LinkButton:
        link = LinkButton("")
        link.clicked.connect(self._on_every_clicked)
        return link

    def _on_account_clicked(self) -> None:
        if self._card is not None:
            self.account_requested.emit(self._card.tenancy_id)

    def _on_every_clicked(self) -> None:
        if self._card is not None:
            self.tenancy_requested.emit(self._card.tenancy_id, self._card.contract_number)

    def _show_house(self, cases: tuple[HouseCase, ...]) -> None:
        """The neighbours' cases: what stands here twice is often one and the same trouble."""
        if cases:
            self._begin_list(tr("Im selben Haus, letzte 14 Tage"))
        for case in cases:
            day = case.received_on.strftime("%d.%m.")
            state = state_text(case.state)
            self._rows.take(self._new_link).show_case(
                case.case_id,
                f"{day}  {case.category_short}: {case.subject}",
                tr(
                    "Vorgang {reference} öffnen: {subject}, {name}, {state}",
                    reference=case.reference,
                    subject=shown(case.subject),
                    name=shown(case.tenant_name),
                    state=state,
                ),
                f"{case.reference} · {shown(case.tenant_name)} · {state}",
            )
            self._rows.take(_new_neighbour).setText(f"{case.tenant_name} · {state}")


def _facts_of(card: TenancyCard) -> list[KeyValue]:
    since = tr("seit {date}", date=card.starts_on.strftime("%m/%Y"))
    if card.ends_on is not None:
        since = tr("bis {date}", date=full_date(card.ends_on))
    rows = [
        KeyValue(tr("Vertrag"), f"{card.contract_number}, {since}", _SMALL),
        KeyValue(tr("Einheit"), card.unit_text, _SMALL),
        KeyValue(tr("Mieter"), ", ".join(card.tenant_names), _SMALL),
    ]
    if card.rent_total is not None:
        rent = f"{euros(card.rent_total)} · {payment_text(card.payment_method)}"
        rows.append(KeyValue(tr("Miete"), rent, _SMALL))
    for party in card.parties:
        label = tr("Portal") if len(card.parties) == 1 else party.name.split(" ")[0]
        rows.append(KeyValue(label, portal_text(party), _SMALL))
    for party in card.parties[:1]:
        if party.phone:
            rows.append(KeyValue(tr("Telefon"), party.phone, _SMALL))
        if party.email:
            rows.append(KeyValue(tr("E-Mail"), party.email, _SMALL, cut=True))
    return rows


def _new_header() -> SectionHeader:
    return SectionHeader("")


def _new_text() -> TextLabel:
    return TextLabel("", _SMALL)


def _new_account() -> TextLabel:
    return TextLabel("", _SMALL, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)


def _new_neighbour() -> TextLabel:
    return TextLabel("", _SMALL, Tone.MUTED)
