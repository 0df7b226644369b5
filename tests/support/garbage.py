"""Reference cycles are looked for between tests, in the window's thread.

The program does so itself while its windows are open (``desktop.views.garbage``). A test shows
widgets without that: whatever thread of the background makes one object too many would take down
what earlier tests left behind, beside the thread that works with windows.
"""

import gc

import pytest

from desktop.views.garbage import collect_what_is_due


def look_for_garbage_between_tests() -> None:
    """Let no thread look for cycles by itself from here on."""
    gc.disable()


class GarbagePlugin:
    """Looks for what is due after each test."""

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self) -> None:
        """Collect by Python's own thresholds."""
        collect_what_is_due()
