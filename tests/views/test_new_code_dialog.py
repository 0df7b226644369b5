"""The dialog for one code: who has begun already, and which number was called back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QRadioButton

from desktop.domain.accounts import AddressChoice, ContactSource
from desktop.domain.address_guard import GuardedChange, GuardWay, guard_demand
from desktop.domain.bank_change import ContactKind
from desktop.domain.kinds import PortalAccountState
from desktop.domain.old_numbers import KnownNumber
from desktop.services.registration.commands import RequestCode
from desktop.services.registration.guard import GuardFacts, SeenChange
from desktop.services.registration.people import AddressesSince, LetterAddress
from desktop.services.registration.view import CodeOptions, PartyOptions
from desktop.views.account.new_code_dialog import PEOPLE_APART, NewCodeDialog
from tests.support.program import application

TODAY = date(2026, 11, 23)
CHANGE = SeenChange(4, ContactKind.TELEPHONE, date(2024, 1, 5), TODAY, ContactSource.ERP)


def _party(*numbers: KnownNumber) -> PartyOptions:
    demand = guard_demand([GuardedChange(4, ContactKind.TELEPHONE, TODAY)], today=TODAY)
    address = LetterAddress(
        choice=AddressChoice.POSTAL, lines=("Marga Muster", "Probeweg 1"), known_since=TODAY
    )
    return PartyOptions(
        tenant_id=1,
        name="Marga Muster",
        account_state=PortalAccountState.REGISTERED,
        registered_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        portal_email="marga@example.org",
        refused=None,
        addresses=(address,),
        guard=GuardFacts(demand, (CHANGE,), numbers, AddressesSince(postal=TODAY)),
        falls=(),
        waiting=None,
    )


def _open(party: PartyOptions) -> Iterator[NewCodeDialog]:
    application()
    options = CodeOptions(tenancy_id=1, parties=(party,), expires_on=TODAY, second_person=True)
    dialog = NewCodeDialog(options, TODAY)
    dialog.show()
    yield dialog
    dialog.close()


@pytest.fixture
def dialog() -> Iterator[NewCodeDialog]:
    yield from _open(_party(KnownNumber("040 66969 214", date(2020, 2, 1))))


@pytest.fixture
def without_number() -> Iterator[NewCodeDialog]:
    yield from _open(_party(KnownNumber("0170 5550142", TODAY)))


def test_who_has_begun_is_named_with_what_helps_instead(dialog: NewCodeDialog) -> None:
    assert dialog.begun.isVisible()
    title = dialog.begun.title.text()
    assert title == "Marga Muster hat die Registrierung am 20.11.2026 begonnen"
    assert "marga@example.org" in dialog.begun.detail.text()
    application().processEvents()
    layout = dialog.layout()
    assert layout is not None
    # Nothing of the notice is cut, and it pushes nothing under the buttons.
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())
    assert dialog.begun.detail.height() >= dialog.begun.detail.heightForWidth(
        dialog.begun.detail.width()
    )
    dialog.begun.copy.click()
    assert "klicken Sie auf den Link darin" in QGuiApplication.clipboard().text()


def test_who_can_get_none_is_not_replaced_by_somebody_else() -> None:
    application()
    other = replace(_party(), tenant_id=2, name="Deniz Muster")
    active = replace(_party(), refused="codes.account_open")
    options = CodeOptions(
        tenancy_id=1, parties=(active, other), expires_on=TODAY, second_person=True
    )
    dialog = NewCodeDialog(options, TODAY, tenant_id=1)
    dialog.show()
    application().processEvents()
    assert dialog.party() is None
    assert dialog.falls.title.text() == "Kein Code für Marga Muster"
    assert dialog.falls.height() >= dialog.falls.heightForWidth(dialog.falls.width())
    assert not dialog.checked.isVisible()
    assert dialog.foot.text() == "Bitte wählen Sie, für wen der Code ist."
    assert not dialog.confirm.isEnabled()
    first, second = (dialog.findChildren(QRadioButton)[number] for number in (0, 1))
    # A name belongs to the circle before it.
    assert second.y() == first.y()
    assert second.x() - first.geometry().right() > PEOPLE_APART
    second.click()
    assert dialog.party() == other
    dialog.close()
    assert NewCodeDialog(options, TODAY).party() == other


def test_a_number_that_was_known_is_chosen(dialog: NewCodeDialog) -> None:
    asked: list[RequestCode] = []
    dialog.wanted.connect(asked.append)
    assert dialog.guard.title.text() == (
        "Telefonnummer am 23.11.2026 gemeldet, geändert am 05.01.2024"
    )
    assert not dialog.confirm.isEnabled()
    assert not dialog.call_back.number.isVisible()
    dialog.call_back.called.click()
    dialog.confirm.click()
    [command] = asked
    assert command.guard is not None
    assert (command.guard.way, command.guard.number) == (GuardWay.CALL_BACK, "040 66969 214")
    assert (command.guard.known_since, command.guard.reason) == (None, "")


def test_a_number_of_the_files_needs_its_day_and_where_it_was_found(
    without_number: NewCodeDialog,
) -> None:
    dialog, call_back = without_number, without_number.call_back
    # The new number is none to call, so it is not offered.
    assert [one.text() for one in call_back.findChildren(QRadioButton)] == [
        "Eine andere Nummer aus der Akte"
    ]
    call_back.called.click()
    assert call_back.number.isVisible()
    for field, text in (
        (call_back.number, "040 66969 218"),
        (call_back.known, "01.02.2019"),
        (call_back.reason, "Mietvertrag"),
    ):
        assert not dialog.confirm.isEnabled()
        field.setText(text)
        call_back.known.textEdited.emit(call_back.known.text())
    assert dialog.confirm.isEnabled()
    answer = dialog.answer()
    assert answer is not None
    assert (answer.number, answer.reason) == ("040 66969 218", "Mietvertrag")
    assert answer.known_since == TODAY.replace(year=2019, month=2, day=1)
    assert answer.known_since < TODAY - timedelta(days=30)
