"""What the window does without, so that it leaves memory to other programs."""

import gc
import subprocess
import sys
from pathlib import Path
from typing import get_overloads, overload

import pytest

from desktop.memory import leave_lasting_alone

ROOT = Path(__file__).resolve().parent.parent

SOURCES = """
import sys
sys.path.insert(0, {root!r})
from desktop import memory
memory.keep_no_sources()
import linecache
import traceback
import PySide6.QtCore
from desktop import settings
try:
    settings.load_settings(None)
except AttributeError:
    last = traceback.format_exc().splitlines()[-2]
    assert last.startswith("    "), last
print(sum(len(entry) > 1 and entry[1] is not None for entry in linecache.cache.values()))
"""

LOADER = """
import sys
sys.path.insert(0, {root!r})
from desktop import memory
memory.keep_no_sources()
import linecache

class Loader:
    def get_source(self, name):
        return "first\\nsecond"

print(linecache.getlines("/nowhere/packed.py", dict(__name__="packed", __loader__=Loader())))
"""

DRIVER = """
import sys
sys.path.insert(0, {root!r})
from desktop import app, sittings
import desktop.views.main_window
from sqlalchemy.orm import configure_mappers
configure_mappers()
print("psycopg" in sys.modules, "sqlalchemy.dialects.postgresql" in sys.modules)
"""

LATE = """
import sys
sys.path.insert(0, {root!r})
sys.modules["greenlet"] = None
import PySide6.QtCore
from desktop.memory import asyncio_when_used
with asyncio_when_used():
    from desktop import app
from sqlalchemy.util import concurrency
print("asyncio" in sys.modules, "ssl" in sys.modules)
import asyncio.events
print(concurrency.is_cancellation_exception(asyncio.CancelledError()))
"""

FREED = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from desktop.memory import give_back_freed

def held():
    return int(Path("/proc/self/statm").read_text().split()[1])

# Blocks below the size at which each is mapped by itself; the last one keeps the heap's end.
blocks = [bytes(100_000) for _ in range(300)]
last = bytes(100_000)
del blocks
before = held()
give_back_freed()
print(before - held() > 5_000)
"""

REPLACED = """
import sys
sys.path.insert(0, {root!r})
from dataclasses import FrozenInstanceError
from desktop.domain.months import Month
from desktop.memory import leave_lasting_alone

def there():
    return sum(made.__qualname__ == "Month" for made in object.__subclasses__())

print(there())
leave_lasting_alone()
print(there())
try:
    Month(2026, 1).space = 1
except FrozenInstanceError as error:
    print(error)
"""

HEAPS = """
import ctypes, os, sys, threading
sys.path.insert(0, {root!r})
import main
main.commands.run = lambda *_args, **_doors: 0
main.main()
held = []
for _ in range(3):
    thread = threading.Thread(target=lambda: held.append(bytes(10_000)))
    thread.start()
    thread.join()
os.dup2(1, 2)
ctypes.CDLL(None).malloc_stats()
"""


def _said(code: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code.format(root=str(ROOT))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_no_source_text_is_kept_and_tracebacks_show_it_all_the_same() -> None:
    assert _said(SOURCES) == "0"


def test_lines_that_no_file_holds_are_brought_by_their_loader() -> None:
    assert _said(LOADER) == "['first\\n', 'second\\n']"


def test_what_speaks_to_a_server_is_loaded_for_a_server_only() -> None:
    assert _said(DRIVER) == "False False"


def test_what_stays_is_not_looked_through_again() -> None:
    @overload
    def either(given: int) -> int: ...
    @overload
    def either(given: str) -> str: ...
    def either(given: int | str) -> int | str:
        return given

    assert len(get_overloads(either)) == 2
    # Windows of other tests in this process have left theirs alone already.
    gc.unfreeze()
    leave_lasting_alone()
    try:
        assert gc.get_freeze_count() > 10_000
        assert get_overloads(either) == []
    finally:
        gc.unfreeze()


def test_the_class_that_a_data_class_with_slots_replaced_goes() -> None:
    assert _said(REPLACED) == "2\n1\ncannot assign to field 'space'"


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps it")
def test_freed_memory_goes_back_to_the_system() -> None:
    assert _said(FREED) == "True"


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has several")
def test_threads_share_one_heap() -> None:
    assert _said(HEAPS).count("Arena ") == 1


def test_asyncio_is_loaded_when_something_of_it_is_used() -> None:
    assert _said(LATE) == "False False\nTrue"
