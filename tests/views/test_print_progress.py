"""How far a larger batch is, and until when it can be called off."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.letters.watch import PrintProgress, PrintStage
from desktop.views.letters.print_progress import PrintProgressBar


@pytest.fixture
def bar(qtbot: QtBot) -> PrintProgressBar:
    made = PrintProgressBar()
    qtbot.addWidget(made)
    made.begin()
    return made


def test_a_small_batch_is_done_before_anybody_reads(bar: PrintProgressBar) -> None:
    bar.show_progress(PrintProgress(PrintStage.CODES, 1, 9))
    assert not bar.isVisible()


def test_it_is_called_off_as_long_as_codes_are_made(bar: PrintProgressBar, qtbot: QtBot) -> None:
    bar.show_progress(PrintProgress(PrintStage.CODES, 250, 1000))
    assert bar.isVisible()
    assert bar.text.text() == "Codes werden erzeugt: 250 von 1000"
    assert (bar.bar.value(), bar.bar.maximum()) == (250, 1000)
    with qtbot.waitSignal(bar.cancel_requested):
        bar.cancel.click()
    assert not bar.cancel.isEnabled()


def test_what_is_written_is_printed(bar: PrintProgressBar) -> None:
    bar.show_progress(PrintProgress(PrintStage.FREEZING, 100, 1000))
    assert not bar.cancel.isEnabled()
    assert bar.cancel.accessibleDescription().startswith("Der Stapel ist angelegt")
    bar.show_progress(PrintProgress(PrintStage.PRINTING, 0, 1000))
    assert bar.bar.value() == 1000
    bar.end()
    assert not bar.isVisible()
