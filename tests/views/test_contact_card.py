"""The card of a case of contact data shows whose data they are, whoever was shown before."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from desktop.services.cases.view import ActionState
from desktop.services.contacts.view import ContactCardView, ContactParty
from desktop.views.actions import Actions
from desktop.views.contact.contact_card import ContactCard

SHORT, LONG = ("Al Ed", "Bo Ed"), ("Andrés Namudhaj", "Marlies Esempiolà")


def view_of(*names: str) -> ContactCardView:
    columns = ("street", "house_number", "postcode", "town", "country", "phone", "email")
    parties = tuple(
        ContactParty(number, name, dict.fromkeys(columns, ""))
        for number, name in enumerate(names, start=1)
    )
    return ContactCardView(parties, {}, (), (), ActionState(possible=True))


def room_for_name(card: ContactCard) -> int:
    """Pixels that the name of the chosen party has."""
    option = QStyleOptionComboBox()
    card.party.initStyleOption(option)
    return (
        card.party.style()
        .subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            card.party,
        )
        .width()
    )


def test_a_longer_name_than_the_first_is_not_cut_off(qtbot: QtBot) -> None:
    owner = QObject()
    card = ContactCard(Actions(owner))
    qtbot.addWidget(card)
    card.resize(600, 500)
    for number, names in enumerate((SHORT, LONG), start=1):
        card.show_contact(view_of(*names), number)
        card.show()
        QApplication.processEvents()
        assert card.party.isVisible()
        needed = card.party.fontMetrics().horizontalAdvance(card.party.currentText())
        assert room_for_name(card) >= needed
