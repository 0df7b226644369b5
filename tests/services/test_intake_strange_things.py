"""What else may lie in the portal's folder: devices, and folders that may only be read."""

import hashlib
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.adapters.portal_inbox import FolderInbox
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.models.case import Attachment
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.settings import DataFolder
from tests.services.intake_support import count, household, inbox, portal, reasons
from tests.support.contexts import make_context
from tests.support.factories import add_household
from tests.support.portal import HAS_PIPES, Portal, attachment, request

__all__ = ["household", "inbox", "portal"]

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = os.makedev(1, 5) if HAS_PIPES else 0
"""The device of zeros on Linux: who reads it to its end reads for ever."""
NOBODY = 65_534


@pytest.mark.skipif(sys.platform != "linux", reason="no such device here")
@pytest.mark.usefixtures("household")
def test_a_device_is_never_read(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    named = portal.leave(request("1", attachments=[attachment("scan.pdf", b"x")]), "1")
    beside = portal.leave(request("2"), "2")
    event = portal.root / "new" / "3"
    event.mkdir()
    try:
        for place in (named / "scan.pdf", beside / "beside", event / "event.json"):
            os.mknod(place, stat.S_IFCHR | 0o600, ENDLESS)
    except PermissionError:
        pytest.skip("only an administrator makes devices")
    assert take_in(context, inbox) == IntakeCounts(quarantined=3)
    assert set(reasons(context).values()) <= {"missing_file", "bad_file_name"}
    assert stat.S_ISCHR((portal.root / "quarantine" / "1" / "scan.pdf").lstat().st_mode)
    assert count(context, Attachment) == 0


AS_SOMEBODY = """
import os, sys
from desktop import app, commands

def run(*arguments):
    return commands.run(arguments, load_application=lambda: app)

# Everything is loaded before the rights go: the interpreter may lie where only root may look.
for arguments in (("intake", "--once"), ("deliver", "--once"), ("list-intake",)):
    assert run(*arguments, "--data-dir", sys.argv[1]) == 0
sys.stdout.flush()
print("now", flush=True)
print("now", file=sys.stderr, flush=True)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
assert os.geteuid() != 0
sys.exit(run(*sys.argv[4:], "--data-dir", sys.argv[2]))
"""


@pytest.fixture
def somebodys(sqlite_template: Path) -> Iterator[DataFolder]:
    """A data folder of an ordinary user, in which an event waits; beside it one to warm up."""
    # The folders of tests are closed to others.
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        for folder in (DataFolder(place / "warm"), DataFolder(place / "data")):
            folder.create()
            migrate.backup(sqlite_template, folder.database_file)
            with closing(open_database(folder.database_file)) as database:
                add_household(database)
            Portal(folder.exchange).leave(request())
        made = DataFolder(place / "data")
        FolderInbox(made.exchange).prepare()
        if os.geteuid() == 0:
            for path in (made.path, *made.path.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        yield made


def run_as_somebody(folder: DataFolder, *arguments: str) -> tuple[int, str]:
    """Run a command without any privilege; its status and what it complained about."""
    warm = folder.path.with_name("warm")
    done = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY, str(warm), str(folder.path), str(NOBODY), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("now\n") == 1, done.stderr
    return done.returncode, done.stderr.partition("now\n")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of other systems")
@pytest.mark.parametrize("closed", ["to-desktop/new", "to-desktop/cur", "to-desktop/done"])
def test_an_exchange_folder_that_may_only_be_read(somebodys: DataFolder, closed: str) -> None:
    event = somebodys.exchange / "to-desktop" / "new" / "event-1"
    before = hashlib.sha256((event / "event.json").read_bytes()).digest()
    (somebodys.exchange / closed).chmod(0o500)
    status, said = run_as_somebody(somebodys, "intake", "--once")
    assert status == 2
    assert said.count("\n") == 1
    assert "ist nicht erreichbar oder darf nicht benutzt werden" in said
    assert "es ist nichts verloren" in said
    assert hashlib.sha256((event / "event.json").read_bytes()).digest() == before
    (somebodys.exchange / closed).chmod(0o700)
    with closing(open_database(somebodys.database_file)) as database:
        context = make_context(database, somebodys.path)
        assert take_in(context, FolderInbox(somebodys.exchange)) == IntakeCounts(accepted=1)
