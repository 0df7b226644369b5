"""An answer to a whole group, killed at any statement: everybody has it or nobody, never twice."""

import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.database.engine import Database, open_database
from desktop.domain.errors import UserError
from desktop.domain.kinds import Direction
from desktop.models.case import Case, Message
from desktop.models.company import Staff
from desktop.models.exchange import Delivery, UndoEntry
from desktop.models.work import CaseGroup
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import AnswerGroup, GroupCases
from desktop.services.damages.group_replies import answer_group, preview_answer
from desktop.services.damages.groups import group_cases
from desktop.services.damages.placeholders import DEFAULT_SUBJECT, DEFAULT_TEXT
from desktop.services.staff.access import Actor
from tests.support.contexts import make_context
from tests.support.factories import actor_of
from tests.support.houses import Outage, add_outage
from tests.support.standings import assert_standings_true

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 4
SEND_AND_DIE = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from desktop.database.engine import open_database
from tests.support.contexts import make_context
from tests.torture.test_group_answer import command_for, the_clerk

address, folder, left = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
database = open_database(address if "://" in address else Path(address))
context = make_context(database, folder)
clerk = the_clerk(database)
command = command_for(context, clerk)
count = 0

def point(*_):
    global count
    count += 1
    if count == left:
        os._exit(9)

event.listen(Engine, "before_cursor_execute", point)
event.listen(Engine, "after_cursor_execute", point)
event.listen(Engine, "commit", point)
from desktop.services.damages.group_replies import answer_group
answer_group(context, clerk, command)
print(count, flush=True)
"""


def the_clerk(database: Database) -> Actor:
    """The first clerk of the household, as signed in."""
    with database.read() as session:
        found = session.scalars(select(Staff).where(Staff.login == "clerk1")).one()
        return actor_of(found)


def command_for(context: ServiceContext, clerk: Actor) -> AnswerGroup:
    """What the person sees and sends now; the group is the only one."""
    with context.database.read() as session:
        group_id = session.scalars(select(CaseGroup.id)).one()
    shown = preview_answer(context, clerk, group_id, DEFAULT_SUBJECT, DEFAULT_TEXT)
    return AnswerGroup(
        group_id=group_id,
        case_id=shown[0].case_id,
        recipients=tuple(one.recipient_row for one in shown),
        subject=DEFAULT_SUBJECT,
        text=DEFAULT_TEXT,
        close_reason="Störung behoben",
    )


def prepare(address: Path | str, folder: Path) -> Outage:
    """A house with four reports in one group."""
    with closing(open_database(address)) as database:
        context = make_context(database, folder)
        outage = add_outage(context)
        lead, *others = outage.cases
        group_cases(context, outage.home.clerk, GroupCases(lead, tuple(others), "Heizung"))
    return outage


def send(address: Path | str, folder: Path, dies_at: int) -> "subprocess.CompletedProcess[str]":
    """A program that answers the group, and dies at a place if it comes so far."""
    return subprocess.run(
        [sys.executable, "-c", SEND_AND_DIE, str(address), str(folder), str(dies_at)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def messages(database: Database, outage: Outage) -> list[int]:
    """How many answers each case has; each has its delivery and its undo then."""
    with database.read() as session:
        found = []
        for case_id in outage.cases:
            sent = session.scalars(
                select(Message.id).where(
                    Message.case_id == case_id, Message.direction == Direction.OUTGOING
                )
            ).all()
            carried = session.scalars(
                select(Delivery.id).where(Delivery.message_id.in_(sent))
            ).all()
            undos = session.scalars(select(UndoEntry.id).where(UndoEntry.case_id == case_id)).all()
            closed = not session.get_one(Case, case_id).is_open
            assert len(carried) == len(sent) == len(undos) == int(closed)
            found.append(len(sent))
        return found


def test_everybody_or_nobody_and_never_twice(
    database_address: Path | str, tmp_path: Path, sqlite_template: Path
) -> None:
    # How many places there are is found out on a file; a server takes some statements fewer.
    other = tmp_path / "count.sqlite"
    other.write_bytes(sqlite_template.read_bytes())
    prepare(other, tmp_path)
    counted = send(other, tmp_path, 0)
    assert counted.returncode == 0, counted.stderr
    places = int(counted.stdout)
    assert places > 100
    outage = prepare(database_address, tmp_path)
    chance = random.Random("group answer")
    blows = sorted(chance.sample(range(1, places * 3 // 4), ROUNDS))
    with closing(open_database(database_address)) as database:
        context = make_context(database, tmp_path)
        for blow in blows:
            died = send(database_address, tmp_path, blow)
            assert died.returncode == 9, died.stderr
            assert messages(database, outage) == [0] * 4, blow
            assert_standings_true(context)
        stale = command_for(context, outage.home.clerk)
        whole = send(database_address, tmp_path, 0)
        assert whole.returncode == 0, whole.stderr
        assert messages(database, outage) == [1] * 4
        # Whoever does not know that it was sent and presses once more is refused.
        with pytest.raises(UserError, match=r"group\.case_changed"):
            answer_group(context, outage.home.clerk, stale)
        assert messages(database, outage) == [1] * 4
        assert_standings_true(context)
