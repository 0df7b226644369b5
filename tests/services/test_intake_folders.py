"""In which order folders are taken, whatever their names, and what is left alone."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.errors import UserError
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.leases import lease
from tests.services.intake_support import (
    household,
    inbox,
    portal,
    rows,
)
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
)
from tests.support.portal import (
    TAKES_ANY_BYTES,
    Portal,
    request,
    with_value,
)

__all__ = ["household", "inbox", "portal"]

pytestmark = pytest.mark.usefixtures("household")


def test_folders_are_taken_in_order_of_time_then_name(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    times = {
        "a": "2026-11-20T12:00:00Z",
        "b": "2026-11-20T12:30:00+01:00",
        "c": "2026-11-20T12:00:00Z",
        "d": "no time",
        "e": "2026-11-19T23:00:00",
    }
    for name, written in times.items():
        portal.leave(with_value(request(name), ("time",), written))
    portal.leave(b"?", "0 broken")
    take_in(context, inbox)
    assert [row.folder for row in rows(context)] == ["e", "b", "a", "c", "0 broken", "d"]


def test_stray_things_stay(context: ServiceContext, portal: Portal, inbox: FolderInbox) -> None:
    new = portal.root / "new"
    (new / "stray.json").write_text("{}")
    elsewhere = portal.exchange / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "event.json").write_text(json.dumps(request()))
    (new / "link").symlink_to(elsewhere)
    (portal.root / "tmp").mkdir()
    (portal.root / "tmp" / "half").mkdir()
    assert take_in(context, inbox) == IntakeCounts()
    assert portal.names("new") == ["link", "stray.json"]
    assert portal.names("tmp") == ["half"]


@pytest.mark.parametrize(
    "name",
    [b"$(id)", b"-rf", b".hidden", "\u202egnp".encode()]
    + [b"\xff\xfe broken", b"a\nb", b"\\x"] * TAKES_ANY_BYTES,
)
def test_folders_may_have_any_name(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, name: bytes
) -> None:
    portal.leave(request("../../id"), folder=name)
    portal.leave(b"broken", folder=name + b"2")
    assert take_in(context, inbox) == IntakeCounts(accepted=1, quarantined=1)
    assert portal.names("done") == [os.fsdecode(name)]
    assert portal.names("quarantine") == [os.fsdecode(name + b"2")]
    listed = {row.event_id: row.folder for row in rows(context)}
    text = name.decode("utf-8", "backslashreplace")
    assert listed == {"../../id": text, f"{text}2": f"{text}2"}


def test_an_unusable_exchange_folder_is_told(context: ServiceContext, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as error:
        take_in(context, FolderInbox(tmp_path / "file"))
    assert error.value.code == "intake.folder_unusable"


def test_only_one_program_takes_in(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request())
    with lease(context, "intake"), pytest.raises(UserError) as error:
        take_in(context, inbox)
    assert error.value.code == "lease.taken"
    assert portal.names("new") == ["event-1"]


def test_it_can_be_stopped_between_two_events(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    for number in range(3):
        portal.leave(request(str(number)))
    seen: list[tuple[int, int]] = []

    def note(done: int, total: int) -> None:
        seen.append((done, total))

    take_in(context, inbox, is_cancelled=lambda: len(seen) == 2, on_progress=note)
    assert seen == [(1, 3), (2, 3)]
    assert portal.names("new") == ["2"]


def test_nothing_private_is_on_the_audit_log(
    context: ServiceContext, clock: FixedClock, portal: Portal, inbox: FolderInbox
) -> None:
    # Ids that look like an IBAN must not stop the log either.
    portal.leave(with_value(request(NEW_IBAN), ("source",), NEW_IBAN), folder=NEW_IBAN)
    portal.leave(b"x", folder=f"{NEW_IBAN}2")
    assert take_in(context, inbox) == IntakeCounts(accepted=1, quarantined=1)
    with context.database.read() as session:
        lines = session.scalars(select(AuditEvent.details)).all()
    assert lines
    assert NEW_IBAN not in "".join(lines)
