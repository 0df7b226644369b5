"""Whatever nobody expected fails the test: log records from WARNING on, modal dialogs."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from desktop import crash


class LogWatch(logging.Handler):
    """Collects records that a test has to expect."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.surprises: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the record; ``expected`` takes it away again."""
        self.surprises.append(record)

    @contextmanager
    def expected(
        self, level: int = logging.WARNING, *, logger: str = "", containing: str = ""
    ) -> Iterator[list[logging.LogRecord]]:
        """Demands that the block logs at least one such record, and forgives exactly those.

        ``logger`` is the beginning of the logger's name. Yields the records, filled at the end.
        """
        before = len(self.surprises)
        found: list[logging.LogRecord] = []
        yield found
        found += [
            record
            for record in self.surprises[before:]
            if record.levelno == level
            and record.name.startswith(logger)
            and containing in record.getMessage()
        ]
        assert found, f"nothing was logged at {logging.getLevelName(level)} with {containing!r}"
        self.surprises = [record for record in self.surprises if record not in found]

    def fail_if_surprised(self) -> None:
        """Fails the test that logged what it did not expect."""
        if self.surprises:
            formatter = logging.Formatter("%(levelname)s %(name)s: %(message)s")
            lines = [formatter.format(record) for record in self.surprises]
            pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails a test over unexpected warnings in the log; see ``LogWatch.expected``."""
    watch = LogWatch()
    # A report that is counted only is not written: every test begins as a run of the program does.
    crash.forget_counts()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield watch
    finally:
        root.removeHandler(watch)
    watch.fail_if_surprised()


_BLOCKING = {
    "QDialog": ("exec",),
    "QMessageBox": ("exec", "about", "critical", "information", "question", "warning"),
    "QFileDialog": (
        "getExistingDirectory",
        "getOpenFileName",
        "getOpenFileNames",
        "getSaveFileName",
    ),
    "QInputDialog": ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    "QMenu": ("exec",),
}


@pytest.fixture(autouse=True)
def no_modal_dialogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fails a test that opens a dialog which would wait for a person, or leaves one open.

    A test that expects a dialog answers a non-blocking one (``open()``), or replaces the method.
    Yields the names of what was opened.
    """
    opened: list[str] = []
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        yield opened
        return
    for name, methods in _BLOCKING.items():
        for method in methods:
            monkeypatch.setattr(getattr(widgets, name), method, _refuse(opened, name, method))
    yield opened
    left_open = _close_modal_widgets(widgets)
    if opened or left_open:
        pytest.fail(f"unexpected modal dialogs: {opened + left_open}", pytrace=False)


def _refuse(opened: list[str], name: str, method: str) -> Callable[..., Any]:
    def refuse(*args: object, **kwargs: object) -> None:
        opened.append(f"{name}.{method}")
        raise AssertionError(f"{name}.{method} would wait for a person")

    return refuse


def _close_modal_widgets(widgets: Any) -> list[str]:
    left_open: list[str] = []
    application = widgets.QApplication.instance()
    while isinstance(application, widgets.QApplication):
        modal = application.activeModalWidget()
        if modal is None:
            break
        left_open.append(type(modal).__name__)
        modal.close()
        modal.deleteLater()
        if application.activeModalWidget() is modal:
            break
    return left_open
