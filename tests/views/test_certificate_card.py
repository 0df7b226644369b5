"""The card of certificates: what is missing, what the contract says, what stays as it is typed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.certificates import CertificateField, CertificateKind, ValueKind
from desktop.domain.documents import CertificateState
from desktop.domain.kinds import DeliveryChannel
from desktop.services.cases.view import ReplyWay
from desktop.services.certificates.view import Certificates, CertificateView, FieldView
from desktop.views.actions import Actions
from desktop.views.certificates.card import CertificateCard, goes_by_letter_anyway
from tests.support.program import application
from tests.views.test_documents_tab import READER, document

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
AREA = FieldView(
    name=CertificateField.AREA,
    value_kind=ValueKind.AREA,
    needed=True,
    value="",
    in_contract="",
)
RENT = FieldView(
    name=CertificateField.RENT_COLD,
    value_kind=ValueKind.MONEY,
    needed=True,
    value="600,00 €",
    in_contract="612,40 €",
)


def certificate(**changes: Any) -> CertificateView:
    """One whose living area is missing; the rent was another when it was begun."""
    values: dict[str, Any] = {
        "certificate_id": 3,
        "version": 1,
        "tenancy_id": 7,
        "company_id": 1,
        "kind": CertificateKind.RENT,
        "state": CertificateState.INCOMPLETE,
        "fields": (AREA, RENT),
        "addressee": "Marga Muster",
        "asked_at": AT,
        "asked_by": "",
        "by_portal": False,
        "issued_at": None,
        "issued_by": "",
        "document_id": None,
        "undo_until": None,
        "case_id": 5,
        "case_reference": "V-1",
    }
    return CertificateView(**{**values, **changes})


def found(*made: CertificateView, tenancy_id: int = 7) -> Certificates:
    return Certificates(
        tenancy_id=tenancy_id, kinds=tuple(CertificateKind), certificates=tuple(made)
    )


@pytest.fixture
def card() -> Iterator[CertificateCard]:
    application()
    owner = QObject()
    yield CertificateCard(Actions(owner))
    owner.deleteLater()


def test_it_says_what_is_missing_and_what_the_contract_shows(card: CertificateCard) -> None:
    card.show_certificates(None, "")
    assert card.isHidden()
    card.show_certificates(found(), "")
    assert not card.isHidden()
    assert not card.begin.isHidden()
    assert card.issue.isHidden()
    assert card.chosen_kind() is CertificateKind.RENT
    card.show_certificates(found(certificate()), "")
    assert card.state.text() == "unvollständig"
    assert card.about.text() == "Für Marga Muster. Es fehlt noch: Wohnfläche."
    rows = card.rows
    assert rows.notes[CertificateField.AREA].text() == "fehlt noch"
    assert rows.takes[CertificateField.AREA].isHidden()
    assert rows.notes[CertificateField.RENT_COLD].text() == "Im Vertrag: 612,40 €"
    left: list[bool] = []
    rows.left.connect(lambda: left.append(True))
    rows.takes[CertificateField.RENT_COLD].click()
    assert left == [True]
    assert rows.typed() == {CertificateField.RENT_COLD: "612,40 €"}


def test_what_is_typed_stays_until_another_certificate_is_shown(card: CertificateCard) -> None:
    card.show_certificates(found(certificate()), "")
    area = card.rows.inputs[CertificateField.AREA]
    area.setText("58")
    newer = certificate(version=2, fields=(AREA, replace(RENT, value="612,40 €")))
    card.show_certificates(found(newer), "")
    assert card.rows.typed() == {CertificateField.AREA: "58"}
    assert card.rows.inputs[CertificateField.RENT_COLD].text() == "612,40 €"
    card.show_kept(replace(newer, fields=(replace(AREA, value="58,00 m²"), RENT)))
    assert card.rows.typed() == {CertificateField.AREA: "58"}
    other = certificate(certificate_id=4, tenancy_id=8)
    card.show_certificates(found(other, tenancy_id=8), "")
    assert card.rows.typed() == {}


def test_tab_leads_through_the_lines_to_what_can_be_done(card: CertificateCard) -> None:
    # The second has the same fields: its lines are made when the buttons have long been there.
    card.show_certificates(found(certificate()), "")
    card.show_certificates(found(certificate(certificate_id=4)), "")
    rows = card.rows
    wanted: list[QWidget] = [
        rows.inputs[CertificateField.AREA],
        rows.inputs[CertificateField.RENT_COLD],
        rows.takes[CertificateField.RENT_COLD],
        card.issue,
    ]
    stops: list[QWidget | None] = []
    place: QWidget | None = card.kind
    while place is not None and place is not card.look:
        stops.append(place)
        place = place.nextInFocusChain()
    assert [one for one in stops if one in wanted] == wanted


def test_each_state_offers_what_can_be_done(card: CertificateCard) -> None:
    issued = certificate(
        state=CertificateState.ISSUED,
        issued_at=AT,
        issued_by="Jette Modell",
        document_id=9,
        undo_until=AT + timedelta(seconds=10),
    )
    card.show_certificates(found(issued), "")
    assert "von Jette Modell" in card.about.text()
    assert not card.undo.isHidden()
    assert not card.reply.isHidden()
    assert card.rows.inputs[CertificateField.RENT_COLD].isReadOnly()
    card.show_certificates(found(replace(issued, undo_until=None)), "")
    assert card.undo.isHidden()
    card.show_certificates(found(certificate(state=CertificateState.CANCELLED)), "keine Rechte")
    assert not card.restore.isHidden()
    assert not card.restore.isEnabled()
    assert card.rows.isHidden()
    card.show_certificates(found(certificate()), "keine Rechte")
    assert card.rows.inputs[CertificateField.AREA].isReadOnly()


def test_a_paper_that_the_post_brings_is_not_sent_by_post_again(card: CertificateCard) -> None:
    letter = ReplyWay("letter:1", DeliveryChannel.LETTER, "Brief an Jonte Muster")
    portal = ReplyWay("portal:1", DeliveryChannel.PORTAL, "Marga Muster, Portal")
    assert goes_by_letter_anyway((letter, portal), document())
    assert not goes_by_letter_anyway((portal, letter), document())
    assert not goes_by_letter_anyway((letter,), document(recipients=(READER,)))
    assert not goes_by_letter_anyway((letter,), None)
    issued = certificate(
        state=CertificateState.ISSUED, issued_at=AT, document_id=1, document=document()
    )
    card.show_certificates(found(issued), "")
    assert card.delivered.text() == (
        "Im Mieterkonto: gelesen.\n"
        "Marga Muster, elektronisch: hat der elektronischen Zustellung zugestimmt, "
        "im Portal gelesen am 18.11.2026, 10:00 Uhr\n"
        "Jonte Muster, per Post: hat kein aktiviertes Portal-Konto, Brief gedruckt am 18.11.2026"
    )
