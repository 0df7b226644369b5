"""A file for the ERP is there whole or not at all."""

import os
from pathlib import Path

import pytest

from desktop.adapters.erp_files import ErpFolder, write_whole


def test_the_bytes_are_written_as_they_are_and_replaced(tmp_path: Path) -> None:
    folder = ErpFolder(tmp_path / "erp" / "runs")
    folder.write("bank-changes-1.csv", b"a;b\nc;d\n")
    folder.write("bank-changes-1.csv", b"again\n")
    assert [path.name for path in (tmp_path / "erp" / "runs").iterdir()] == ["bank-changes-1.csv"]
    assert (tmp_path / "erp" / "runs" / "bank-changes-1.csv").read_bytes() == b"again\n"


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "run.csv"
    write_whole(target, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(target, b"new and longer")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["run.csv"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "real.csv"
    target.write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_is_no_file_is_never_replaced() -> None:
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("before", [None, 0o640])
def test_a_new_file_is_private_and_an_old_one_keeps_its_permissions(
    tmp_path: Path, before: int | None
) -> None:
    target = tmp_path / "run.csv"
    if before is not None:
        target.write_bytes(b"old")
        target.chmod(before)
    write_whole(target, b"new")
    expected = 0o600 if before is None else before
    assert os.name == "nt" or target.stat().st_mode & 0o777 == expected
