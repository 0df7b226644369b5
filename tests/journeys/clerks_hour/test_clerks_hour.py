"""A scripted hour of sixty mixed cases through the real window, on demonstration data."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.berlin_time import berlin_instant
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.demo.create import DEMO_PASSWORD, LEAST_CASES, create_demo_data
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.endings import keep_in_step
from tests.journeys.clerks_hour.endings import Ends
from tests.journeys.clerks_hour.hands import Hands
from tests.journeys.clerks_hour.hour import TO_RELEASE, Hour
from tests.journeys.clerks_hour.post import CASES, Kind, Post
from tests.journeys.clerks_hour.told import count_told, told_wrongly
from tests.support.clock import FixedClock
from tests.support.contexts import bare_context
from tests.support.program import RunningProgram

TODAY = date(2026, 11, 23)
LATER = timedelta(minutes=1)
MOST_KEYS = {Kind.CLEAN_CHANGE: 6, "release": 2}


class Demo:
    """The demonstration at ten in the morning, on a file."""

    def __init__(self, template: Path, folder: Path) -> None:
        path = folder / "data" / "mieterdesk.sqlite"
        path.parent.mkdir()
        migrate.backup(template, path)
        self.exchange = folder / "exchange"
        self.clock = SteppingClock(berlin_instant(TODAY), FixedClock())
        self.database = open_database(path)
        self.context = keep_in_step(bare_context(self.database, folder, self.clock))
        inbox = FolderInbox(self.exchange)
        create_demo_data(self.context, self.clock, inbox, self.exchange, cases=LEAST_CASES)
        self.clock.set_to(berlin_instant(TODAY, time(10)))

    def minute(self) -> None:
        """A minute passes, and what is due leaves."""
        self.clock.set_to(self.clock.now() + LATER)
        deliver_due(self.context, FolderOutbox(self.exchange))


@pytest.fixture
def demo(sqlite_template: Path, tmp_path: Path) -> Iterator[Demo]:
    made = Demo(sqlite_template, tmp_path)
    with closing(made.database):
        yield made


def test_sixty_cases_reach_their_end_and_no_key_is_for_nothing(demo: Demo) -> None:
    matters = Post(demo.context, demo.exchange).come_in()
    assert len(matters) == CASES == 60
    program = RunningProgram(demo.context, demo.exchange)
    hands = Hands(program)
    hour = Hour(hands, matters, demo.minute)
    program.sign_in("clerk1", DEMO_PASSWORD)
    hour.work()
    program.switch_user("lead", DEMO_PASSWORD)
    hour.release()
    program.close()
    demo.minute()

    assert hands.idle == []
    with demo.context.database.read() as session:
        ends = Ends(session)
        assert [text for text in map(ends.missed, matters) if text] == []
        assert told_wrongly(session, demo.exchange, matters) == []
        by_portal, letters = count_told(session, matters)
    assert by_portal >= 30
    # Whoever wrote by e-mail has an account, and only there is it sure that they read the answer.
    assert letters == 0
    assert hands.tallies["release"].cases == sum(one.kind in TO_RELEASE for one in matters)
    for kind, most in MOST_KEYS.items():
        assert hands.tallies[kind].most <= most
