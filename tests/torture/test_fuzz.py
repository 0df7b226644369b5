"""A fixed sample of the mutated input; the full counts are run by the torture's own command."""

from pathlib import Path

import pytest

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.portal_folder import FolderFile, PortalFolder
from desktop.services.context import ServiceContext
from tests.support.factories import add_household
from tests.support.surprises import LogWatch
from tests.torture import fuzz_bank_details, fuzz_events

SEED = 2026
EVENTS = 120
LINES = 600


def test_mutated_events_are_all_accounted_for(context: ServiceContext, tmp_path: Path) -> None:
    home = add_household(context.database)
    tally = fuzz_events.fuzz(context, home, tmp_path / "exchange", EVENTS, SEED)
    assert tally.uncaught == tally.lost == []
    assert tally.is_clean, tally.line()
    # The sample is worth something: every way out and most reasons are in it.
    assert all(tally.outcomes[name] for name in ("accepted", "quarantined"))
    assert len(tally.reasons) >= 8


def test_mutated_bank_details_get_one_answer_each(tmp_path: Path) -> None:
    tally = fuzz_bank_details.fuzz(LINES, SEED, tmp_path)
    assert tally.problems == []
    assert tally.given == tally.answered == tally.assessed == LINES
    assert 0 < tally.unreadable < LINES


def test_the_fuzzer_sees_a_bug(
    context: ServiceContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log_watch: LogWatch,
) -> None:
    class Buggy(FolderInbox):
        def files(self, folder: PortalFolder) -> tuple[FolderFile, ...]:
            if folder.name.text.endswith("3"):
                raise ValueError("a bug")
            return super().files(folder)

    monkeypatch.setattr(fuzz_events, "FolderInbox", Buggy)
    home = add_household(context.database)
    with log_watch.expected(40, containing="could not be taken in"):
        tally = fuzz_events.fuzz(context, home, tmp_path / "exchange", 5, SEED)
    assert not tally.is_clean
    assert len(tally.uncaught) == 1
    assert tally.outcomes["left"] == 1
    assert any("0000003" in problem for problem in tally.lost)
