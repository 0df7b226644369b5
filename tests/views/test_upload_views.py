"""The list of batches and the letter beside its pages, without a window around them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    RowState,
    UploadState,
    Verdict,
    WayReason,
)
from desktop.domain.statement_deadline import StatementTiming
from desktop.services.documents.view import PartyWay
from desktop.services.uploads.view import PageLine, RowLine, UploadCounts, UploadLine
from desktop.views.uploads.row_pane import RowPane
from desktop.views.uploads.row_texts import way_text
from desktop.views.uploads.upload_list import UploadList
from tests.support.program import application

WAY = PartyWay(
    tenant_id=3, name="Marga Muster", way=DeliveryWay.ELECTRONIC, reason=WayReason.CONSENT
)


def letter(**changes: Any) -> RowLine:
    """One of four pages that is sure."""
    values: dict[str, Any] = {
        "id": 1,
        "version": 1,
        "file_name": "BK25.pdf",
        "state": RowState.WAITING,
        "size": 4_500,
        "pages": 4,
        "first": 1,
        "last": 4,
        "without": (),
        "verdict": Verdict.SURE,
        "reasons": (),
        "tenancy_id": 7,
        "contract_number": "10.4417.0302",
        "tenants": ("Marga Muster",),
        "address": "Musterkehre 12",
        "ends_on": None,
        "company": "THOR Wohnen",
        "decided_by": "",
        "decision_note": "",
        "way": DeliveryWay.BOTH,
        "way_by_hand": False,
        "ready": True,
        "document_id": None,
        "sha256": "0" * 64,
        "is_unread": False,
    }
    return RowLine(**{**values, **changes})


def batch() -> UploadLine:
    """Of forty files, three of which wait."""
    return UploadLine(
        id=1,
        version=1,
        number="S-2026-0001",
        state=UploadState.OPEN,
        kind=DocumentKind.OPERATING_COSTS,
        title="Betriebskostenabrechnung 2025",
        period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        company_id=None,
        company="",
        visible_from=datetime(2026, 11, 26, tzinfo=UTC),
        source="",
        made_at=datetime(2026, 11, 26, 8, tzinfo=UTC),
        made_by="Jette Modell",
        published_at=None,
        files=40,
        size=158_000,
        counts=UploadCounts(
            verdicts={Verdict.CHECK: 3}, ready=0, unread=0, published=37, removed=0
        ),
        deadline=None,
        timing=StatementTiming.IN_TIME,
    )


@pytest.fixture
def pane() -> Iterator[RowPane]:
    application()
    made = RowPane()
    yield made
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_letter_offers_what_its_state_and_its_contract_allow(pane: RowPane) -> None:
    assert pane.acts.isHidden()
    pane.show_row(letter(), "")
    assert not pane.acts.isHidden()
    assert pane.confirm.isHidden()
    # What the tenant sees is asked for the parties, who are known with the pages.
    assert not pane.tenant_view.isEnabled()
    assert pane.tenant_view.accessibleDescription() == "Der Brief wird noch gelesen."
    page = PageLine(page=1, speaks_for=("Marga Muster · 10.4417.0302",), fits=(), contradicts=())
    pane.show_lines((page,), (WAY,))
    assert pane.tenant_view.isEnabled()
    pane.show_row(letter(id=2, verdict=Verdict.CHECK, ready=False), "keine Berechtigung")
    assert not pane.tenant_view.isEnabled()
    assert pane.confirm.accessibleDescription() == "keine Berechtigung"
    pane.show_row(letter(id=3, verdict=Verdict.NONE, tenancy_id=None, ready=False, pages=1), "")
    assert pane.tenant_view.isHidden()
    assert pane.confirm.isHidden()
    assert pane.split.accessibleDescription() == "Der Brief hat nur eine Seite."
    assert pane.assign.isEnabled()
    pane.show_row(letter(id=4, state=RowState.REMOVED), "")
    assert not pane.put_back.isHidden()
    assert pane.remove.isHidden()


def test_who_searches_a_contract_sees_the_search_in_the_place_of_the_buttons(
    pane: RowPane,
) -> None:
    pane.show_row(letter(verdict=Verdict.CHECK, ready=False), "")
    pane.begin_assigning()
    assert pane.acts.isHidden()
    assert not pane.assign_box.isHidden()
    pane.show_row(letter(version=2, verdict=Verdict.CHECK, ready=False), "")
    assert pane.acts.isHidden()
    pane.end_assigning()
    assert not pane.acts.isHidden()


def test_nothing_is_split_off_before_the_first_page(pane: RowPane) -> None:
    pane.show_row(letter(), "")
    pane.show_pages_of((1, 2, 3, 4), "")
    # The letter is read again while it is looked at.
    pane.show_row(letter(version=2), "")
    assert not pane.split_from.isEnabled()
    assert pane.split.isEnabled()
    pane.show_row(letter(), "keine Berechtigung")
    assert pane.split_from.accessibleDescription() == "keine Berechtigung"


def test_a_way_is_told_as_short_as_the_list_has_room() -> None:
    assert way_text(letter()) == "Post + Portal"
    assert way_text(letter(way=DeliveryWay.POST)) == "per Post"
    assert way_text(letter(ready=False, verdict=Verdict.HELD)) == "gesperrt"
    assert way_text(letter(ready=False, verdict=Verdict.CHECK)) == "offen"
    assert way_text(letter(state=RowState.REMOVED)) == "–"


def test_a_narrow_list_of_batches_keeps_what_tells_them_apart() -> None:
    application()
    page = UploadList()
    page.show_uploads([batch()])
    page.resize(1200, 400)
    page.show()
    table = page.table
    assert not any(table.isColumnHidden(column) for column in range(9))
    page.resize(620, 400)
    hidden = [column for column in range(9) if table.isColumnHidden(column)]
    assert 3 in hidden
    assert not {0, 1, 4, 6, 7} & set(hidden)
    assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    page.resize(1200, 400)
    assert not any(table.isColumnHidden(column) for column in range(9))
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
