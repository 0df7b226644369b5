"""What the page *Verbrauch* says and asks, without a house behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.accounts import MeterKind
from desktop.domain.documents import DeliveryWay, WayReason
from desktop.domain.months import Month
from desktop.services.consumption.view import (
    HeldRow,
    MonthProofs,
    MonthPublication,
    MonthRow,
    NoticedRow,
    ProofRow,
    Told,
    UsageTakenBack,
)
from desktop.services.documents.view import Arrival
from desktop.texts import Language, set_language
from desktop.views.consumption.correct_dialog import CorrectUsageDialog
from desktop.views.consumption.proof_dialog import ProofDialog
from desktop.views.consumption.proof_rows import proof_cells
from desktop.views.consumption.publish_dialog import PublishMonthDialog
from desktop.views.consumption.usage_parts import UsageParts
from desktop.views.consumption.usage_rows import (
    held_cells,
    month_cells,
    staying_sentence,
    why_not_publishable,
)
from desktop.views.consumption.usage_texts import usage_finding_text
from tests.support.program import theme_controller

HELD = HeldRow(
    reading_id=1,
    company_tag="THOR",
    meter_number="4711",
    kind=MeterKind.HEAT,
    home="Musterkehre 2, 06",
    month=Month(2026, 10),
    value=Decimal("4334.000"),
    stand=None,
    unit="kWh",
    meter_unit="kWh",
    standing=Decimal("482.500"),
    findings=(NoticedRow("jump", {"value": "4334.000", "usual": "482.500"}),),
    file_name="okt.csv",
    tenancy_id=1,
)
MONTH = MonthRow(
    company_id=1,
    company_name="THOR Wohnen",
    month=Month(2026, 10),
    ready=1200,
    held=2,
    published=0,
    is_running=False,
)
PROOF = ProofRow(
    home="Musterkehre 2, 06",
    contract_number="10.2071.0114",
    kind=MeterKind.HEAT,
    meter_number="4711",
    value=Decimal("430.500"),
    unit="kWh",
    corrected=True,
    told=Told(
        name="Marga Muster",
        way=DeliveryWay.POST,
        reason=WayReason.NO_ACCOUNT,
        published_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        in_portal=None,
        on_paper=Arrival.IN_BATCH,
        arrived_at=None,
    ),
    by="",
)


@pytest.fixture
def in_english() -> Iterator[None]:
    """The other language, and the usual one again."""
    set_language(Language.ENGLISH)
    yield
    set_language(Language.GERMAN)


@pytest.mark.parametrize(
    ("code", "params", "said"),
    [
        ("backwards", {"value": "-3.000"}, "Der Verbrauch ist kleiner als null."),
        (
            "backwards",
            {"stand": "1183.500", "before": "1200.000", "month": "2026-09"},
            "Der Zähler läuft rückwärts: 1.183,5 nach 1.200 im September 2026.",
        ),
        ("jump", {"value": "9", "usual": "482.000"}, "Mehr als das Dreifache des Üblichen (482)."),
        ("gap", {"months": 1, "last": "2026-08"}, "Davor fehlt 1 Monat; der letzte ist August"),
        ("gap", {"months": 3, "last": "2026-06"}, "Davor fehlen 3 Monate; der letzte ist Juni"),
        ("duplicate", {"value": "5.200", "unit": "m³"}, "schon ein anderer Wert (5,2 m³)."),
        ("wrong_unit", {"unit": "kWh", "expected": ""}, "„kWh“ passt nicht zum Zähler."),
        ("wrong_unit", {"unit": "kWh", "expected": "m³"}, "zum Zähler, der in m³ zählt."),
        ("remote_unknown", {}, "steht nicht in den Stammdaten."),
        ("exchanged", {"exchanged_on": "2026-10-05"}, "am 05.10.2026 ausgetauscht."),
    ],
)
def test_a_doubt_is_said_with_the_numbers_of_a_person(
    code: str, params: dict[str, str | int], said: str
) -> None:
    assert said in usage_finding_text(NoticedRow(code, params))


def test_a_held_value_says_what_it_is_or_what_the_meter_showed() -> None:
    assert held_cells(HELD)[4:6] == ("4.334 kWh", "482,5")
    stand = replace(HELD, value=None, stand=Decimal("12000.5"))
    assert held_cells(stand)[4] == "Stand 12.000,5 kWh"


@pytest.mark.usefixtures("in_english")
def test_the_other_language_writes_numbers_its_own_way() -> None:
    assert held_cells(HELD)[4] == "4,334 kWh"
    assert usage_finding_text(HELD.findings[0]) == "More than three times what is usual (482.5)."


@pytest.mark.parametrize(
    ("row", "state", "why"),
    [
        (MONTH, "kann veröffentlicht werden", ""),
        (replace(MONTH, is_running=True), "läuft noch", "Der Monat ist noch nicht zu Ende."),
        (
            replace(MONTH, ready=0),
            "wartet auf Prüfung",
            "In diesem Monat wartet kein Wert auf die Mieter.",
        ),
        (
            replace(MONTH, ready=0, held=0, published=9),
            "veröffentlicht",
            "In diesem Monat wartet kein Wert auf die Mieter.",
        ),
    ],
)
def test_a_month_says_how_it_stands(row: MonthRow, state: str, why: str) -> None:
    assert month_cells(row)[-1] == state
    assert why_not_publishable(row) == why


def test_what_tenants_were_told_stays_and_that_is_said() -> None:
    assert staying_sentence(UsageTakenBack(1, 5, 0, 0)) == ""
    assert staying_sentence(UsageTakenBack(1, 5, 0, 1)).startswith("1 Wert ist schon mitgeteilt")


def test_a_value_is_put_right_with_a_number_and_a_reason(qtbot: QtBot) -> None:
    dialog = CorrectUsageDialog("Oktober 2026", "Sprung", "m³")
    qtbot.addWidget(dialog)
    chosen: list[tuple[Decimal, str]] = []
    dialog.chosen.connect(lambda value, note: chosen.append((value, note)))
    assert dialog.value.accessibleName() == "Verbrauch des Monats in m³"
    for value, note, hint in (
        ("", "", "Bitte geben Sie eine Menge ab null an, zum Beispiel 123,5."),
        ("-1", "x", "Bitte geben Sie eine Menge ab null an, zum Beispiel 123,5."),
        ("viel", "x", "Bitte geben Sie eine Menge ab null an, zum Beispiel 123,5."),
        ("12,5", "  ", "Bitte geben Sie einen Grund an."),
    ):
        dialog.value.setText(value)
        dialog.note.setText(note)
        assert dialog.hint.text() == hint
        dialog.confirm.click()
    dialog.note.setText(" abgelesen ")
    dialog.confirm.click()
    assert chosen == [(Decimal("12.5"), "abgelesen")]


def test_publishing_says_beforehand_whom_it_tells_how(qtbot: QtBot) -> None:
    nothing = PublishMonthDialog("Oktober 2026", MonthPublication())
    qtbot.addWidget(nothing)
    assert not nothing.confirm.isEnabled()
    preview = MonthPublication(
        readings=3, tenancies=2, in_portal=1, letters=1, without_contract=1, held=2
    )
    dialog = PublishMonthDialog("Oktober 2026", preview)
    qtbot.addWidget(dialog)
    assert dialog.confirm.isEnabled()
    assert dialog.lines.text().splitlines() == [
        "3 Werte aus 2 Verträgen",
        "1 Mitteilung in das Portal",
        "1 Brief auf den Stapel",
        "1 Wert geht an niemanden: die Wohnung stand leer oder wechselte im Monat",
        "2 Werte bleiben in Prüfung und gehen später hinaus",
    ]


@pytest.fixture
def parts(qtbot: QtBot) -> UsageParts:
    """The page without its workplace."""
    made = UsageParts()
    qtbot.addWidget(made)
    return made


def test_rows_grow_with_the_letters(parts: UsageParts) -> None:
    parts.held.show_lines([held_cells(HELD)], [1])
    table, before = parts.held.table, parts.held.table.rowHeight(0)
    try:
        theme_controller().set_percent(200)
        assert table.rowHeight(0) == table.verticalHeader().defaultSectionSize() > before
        assert table.horizontalHeader().height() >= table.fontMetrics().height()
        assert parts.held.minimumSizeHint().height() > 4 * before
    finally:
        theme_controller().set_percent(100)


def test_the_next_value_is_chosen_when_one_is_decided(parts: UsageParts) -> None:
    rows = [replace(HELD, reading_id=number) for number in range(1, 5)]

    def show(*ids: int) -> None:
        shown = [row for row in rows if row.reading_id in ids]
        cells = [held_cells(row) for row in shown]
        parts.held.show_lines(cells, [row.reading_id for row in shown], goes_on=True)

    show(1, 2, 3, 4)
    assert parts.held.table.chosen() == 1
    QTest.keyClick(parts.held.table, Qt.Key.Key_Down)
    show(1, 3, 4)
    assert parts.held.table.chosen() == 3
    show(1)
    assert parts.held.table.chosen() == 1
    show()
    assert parts.held.count.text() == ""


def test_the_proof_of_a_month_names_flat_person_time_and_way(qtbot: QtBot) -> None:
    nothing = ProofDialog("Oktober 2026", MonthProofs(0, 0, 0, ()))
    qtbot.addWidget(nothing)
    assert not nothing.save.isEnabled()
    dialog = ProofDialog("Oktober 2026", MonthProofs(3, 2, 1, (PROOF,)))
    qtbot.addWidget(dialog)
    saved: list[bool] = []
    dialog.saving.connect(lambda: saved.append(True))
    dialog.save.click()
    assert saved == [True]
    assert dialog.sum.text() == (
        "3 Mitteilungen an 2 Personen aus 1 Vertrag. Gezeigt sind die ersten 1; die Liste enthält "
        "alle."
    )
    model = dialog.table.model()
    assert [model.index(0, column).data() for column in range(model.columnCount())] == [
        "Musterkehre 2, 06",
        "10.2071.0114",
        "Heizung · 4711",
        "430,5 kWh, später berichtigt",
        "Marga Muster",
        "03.11.2026, 10:00 Uhr",
        "per Post, im Druck",
        "hat kein aktiviertes Portal-Konto",
    ]
    assert proof_cells(PROOF)[-1] == "Programm"
