"""The contract a case belongs to, its people and what happened before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind
from desktop.services.cases.view import HouseCase, OtherContract, PartyView, TenancyCard
from desktop.texts import tr
from desktop.texts.amounts import euros
from desktop.texts.dates import berlin_clock, day_month, full_date
from desktop.texts.foreign import shown
from desktop.views.case.header import state_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.key_values import KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, SectionHeader, TextLabel, Tone, line
from desktop.views.widgets.layouts import clear_layout

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


class TenancyContext(Card):
    """Card *Mietverhältnis*.

    ``case_requested`` opens another case, ``tenancy_requested`` (id, number) all of a contract,
    ``contracts_requested`` (a tuple of tenancies) asks to
    use the same bank details for the other contracts that were ticked.
    """

    case_requested = Signal(int)
    tenancy_requested = Signal(int, str)
    contracts_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Mietverhältnis"), parent=parent)
        self.facts = KeyValueGrid(key_width=76)
        self.body.addWidget(self.facts)
        self._lists = QWidget()
        self._rows = QVBoxLayout(self._lists)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.body.addWidget(self._lists)
        self._tenancy_id: int | None = None
        self._chosen: dict[int, bool] = {}

    def show_tenancy(self, card: TenancyCard | None, *, offer_contracts: bool = False) -> None:
        """Show a contract; with ``offer_contracts`` other contracts can be chosen."""
        self.facts.clear()
        clear_layout(self._rows)
        if card is None:
            self.facts.add(tr("Vertrag"), tr("keiner zugeordnet"))
            return
        if card.tenancy_id != self._tenancy_id:
            self._tenancy_id = card.tenancy_id
            self._chosen.clear()
        self._show_facts(card)
        if card.other_contracts:
            self._show_contracts(card, offer_contracts=offer_contracts)
        if card.earlier_cases:
            self._show_cases(card)
        if card.house_cases:
            self._show_house(card.house_cases)

    def _show_facts(self, card: TenancyCard) -> None:
        since = tr("seit {date}", date=card.starts_on.strftime("%m/%Y"))
        if card.ends_on is not None:
            since = tr("bis {date}", date=full_date(card.ends_on))
        self.facts.add(tr("Vertrag"), f"{card.contract_number}, {since}", style=_SMALL)
        self.facts.add(tr("Einheit"), card.unit_text, style=_SMALL)
        self.facts.add(tr("Mieter"), ", ".join(card.tenant_names), style=_SMALL)
        if card.rent_total is not None:
            rent = f"{euros(card.rent_total)} · {payment_text(card.payment_method)}"
            self.facts.add(tr("Miete"), rent, style=_SMALL)
        for party in card.parties:
            label = tr("Portal") if len(card.parties) == 1 else party.name.split(" ")[0]
            self.facts.add(label, portal_text(party), style=_SMALL)
        for party in card.parties[:1]:
            if party.phone:
                self.facts.add(tr("Telefon"), party.phone, style=_SMALL)
            if party.email:
                self.facts.add_widget(tr("E-Mail"), ElidedLabel(party.email, _SMALL))

    def _show_contracts(self, card: TenancyCard, *, offer_contracts: bool) -> None:
        self._rows.addWidget(line())
        self._rows.addWidget(SectionHeader(tr("Weitere Verträge")))
        boxes: dict[int, QCheckBox] = {}
        for contract in card.other_contracts:
            text = f"{contract.contract_number} · {unit_kind_text(contract.unit_kind)}"
            if contract.case_id is not None and contract.case_reference is not None:
                self._rows.addWidget(self._case_link(contract, text))
            elif offer_contracts:
                boxes[contract.tenancy_id] = self._add_box(contract, text)
            else:
                self._rows.addWidget(TextLabel(text, TextStyle.SMALL))
            account = TextLabel(account_text(contract), TextStyle.SMALL, Tone.MUTED)
            account.setWordWrap(True)
            self._rows.addWidget(account)
        if boxes:
            self._add_button(boxes)

    def _case_link(self, contract: OtherContract, text: str) -> LinkButton:
        link = LinkButton(f"{text} · {contract.case_reference}")
        link.setAccessibleName(
            tr(
                "Vorgang {reference} für Vertrag {number} öffnen",
                reference=contract.case_reference,
                number=contract.contract_number,
            )
        )
        link.clicked.connect(lambda _=False, key=contract.case_id: self.case_requested.emit(key))
        return link

    def _add_box(self, contract: OtherContract, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(
            tr("Auch für Vertrag {number} ändern", number=contract.contract_number)
        )
        box.setAccessibleDescription(account_text(contract))
        # Who pays both rents from one account most likely means both.
        box.setChecked(self._chosen.get(contract.tenancy_id, contract.same_account is True))
        box.toggled.connect(lambda on, key=contract.tenancy_id: self._chosen.update({key: on}))
        self._rows.addWidget(box)
        return box

    def _add_button(self, boxes: dict[int, QCheckBox]) -> None:
        button = ActionButton(tr("Auch hier ändern"), size=ButtonSize.SMALL)

        def chosen() -> tuple[int, ...]:
            return tuple(key for key, box in boxes.items() if box.isChecked())

        def block() -> None:
            button.set_blocked("" if chosen() else tr("Bitte wählen Sie einen Vertrag."))

        for box in boxes.values():
            box.toggled.connect(block)
        button.clicked.connect(lambda: self.contracts_requested.emit(chosen()))
        block()
        self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_cases(self, card: TenancyCard) -> None:
        self._rows.addWidget(line())
        self._rows.addWidget(SectionHeader(tr("Weitere Vorgänge")))
        for case in card.earlier_cases:
            day = case.received_on.strftime("%d.%m.%y")
            link = LinkButton(f"{day}  {case.category_short}: {case.subject}")
            link.setAccessibleName(tr("Vorgang {reference} öffnen", reference=case.reference))
            link.setToolTip(f"{case.reference} · {shown(case.subject)}")
            link.clicked.connect(lambda _=False, key=case.case_id: self.case_requested.emit(key))
            self._rows.addWidget(link)
        if card.cases_total > len(card.earlier_cases):
            every = LinkButton(tr("Alle {n} anzeigen", n=card.cases_total + 1))
            every.setAccessibleName(
                tr("Alle Vorgänge des Vertrags {number} anzeigen", number=card.contract_number)
            )
            every.clicked.connect(
                lambda: self.tenancy_requested.emit(card.tenancy_id, card.contract_number)
            )
            self._rows.addWidget(every)

    def _show_house(self, cases: tuple[HouseCase, ...]) -> None:
        """The neighbours' cases: what stands here twice is often one and the same trouble."""
        self._rows.addWidget(line())
        self._rows.addWidget(SectionHeader(tr("Im selben Haus, letzte 14 Tage")))
        for case in cases:
            day = case.received_on.strftime("%d.%m.")
            link = LinkButton(f"{day}  {case.category_short}: {case.subject}")
            state = state_text(case.state)
            link.setAccessibleName(
                tr(
                    "Vorgang {reference} öffnen: {subject}, {name}, {state}",
                    reference=case.reference,
                    subject=shown(case.subject),
                    name=shown(case.tenant_name),
                    state=state,
                )
            )
            link.setToolTip(f"{case.reference} · {shown(case.tenant_name)} · {state}")
            link.clicked.connect(lambda _=False, key=case.case_id: self.case_requested.emit(key))
            self._rows.addWidget(link)
            below = TextLabel(f"{case.tenant_name} · {state}", TextStyle.SMALL, Tone.MUTED)
            self._rows.addWidget(below)
