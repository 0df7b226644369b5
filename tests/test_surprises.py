"""The watchmen of the test suite are watched themselves."""

import logging
import sys
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.support.surprises import LogWatch


def test_an_unexpected_warning_fails(log_watch: LogWatch) -> None:
    logging.getLogger("mieterdesk.test").warning("a surprise")
    with pytest.raises(pytest.fail.Exception, match="a surprise"):
        log_watch.fail_if_surprised()
    log_watch.surprises.clear()


def test_an_expected_warning_is_forgiven(log_watch: LogWatch) -> None:
    with log_watch.expected(logging.ERROR, logger="mieterdesk", containing="known") as records:
        logging.getLogger("mieterdesk.test").error("known: %s", "disk full")
    assert [record.getMessage() for record in records] == ["known: disk full"]


def test_an_expected_warning_has_to_come(log_watch: LogWatch) -> None:
    with pytest.raises(AssertionError, match="nothing was logged"), log_watch.expected():
        logging.getLogger("mieterdesk.test").info("all is well")


@pytest.mark.parametrize(
    "ask", [lambda: QMessageBox.question(None, "?", "Sicher?"), lambda: QDialog().exec()]
)
def test_a_dialog_that_waits_is_refused(
    qtbot: QtBot, no_modal_dialogs: list[str], ask: Callable[[], object]
) -> None:
    with pytest.raises(AssertionError, match="would wait for a person"):
        ask()
    assert len(no_modal_dialogs) == 1
    no_modal_dialogs.clear()


def test_the_screen_is_large(qapp: QApplication) -> None:
    size = qapp.primaryScreen().size()
    assert (size.width(), size.height()) == (1920, 1080)


def test_warnings_are_errors() -> None:
    assert "error" in {action for action, *_ in sys.modules["warnings"].filters}
