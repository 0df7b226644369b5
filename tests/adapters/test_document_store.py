"""The document store keeps every content once, unchanged, and whole or not at all."""

import errno
import hashlib
import os
import stat
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.document_store import FolderDocumentStore
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.services.ports import DocumentStore
from tests.support.clock import MONDAY
from tests.support.surprises import LogWatch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def store(folder: Path) -> FolderDocumentStore:
    return FolderDocumentStore(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(chunks=st.lists(st.binary(max_size=50), max_size=6))
def test_bytes_come_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store: DocumentStore = FolderDocumentStore(folder)
    stored = store.put(chunks)
    content = b"".join(chunks)
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    with store.open(stored.sha256) as file:
        assert file.read() == content
    assert names(folder) == [stored.sha256]


def test_the_same_content_is_kept_once(store: FolderDocumentStore, folder: Path) -> None:
    first = store.put([b"ab", b"c"])
    assert store.put([b"a", b"bc"]) == first
    assert names(folder) == [first.sha256]
    assert store.exists(first.sha256)
    assert store.path(first.sha256).parent == folder


def test_many_writers_of_the_same_content(store: FolderDocumentStore, folder: Path) -> None:
    gate = threading.Barrier(6)

    def put() -> None:
        gate.wait()
        store.put([b"x" * 100_000])

    threads = [threading.Thread(target=put) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(folder) == [hashlib.sha256(b"x" * 100_000).hexdigest()]


def test_a_source_that_fails_leaves_nothing(store: FolderDocumentStore, folder: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.put(chunks())
    assert names(folder) == []


@pytest.mark.parametrize("damaged", [b"whole", b"whole contenT"], ids=["cut short", "same size"])
@pytest.mark.parametrize("key", [None, MasterKey(b"k" * 32)], ids=["plain", "sealed"])
def test_what_was_damaged_is_mended_by_the_next_delivery_of_it(
    folder: Path, log_watch: LogWatch, damaged: bytes, key: MasterKey | None
) -> None:
    store = FolderDocumentStore(folder, key)
    stored = store.put([b"whole content"])
    path = store.path(stored.sha256)
    sound = path.read_bytes()
    path.write_bytes(sound[: len(damaged) - 13 or None][:-1] + damaged[-1:])
    with log_watch.expected(containing=path.name):
        store.put([b"whole content"])
    with store.open(stored.sha256) as stream:
        assert stream.read() == b"whole content"
    assert names(folder) == [path.name]


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "documents.disk_full"), (errno.EIO, "documents.not_writable")],
)
def test_a_disk_that_fails(
    store: FolderDocumentStore,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    code: str,
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UserError, match=code):
        store.put([b"content"])
    monkeypatch.undo()
    assert names(folder) == []


def test_many_together_are_on_the_disk_before_any_of_them_is_there(
    store: FolderDocumentStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        acts.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def noted_replace(part: Path, target: Path) -> Path:
        acts.append("name")
        return replace(part, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    with store.together() as group:
        stored = [group.put([content]) for content in (b"one", b"two", b"one", b"three")]
        assert not any(store.exists(each.sha256) for each in stored)
    assert acts == ["file"] * 4 + ["name"] * 3 + ["folder"]
    assert names(folder) == sorted({each.sha256 for each in stored})


def test_of_many_together_that_fail_nothing_is_left(
    store: FolderDocumentStore, folder: Path
) -> None:
    kept = store.put([b"before"])
    with pytest.raises(RuntimeError), store.together() as group:  # noqa: PT012 - what came before
        group.put([b"before"])
        group.put([b"after"])
        raise RuntimeError
    assert names(folder) == [kept.sha256]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "documents").write_bytes(b"")
    with pytest.raises(UserError, match=r"documents\.not_writable"):
        FolderDocumentStore(tmp_path / "documents").put([b"x"])


def test_what_is_not_there(store: FolderDocumentStore) -> None:
    missing = "0" * 64
    assert not store.exists(missing)
    with pytest.raises(UserError, match=r"documents\.missing"):
        store.open(missing)


def test_what_has_become_something_else_is_not_handed_out(
    store: FolderDocumentStore, folder: Path
) -> None:
    kept = store.put([b"a letter"])
    with store.open(kept.sha256) as stream:
        assert stream.read() == b"a letter"
    (folder / kept.sha256).write_bytes(b"a fetter")
    with pytest.raises(UserError, match=r"documents\.damaged"):
        store.open(kept.sha256)
    # The next delivery of the same file brings it back.
    (folder / kept.sha256).unlink()
    with store.open(store.put([b"a letter"]).sha256) as stream:
        assert stream.read() == b"a letter"


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "0" * 63, "0" * 64 + "\n", "/etc/passwd"])
def test_a_name_never_becomes_another_path(store: FolderDocumentStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)


def leave_part(folder: Path, name: str, last_written: datetime) -> None:
    """What a killed ``put`` leaves behind."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"half")
    os.utime(folder / name, (last_written.timestamp(),) * 2)


def test_leftovers_of_a_killed_run_are_swept(store: FolderDocumentStore, folder: Path) -> None:
    kept = store.put([b"kept"])
    os.utime(folder / kept.sha256, (0, 0))
    leave_part(folder, ".0123.part", MONDAY - timedelta(seconds=1))
    leave_part(folder, ".4567.part", MONDAY)
    store.sweep(before=MONDAY)
    assert names(folder) == [".4567.part", kept.sha256]


def test_sweeping_fails_for_nothing(store: FolderDocumentStore, folder: Path) -> None:
    store.sweep(before=MONDAY)
    folder.mkdir()
    # It cannot be unlinked as a file can, and must not keep back the one behind it.
    (folder / ".0.part").mkdir()
    os.utime(folder / ".0.part", (0, 0))
    leave_part(folder, ".1.part", MONDAY - timedelta(days=1))
    store.sweep(before=MONDAY)
    assert names(folder) == [".0.part"]
