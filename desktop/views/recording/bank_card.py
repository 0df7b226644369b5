"""The bank details of a recording: typed freely, judged beside them while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.services.recording.form import HOME, BankForm, BankWay
from desktop.texts import tr
from desktop.views import theme
from desktop.views.recording.day_field import DayField
from desktop.views.recording.fields import ChoiceField, labelled_form, line_field, row_label
from desktop.views.widgets.card import Card

_NEW = (BankWay.NEW_MANDATE, BankWay.KEPT_MANDATE, BankWay.MANDATE_ONLY, BankWay.REVOCATION)
_ADDED = (BankWay.NOTHING, BankWay.KEPT_MANDATE, BankWay.NEW_MANDATE, BankWay.MANDATE_ONLY)


def way_text(way: BankWay, *, adds: bool) -> str:
    """A way in words; ``adds`` where it completes an application that is there."""
    if adds and way is BankWay.KEPT_MANDATE:
        return tr("Konto oder Anschrift ergänzen")
    if adds and way is BankWay.NEW_MANDATE:
        return tr("Konto und Mandat auf Papier ergänzen")
    texts = {
        BankWay.NOTHING: tr("Keine Angaben zum Konto"),
        BankWay.NEW_MANDATE: tr("Neues Konto, Mandat auf Papier"),
        BankWay.KEPT_MANDATE: tr("Neues Konto, bisheriges Mandat"),
        BankWay.MANDATE_ONLY: tr("Nur Mandat auf Papier"),
        BankWay.REVOCATION: tr("Widerruf ohne neues Konto"),
    }
    return texts[way]


class BankCard(Card):
    """Card *Bankverbindung*. ``changed`` fires with every key that changes something."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """Start as a new account with a mandate on paper."""
        super().__init__(tr("Bankverbindung"), parent=parent)
        self._parties: tuple[str, ...] = ()
        self._adds = False
        self.way = ChoiceField(tr("Art der Änderung"))
        self.iban = line_field(tr("IBAN"), tr("wie auf dem Papier, mit oder ohne Leerzeichen"))
        self.holder = line_field(tr("Kontoinhaber"))
        self.street = line_field(tr("Straße"), tr("Straße"))
        self.house_number = line_field(tr("Hausnummer"), tr("Nr."))
        self.postcode = line_field(tr("Postleitzahl"), tr("PLZ"))
        self.town = line_field(tr("Ort"), tr("Ort"))
        self.country = line_field(tr("Land (zwei Buchstaben)"), HOME)
        self.signed = DayField(tr("Datum der Unterschrift"), today)
        self.signed.setPlaceholderText(tr("Tag der Unterschrift, zum Beispiel 18.11."))
        self.signed.setAcceptDrops(False)
        self._lay_out()
        self._offer_ways()
        self.way.activated.connect(self._on_way_activated)
        self.way.confirmed.connect(self._on_way_confirmed)
        for field in self.text_fields():
            field.textEdited.connect(self._on_field_edited)
            field.returnPressed.connect(self._on_field_return)
        self.signed.day_changed.connect(self.changed)
        self._show_rows()

    def text_fields(self) -> tuple[QLineEdit, ...]:
        """Every field of text, in reading order."""
        return (
            self.iban,
            self.holder,
            self.street,
            self.house_number,
            self.postcode,
            self.town,
            self.country,
            self.signed,
        )

    def show_parties(self, parties: tuple[str, ...]) -> None:
        """The contract is known: its first party is the holder until another one is typed."""
        former = self._parties[:1]
        if self.holder.text() in ("", *former):
            self.holder.setText(parties[0] if parties else "")
        self._parties = parties
        self._show_rows()

    def set_adds(self, *, adds: bool) -> None:
        """Whether the details complete an application that is there."""
        if adds != self._adds:
            self._adds = adds
            self._offer_ways()
            self._show_rows()

    def bank(self) -> BankForm:
        """What stands here."""
        return BankForm(
            way=BankWay(self.way.currentData()),
            iban=self.iban.text(),
            holder=self.holder.text(),
            street=self.street.text(),
            house_number=self.house_number.text(),
            postcode=self.postcode.text(),
            town=self.town.text(),
            country=self.country.text(),
            signed_on=self.signed.day(),
        )

    def show_bank(self, bank: BankForm) -> None:
        """Show these details, without a signal."""
        self.way.choose(bank.way.value)
        self.iban.setText(bank.iban)
        self.holder.setText(bank.holder)
        self.street.setText(bank.street)
        self.house_number.setText(bank.house_number)
        self.postcode.setText(bank.postcode)
        self.town.setText(bank.town)
        self.country.setText(bank.country)
        self.signed.show_day(bank.signed_on)
        self._show_rows()

    def _lay_out(self) -> None:
        now = theme.current()
        self._address = QWidget()
        row = QHBoxLayout(self._address)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.px(6))
        parts = (
            (self.street, 5),
            (self.house_number, 2),
            (self.postcode, 2),
            (self.town, 4),
            (self.country, 1),
        )
        for field, stretch in parts:
            field.setMinimumWidth(now.px(44))
            row.addWidget(field, stretch)
        self._form = labelled_form(self)
        self._form.addRow(row_label(tr("Art")), self.way)
        self._form.addRow(row_label(tr("IBAN")), self.iban)
        self._form.addRow(row_label(tr("Kontoinhaber")), self.holder)
        self._form.addRow(row_label(tr("Anschrift")), self._address)
        self._form.addRow(row_label(tr("Unterschrift")), self.signed)

    def _offer_ways(self) -> None:
        self.way.clear()
        for way in _ADDED if self._adds else _NEW:
            self.way.addItem(way_text(way, adds=self._adds), way.value)

    def _show_rows(self) -> None:
        way = BankWay(self.way.currentData())
        names_account = way.names_account
        holder = self.holder.text().strip()
        other = bool(holder and self._parties) and holder not in self._parties
        self._form.setRowVisible(self.iban, names_account)
        self._form.setRowVisible(self.holder, names_account)
        self._form.setRowVisible(self._address, names_account and (other or self._adds))
        self._form.setRowVisible(self.signed, way.grants_mandate)

    def _on_way_activated(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _on_way_confirmed(self) -> None:
        self.focusNextChild()

    def _on_field_edited(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _on_field_return(self) -> None:
        self.focusNextChild()
