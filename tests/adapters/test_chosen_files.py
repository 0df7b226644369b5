"""Files that a person chose: plain ones are read, everything else is refused by name."""

import os
from pathlib import Path

import pytest

from desktop.adapters.chosen_files import LocalFiles
from desktop.domain.errors import UserError


def content(path: Path) -> bytes:
    """All of a file."""
    with LocalFiles().chunks(path) as chunks:
        return b"".join(chunks)


def refusal(path: Path) -> tuple[str, object]:
    """Code and name with which a file is refused."""
    with pytest.raises(UserError) as refused:
        content(path)
    return refused.value.code, refused.value.params["name"]


def test_a_plain_file_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"x" * (3 << 20))
    with LocalFiles().chunks(path) as chunks:
        assert [len(chunk) for chunk in chunks] == [1 << 20] * 3


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    plain = tmp_path / "scan.pdf"
    plain.write_bytes(b"x")
    link = tmp_path / "link.pdf"
    link.symlink_to(plain)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refusal(tmp_path) == ("recording.file_folder", tmp_path.name)
    assert refusal(link) == ("recording.file_link", "link.pdf")
    assert refusal(pipe) == ("recording.file_special", "pipe")
    assert refusal(tmp_path / "gone.pdf") == ("recording.file_gone", "gone.pdf")
    assert refusal(plain / "below") == ("recording.file_gone", "below")
    assert refusal(tmp_path / "a\0b")[0] == "recording.file_gone"
    assert refusal(tmp_path / ("x" * 300))[0] == "recording.file_unreadable"


def test_a_link_put_in_its_place_while_looking_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "scan.pdf"
    plain.write_bytes(b"x")
    files = LocalFiles()

    def swap(path: Path) -> None:
        path.unlink()
        path.symlink_to(tmp_path / "secret")

    monkeypatch.setattr(files, "_require_plain", swap)
    with pytest.raises(UserError) as refused, files.chunks(plain) as chunks:
        list(chunks)
    assert refused.value.code == "recording.file_link"


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"br\xfccke.pdf")
    assert LocalFiles().name(path) == r"br\xfccke.pdf"
