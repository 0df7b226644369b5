"""The claim of a restore: who looks does not restore, nor does a drive without locks."""

import errno
import os
from pathlib import Path

import pytest

from desktop.database.restore_claim import CLAIM, claimed_for_restoring, is_being_restored

fcntl = pytest.importorskip("fcntl")


@pytest.mark.parametrize("refusal", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_on_a_drive_without_locks_a_restore_goes_on_and_windows_open(
    refusal: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(refusal, os.strerror(refusal))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with claimed_for_restoring(tmp_path):
        assert not is_being_restored(tmp_path)


def test_who_looks_is_not_taken_for_a_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with claimed_for_restoring(tmp_path):
        assert is_being_restored(tmp_path)
    lock, seen = fcntl.flock, list[bool]()

    def look(descriptor: int, operation: int) -> None:
        lock(descriptor, operation)
        monkeypatch.setattr(fcntl, "flock", lock)
        seen.append(is_being_restored(tmp_path))

    monkeypatch.setattr(fcntl, "flock", look)
    assert not is_being_restored(tmp_path)
    assert seen == [False]


def test_a_restore_begins_although_somebody_looks_at_that_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / CLAIM).open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        monkeypatch.setattr("time.sleep", lambda _seconds: looking.close())
        with claimed_for_restoring(tmp_path):
            assert is_being_restored(tmp_path)
