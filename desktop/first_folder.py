"""A data folder that is made aside and comes to its place whole, or not at all.

What is made lies in ``.first-start`` of the folder, on the same file system. Whoever is killed
before the end leaves that, and a folder in which nobody has begun; the next one clears it away.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.master_key import KeyChain, agree_on_key
from desktop.settings import DataFolder

__all__ = [
    "begin_in_aside",
    "demo_folder",
    "has_demo",
    "kept_key",
    "made_aside",
    "move_in",
    "move_to_demo",
]

_ASIDE = ".first-start"
_DEMO = "demo"


def demo_folder(folder: DataFolder) -> DataFolder:
    """Return the folder of the demonstration that belongs to a data folder."""
    return DataFolder(folder.path / _DEMO)


def has_demo(folder: DataFolder) -> bool:
    """Whether the demonstration was made already."""
    return demo_folder(folder).database_file.exists()


@contextmanager
def made_aside(folder: DataFolder) -> Iterator[DataFolder]:
    """Give an empty folder to make things in; what was not moved away is removed at the end.

    Raises:
        UserError: ``first_start.not_written`` with ``folder``.
    """
    aside = DataFolder(folder.path / _ASIDE)
    try:
        shutil.rmtree(aside.path, ignore_errors=True)
        folder.create()
        aside.path.mkdir(mode=0o700)
        yield aside
    except OSError as error:
        raise UserError("first_start.not_written", folder=str(folder.path)) from error
    finally:
        shutil.rmtree(aside.path, ignore_errors=True)


@contextmanager
def kept_key(keys: KeyChain, key: MasterKey | None) -> Iterator[None]:
    """Have the key before there is a folder that needs it; without the folder nobody does."""
    if key is None:
        yield
        return
    keys.hold(key)
    # Without a ring the recovery key is asked for at every start; the person was told.
    with contextlib.suppress(UserError):
        keys.ring.keep(key)
    try:
        yield
    except BaseException:
        keys.ring.forget(key)
        raise


def begin_in_aside(
    aside: DataFolder, key: MasterKey | None, begin_in: Callable[[DataFolder], None]
) -> None:
    """Make what a data folder begins with in a folder aside, encrypted where there is a key."""
    if key is not None:
        agree_on_key(aside, key)
    begin_in(aside)


def move_in(aside: DataFolder, folder: DataFolder) -> None:
    """Move everything that was made into the folder, the database last: with it the folder is one.

    Until then the folder counts as one in which nobody has begun.

    Raises:
        OSError: something cannot be moved.
    """
    # Of an attempt that was killed; it may name a key that nobody has.
    (folder.path / "key.check").unlink(missing_ok=True)
    last = aside.database_file
    for entry in sorted(aside.path.iterdir(), key=lambda entry: entry == last):
        place = folder.path / entry.name
        if place.is_dir():
            # Empty, or nobody would have been asked; Windows replaces no folder.
            place.rmdir()
        entry.replace(place)


def move_to_demo(aside: DataFolder, folder: DataFolder) -> DataFolder:
    """Make what was made the demonstration of the folder, and return that.

    Raises:
        OSError: it cannot be moved.
    """
    demo = demo_folder(folder)
    if demo.path.exists():
        # Without a database it is the rest of one.
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(demo.path)
    aside.path.rename(demo.path)
    return demo
