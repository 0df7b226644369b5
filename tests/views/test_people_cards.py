"""Who lives in a contract and agreed to what: nothing of it is cut, however many they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.accounts import ConsentKind
from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind
from desktop.services.accounts.view import AccountPage, ConsentRow, PartyAccount
from desktop.views.account.consents_card import ConsentsCard
from desktop.views.account.people_card import PartiesCard
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.pill import Pill
from tests.support.program import application, theme_controller

TODAY = date(2026, 11, 23)
GIVEN = datetime(2026, 10, 5, 9, tzinfo=UTC)
NAMES = ("Marga Beispielsen", "Jonte Beispielsen", "Karl-Heinz Muster", "Marga Muster")
NARROW, WIDE = 270, 620


def person(number: int, *, withdrawn: bool = False) -> PartyAccount:
    """Somebody of the contract; with an even number nobody has asked yet."""
    consents = tuple(
        ConsentRow(kind, "2026-01", GIVEN, GIVEN if withdrawn else None) for kind in ConsentKind
    )
    name = NAMES[number - 1]
    return PartyAccount(
        tenant_id=number,
        party_number=number,
        name=name,
        first_name=name.split()[0],
        email=f"{name.lower().replace(' ', '.')}@example.org",
        phone=f"040 66969 21{number}",
        since=None,
        until=None,
        is_former=False,
        address=(),
        email_changed_at=None,
        phone_changed_at=None,
        address_changed_at=None,
        account_id=number,
        state=PortalAccountState.ACTIVATED,
        channel=None,
        portal_email="",
        last_login_at=None,
        locked_at=None,
        closed_at=None,
        steps=(),
        consents=consents if number % 2 else (),
    )


def account(*people: PartyAccount) -> AccountPage:
    """An account of which only the people matter."""
    return AccountPage(
        tenancy_id=1,
        company_id=1,
        company_name="THOR Wohnen",
        company_tag="THOR",
        contract_number="10.2071.0114",
        starts_on=date(2015, 4, 1),
        ends_on=None,
        is_running=True,
        unit_kind=UnitKind.FLAT,
        unit_text="2. OG links",
        unit_number="0114",
        property_number="2071",
        area_m2=None,
        home=("Probeweg 1", "20535 Hamburg"),
        rent_cold=None,
        rent_ancillary=None,
        payment_method=PaymentMethod.TRANSFER,
        parties=people,
        cases=(),
        cases_total=0,
        cases_open=0,
        bank=(),
        mandates=(),
        notes=(),
        note_drafts=(),
        echoes=(),
        others=(),
        before=None,
        after=None,
        contacts=(),
        meters=(),
        attempts=(),
    )


def shown_at(qtbot: QtBot, card: QWidget, width: int) -> None:
    qtbot.addWidget(card)
    card.setFixedWidth(width)
    card.show()
    application().processEvents()
    card.resize(width, card.heightForWidth(width))
    application().processEvents()


def whole(widget: QWidget) -> bool:
    """Whether all of a label or a pill can be read."""
    parent = widget.parentWidget()
    assert parent is not None
    if isinstance(widget, TextLabel) and widget.wordWrap():
        return widget.height() >= widget.heightForWidth(widget.width())
    inside = parent.rect().contains(widget.geometry())
    return inside and widget.width() >= widget.sizeHint().width()


@pytest.fixture(params=[100, 150])
def percent(request: pytest.FixtureRequest) -> Iterator[int]:
    theme_controller().set_percent(request.param)
    yield int(request.param)
    theme_controller().set_percent(100)


def test_what_four_people_agreed_to_is_read_whole_in_a_narrow_column(
    qtbot: QtBot, percent: int
) -> None:
    card = ConsentsCard()
    card.show_account(account(*(person(number) for number in range(1, 5))))
    shown_at(qtbot, card, NARROW * percent // 100)
    assert card.table.isHidden()
    assert len(card.kinds) == len(ConsentKind)
    for row in card.kinds:
        texts = [*row.findChildren(TextLabel), *row.findChildren(Pill)]
        assert all(whole(one) for one in texts), [one.geometry() for one in texts]
    # Two with the same first name are told apart.
    assert card.kinds[0].accessibleName() == (
        "Nutzungsbedingungen, Marga Beispielsen: ja, Jonte: offen, Karl-Heinz: ja, "
        "Marga Muster: offen"
    )
    assert card.kinds[0].toolTip().startswith("Marga Beispielsen: ja, am 05.10.2026\nJonte: offen")


def test_the_table_stands_where_it_has_room_and_comes_back_with_it(qtbot: QtBot) -> None:
    card = ConsentsCard()
    card.show_account(account(person(1), person(2)))
    shown_at(qtbot, card, WIDE)
    assert card.table.isVisible()
    assert not any(row.isVisible() for row in card.kinds)
    card.table.setFocus()
    shown_at(qtbot, card, 200)
    assert card.table.isHidden()
    assert card.details.hasFocus()
    assert [pill.text() for pill in card.kinds[2].pills] == ["Marga: ja", "Jonte: offen"]
    # Of another contract nobody is left over from the one before.
    card.show_account(account(person(3, withdrawn=True)))
    assert [pill.text() for pill in card.kinds[2].pills if not pill.isHidden()] == [
        "Karl-Heinz: widerrufen"
    ]
    shown_at(qtbot, card, WIDE)
    assert card.table.isVisible()


def test_a_number_that_is_dialled_is_read_whole(qtbot: QtBot, percent: int) -> None:
    card = PartiesCard()
    card.show_account(account(*(person(number) for number in range(1, 5))), TODAY)
    shown_at(qtbot, card, NARROW * percent // 100)
    labels = [one for one in card.findChildren(TextLabel) if one.text().startswith("040")]
    assert [one.text() for one in labels] == [f"040 66969 21{number}" for number in range(1, 5)]
    assert all(whole(one) for one in labels), [one.geometry() for one in labels]
