"""The tab of an account's documents: where each stands, who has read it, what can be done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    DocumentOrigin,
    DocumentState,
    RecallReason,
    RequestState,
    ScanState,
    TextState,
    WayReason,
)
from desktop.domain.kinds import PortalAccountState
from desktop.domain.work import RetentionClass
from desktop.services.documents.view import (
    AccountDocuments,
    ArchiveRequestRow,
    Arrival,
    DocumentRecipientRow,
    DocumentRow,
    DocumentStanding,
    LegalHoldRow,
    TenantDocument,
    TenantView,
)
from desktop.views.documents.documents_card import DocumentsCard
from desktop.views.documents.documents_tab import DocumentsTab
from desktop.views.documents.recall_dialog import RecallDialog, what_follows
from desktop.views.documents.tenant_view_dialog import TenantViewDialog
from tests.support.program import application

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
READER = DocumentRecipientRow(
    tenant_id=1,
    name="Marga Muster",
    way=DeliveryWay.ELECTRONIC,
    reason=WayReason.CONSENT,
    note="",
    in_portal=Arrival.ARRIVED,
    problem="",
    on_paper=None,
    paper_at=None,
    read_at=AT,
)
ON_PAPER = replace(
    READER,
    tenant_id=2,
    name="Jonte Muster",
    way=DeliveryWay.POST,
    reason=WayReason.NO_ACCOUNT,
    in_portal=None,
    on_paper=Arrival.ARRIVED,
    paper_at=AT,
    read_at=None,
)


def document(document_id: int = 1, **changes: Any) -> DocumentRow:
    """A statement that one party reads in the portal and one got on paper."""
    values: dict[str, Any] = {
        "document_id": document_id,
        "public_id": "d-1",
        "tenancy_id": 7,
        "company_id": 1,
        "kind": DocumentKind.OPERATING_COSTS,
        "title": "Betriebskosten 2025",
        "period": Period(date(2025, 1, 1), date(2025, 12, 31)),
        "file_name": "bka.pdf",
        "media_type": "application/pdf",
        "size": 400_000,
        "pages": 4,
        "text_state": TextState.READ,
        "scan_state": ScanState.NOT_SCANNED,
        "state": DocumentState.PUBLISHED,
        "standing": DocumentStanding.READ,
        "origin": DocumentOrigin.UPLOADED,
        "edition": 1,
        "replaces_id": None,
        "replaced_by_id": None,
        "visible_from": AT,
        "published_at": AT,
        "published_by": "Anna Muster",
        "undo_until": None,
        "recalled_at": None,
        "recalled_by": "",
        "recall_reason": None,
        "recall_note": "",
        "late_accepted": False,
        "case_id": None,
        "case_reference": "",
        "upload_id": None,
        "retention_class": RetentionClass.BOOKING_VOUCHER,
        "kept_until": date(2034, 12, 31),
        "recipients": (READER, ON_PAPER),
    }
    return DocumentRow(**{**values, **changes})


def account(*documents: DocumentRow, **changes: Any) -> AccountDocuments:
    """An account with these documents."""
    values: dict[str, Any] = {"requests": (), "holds": (), **changes}
    return AccountDocuments(
        tenancy_id=7,
        company_id=1,
        company_code="thor",
        contract_number="10.1",
        documents=documents,
        **values,
    )


@pytest.fixture
def tab() -> Iterator[DocumentsTab]:
    application()
    made = DocumentsTab()
    made.resize(1100, 700)
    made.show()
    yield made
    made.close()


def test_envelopes_and_words_say_where_a_document_stands(tab: DocumentsTab) -> None:
    unread = replace(READER, read_at=None)
    half = (READER, replace(unread, tenant_id=3))
    published, recalled = DocumentStanding.PUBLISHED, DocumentStanding.RECALLED
    tab.show_documents(
        account(
            document(1),
            document(2, standing=published, recipients=(unread,)),
            document(3, standing=published, recipients=half),
            document(4, standing=published, recipients=(ON_PAPER,)),
            document(5, standing=DocumentStanding.PLANNED),
            document(6, standing=recalled, recalled_at=AT, recall_reason=RecallReason.OTHER),
        ),
        "",
    )
    cells = [row.cells[-1] for row in tab.table.facts.rows]
    assert [(cell.icon, cell.text) for cell in cells] == [
        ("mail-open", "gelesen"),
        ("mail", "sichtbar"),
        ("mail", "1 von 2 gelesen"),
        ("printer", "per Post"),
        ("clock", "geplant"),
        ("undo-2", "zurückgerufen"),
    ]


def test_the_details_say_who_got_it_how_and_why(tab: DocumentsTab) -> None:
    tab.show_documents(account(document()), "")
    names = [one.accessibleName() for one in tab.details.people()]
    assert names == [
        (
            "Marga Muster, elektronisch: hat der elektronischen Zustellung zugestimmt, "
            "im Portal gelesen am 18.11.2026, 10:00 Uhr"
        ),
        "Jonte Muster, per Post: hat kein aktiviertes Portal-Konto, Brief gedruckt am 18.11.2026",
    ]
    tab.show_documents(account(document()), "Dafür fehlt Ihnen das Recht.")
    for button in (tab.upload, tab.hold, tab.details.recall, tab.details.new_version):
        assert not button.isEnabled()


def test_versions_lead_to_each_other_and_what_is_recalled_stays(tab: DocumentsTab) -> None:
    old = document(
        1,
        standing=DocumentStanding.REPLACED,
        state=DocumentState.RECALLED,
        recalled_at=AT,
        recalled_by="Anna Muster",
        recall_reason=RecallReason.REPLACED,
        replaced_by_id=2,
    )
    tab.show_documents(account(document(2, edition=2, replaces_id=1), old), "")
    tab.details.other_version.click()
    assert tab.current() == old
    assert not tab.details.recall.isEnabled()
    assert not tab.details.new_version.isEnabled()
    tab.details.other_version.click()
    now = tab.current()
    assert now is not None
    assert now.document_id == 2


def test_holds_and_requests_are_seen(tab: DocumentsTab) -> None:
    hold = LegalHoldRow(
        hold_id=1,
        reason="Klage",
        since=AT,
        by="Anna Muster",
        lifted_at=None,
        lifted_by="",
        lift_reason="",
    )
    request = ArchiveRequestRow(
        request_id=5,
        version=1,
        kind=DocumentKind.CONTRACT,
        wanted="Nachtrag 2009",
        state=RequestState.OPEN,
        asked_at=AT,
        asked_by="Anna Muster",
        due_on=date(2026, 11, 20),
        is_overdue=True,
        ended_at=None,
        ended_by="",
        note="",
        case_id=None,
        case_reference="",
        document_id=None,
    )
    ended = replace(request, request_id=4, state=RequestState.NOT_FOUND, is_overdue=False)
    tab.show_documents(account(requests=(request, ended), holds=(hold,)), "")
    assert tab.lists.currentWidget() is tab.nothing
    assert "Klage" in tab.held.detail.text()
    assert not tab.hold.isVisible()
    assert "Nachtrag 2009" in tab.overdue.title.text()
    first, last = tab.requests.lines()
    assert first.overdue.text() == "überfällig seit 20.11.2026"
    assert not last.acts.isVisible()
    found: list[object] = []
    tab.requests.found.connect(found.append)
    first.found_button.click()
    assert found == [request]


def test_the_card_shows_what_holds(tab: DocumentsTab) -> None:
    card = DocumentsCard()
    gone = document(2, standing=DocumentStanding.UNDONE, state=DocumentState.UNDONE)
    card.show_documents(account(document(1), gone), "")
    assert [row.key for row in card.table.facts.rows] == [1]
    assert card.count.text() == "1"


def test_a_recall_says_what_follows() -> None:
    application()
    dialog = RecallDialog(1, "Betriebskosten 2025", what_follows(document()))
    chosen: list[Any] = []
    dialog.chosen.connect(chosen.append)
    assert dialog.follows.title.text() == "Das Portal zeigt es nicht mehr."
    assert "Marga Muster hat es schon gelesen." in dialog.follows.detail.text()
    assert "Der Brief an Jonte Muster ist schon gedruckt" in dialog.follows.detail.text()
    dialog.reason.choose(RecallReason.OTHER.value)
    assert not dialog.confirm.isEnabled()
    dialog.note.setText("Zahlen falsch")
    dialog.confirm.click()
    assert (chosen[0].reason, chosen[0].note) == (RecallReason.OTHER, "Zahlen falsch")


def test_the_view_of_the_tenant_shows_nothing_to_who_cannot_sign_in() -> None:
    application()
    dialog = TenantViewDialog([(1, "Marga Muster"), (2, "Jonte Muster")])
    shown = TenantDocument(
        document_id=1,
        kind=DocumentKind.HOUSE_RULES,
        title="Hausordnung",
        period=None,
        file_name="h.pdf",
        media_type="application/pdf",
        size=1000,
        visible_from=AT,
        is_new=True,
        is_leaving=False,
    )
    view = TenantView(
        tenant_id=1, name="Marga Muster", account=PortalAccountState.ACTIVATED, documents=(shown,)
    )
    dialog.show_view(view)
    assert [row.cells[1].text for row in dialog.table.facts.rows] == ["Hausordnung"]
    dialog.show_view(replace(view, tenant_id=2))
    assert dialog.lists.currentWidget() is dialog.table, "another party is chosen"
    dialog.show_view(replace(view, account=PortalAccountState.LOCKED))
    assert dialog.lists.currentWidget() is dialog.nothing
    assert dialog.blind.title.text() == "Marga Muster sieht im Portal nichts"
