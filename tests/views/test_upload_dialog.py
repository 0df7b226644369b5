"""The dialog for one document: what it asks, what it warns of, and that nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    ScanState,
    TextState,
    WayReason,
)
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import StatementTiming
from desktop.services.documents.commands import ChosenWay, PublishDocument
from desktop.services.documents.contents import TakenIn
from desktop.services.documents.previewing import PublicationPreview
from desktop.services.documents.view import PartyWay
from desktop.views.documents.upload_dialog import SEEN_FROM, UploadDialog, UploadGoal
from tests.support.program import application

TODAY = date(2026, 11, 23)
FILE = TakenIn(
    name="BKA 2024.pdf",
    sha256="ab" * 32,
    size=412_000,
    media_type="application/pdf",
    pages=4,
    text_state=TextState.READ,
    text="",
    scan_state=ScanState.NOT_SCANNED,
    seen_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
)
MARGA = PartyWay(
    tenant_id=1, name="Marga Muster", way=DeliveryWay.ELECTRONIC, reason=WayReason.CONSENT
)
JONTE = PartyWay(
    tenant_id=2, name="Jonte Muster", way=DeliveryWay.POST, reason=WayReason.NO_ACCOUNT
)


def preview(**changes: Any) -> PublicationPreview:
    """What the services say of a publication that nothing hinders."""
    values: dict[str, Any] = {
        "ways": (MARGA, JONTE),
        "refusal": None,
        "timing": StatementTiming.IN_TIME,
        "deadline": None,
        "same_here": "",
        "same_elsewhere": (),
    }
    return PublicationPreview(**{**values, **changes})


@pytest.fixture
def dialog() -> Iterator[UploadDialog]:
    application()
    goal = UploadGoal(tenancy_id=7, company_code="thor", whose="10.2071.0114 · Marga Muster")
    made = UploadDialog(goal, lambda: TODAY)
    made.show()
    yield made
    made.close()


def _fill(dialog: UploadDialog, kind: DocumentKind = DocumentKind.OPERATING_COSTS) -> None:
    dialog.show_file(FILE)
    dialog.kind.choose(kind.value)
    dialog.period.years[1].click()


def test_it_says_what_is_missing_and_publishes_what_was_typed(dialog: UploadDialog) -> None:
    asked: list[PublishDocument] = []
    dialog.wanted.connect(asked.append)
    assert dialog.confirm.accessibleDescription() == "Bitte wählen Sie zuerst eine Datei."
    dialog.show_file(FILE)
    assert "nicht auf Viren geprüft" in dialog.file.facts.text()
    assert dialog.confirm.accessibleDescription() == "Bitte wählen Sie die Dokumentart."
    dialog.kind.choose(DocumentKind.OPERATING_COSTS.value)
    assert dialog.missing() == "Bitte geben Sie den Abrechnungszeitraum an."
    dialog.period.years[1].click()
    assert dialog.title.text() == "Betriebskostenabrechnung 2024"
    assert not dialog.confirm.isEnabled(), "nobody has tried it yet"
    dialog.show_preview(preview())
    dialog.confirm.click()
    [command] = asked
    assert command.period == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert (command.tenancy_id, command.visible_from, command.ways) == (7, None, ())


def test_a_day_to_come_is_seen_from_its_morning_and_a_title_of_ones_own_stays(
    dialog: UploadDialog,
) -> None:
    _fill(dialog)
    dialog.title.setText("Abrechnung für Muster")
    dialog.title.textEdited.emit(dialog.title.text())
    dialog.visible.setDate(dialog.visible.date().addDays(8))
    dialog.period.years[0].click()
    assert dialog.title.text() == "Abrechnung für Muster"
    assert dialog.visible_from() == berlin_instant(date(2026, 12, 1), SEEN_FROM)


def test_another_way_needs_its_reason_and_survives_another_look(dialog: UploadDialog) -> None:
    _fill(dialog)
    dialog.show_preview(preview())
    row = dialog.ways.rows[MARGA.tenant_id]
    assert row.why.text() == "hat der elektronischen Zustellung zugestimmt"
    row.way.choose(DeliveryWay.BOTH.value)
    assert "Marga Muster" in dialog.missing()
    row.note.setText("Bittet um Papier")
    by_hand = PartyWay(
        tenant_id=1,
        name="Marga Muster",
        way=DeliveryWay.BOTH,
        reason=WayReason.BY_HAND,
        note="Bittet um Papier",
    )
    dialog.show_preview(preview(ways=(by_hand, JONTE)))
    assert dialog.confirm.isEnabled()
    assert row.why.text().startswith("sonst elektronisch: ")
    command = dialog.command()
    assert command is not None
    assert command.ways == (ChosenWay(1, DeliveryWay.BOTH, "Bittet um Papier"),)


def test_late_and_doubled_files_are_decided_by_a_person(dialog: UploadDialog) -> None:
    _fill(dialog)
    dialog.show_preview(
        preview(
            timing=StatementTiming.LATE,
            deadline=date(2025, 12, 31),
            same_elsewhere=("10.0001.0001",),
        )
    )
    doubts = dialog.doubts
    assert "bis zum 31.12.2025 zugehen" in doubts.late.title.text()
    assert "§ 556 Abs. 3 BGB" in doubts.late.detail.text()
    assert "10.0001.0001" in doubts.twice.title.text()
    assert not dialog.confirm.isEnabled()
    doubts.accept_late.click()
    assert dialog.missing() == "Bitte bestätigen Sie, dass die Datei auch hierher gehört."
    doubts.accept_twice.click()
    command = dialog.command()
    assert dialog.confirm.isEnabled()
    assert command is not None
    assert command.late_accepted
    assert command.duplicate_accepted


def test_what_forbids_it_cannot_be_decided_away(dialog: UploadDialog) -> None:
    _fill(dialog)
    refusal = UserError("documents.duplicate")
    dialog.show_preview(preview(refusal=refusal, same_here="BKA 2024"))
    assert dialog.doubts.forbidden.isVisible()
    assert dialog.doubts.forbidden.detail.text() == "Sie liegt hier als „BKA 2024“."
    assert not dialog.confirm.isEnabled()


def test_a_refused_file_says_why_and_what_was_typed_stays(dialog: UploadDialog) -> None:
    _fill(dialog)
    dialog.show_preview(preview())
    dialog.show_reading("makro.docm", 10, 20)
    assert dialog.file.cancel.isVisible()
    dialog.show_no_file("„makro.docm“ wurde nicht hinzugefügt.")
    assert dialog.refused.title.text() == "„makro.docm“ wurde nicht hinzugefügt."
    assert dialog.title.text() == "Betriebskostenabrechnung 2024"
    assert dialog.chosen_kind() is DocumentKind.OPERATING_COSTS
    assert dialog.command() is None
    dialog.show_file(FILE)
    dialog.show_preview(preview())
    dialog.confirm.click()
    dialog.show_refusal("Der Zeitraum liegt außerhalb der Vertragszeit.")
    assert dialog.refused.isVisible()
    assert dialog.confirm.isEnabled()


def test_half_a_period_is_none(dialog: UploadDialog) -> None:
    _fill(dialog, DocumentKind.OTHER)
    dialog.period.last.show_day(None)
    assert dialog.missing() == "Bitte geben Sie beide Tage des Zeitraums an oder keinen."
    dialog.period.last.setText("32.13.")
    assert dialog.missing() == "„32.13.“ ist kein Tag des Kalenders."
