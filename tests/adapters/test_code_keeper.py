"""The key of registration codes is made once, whole and for its owner only; hashes are Argon2id."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.adapters.code_keeper import InstallationCodes
from tests.support.codes import refusal


def _keeper(file: Path, *, must_exist: bool = False) -> InstallationCodes:
    return InstallationCodes(file, must_exist=must_exist, memory_kib=64, passes=1)


def test_a_hash_is_argon2id_with_a_salt_of_its_own(tmp_path: Path) -> None:
    keeper = InstallationCodes(tmp_path / "codes.key")
    first, second = keeper.hash("ABCD"), keeper.hash("ABCD")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert keeper.verify(first, "ABCD")
    assert not keeper.verify(first, "ABCE")
    assert not keeper.verify("what somebody else stored", "ABCD")


def test_the_lookup_depends_on_the_key_alone(tmp_path: Path) -> None:
    one, same = _keeper(tmp_path / "codes.key"), _keeper(tmp_path / "codes.key")
    other = _keeper(tmp_path / "other.key")
    assert one.lookup("ABCD") == same.lookup("ABCD")
    assert len(one.lookup("ABCD")) == 64
    assert one.lookup("ABCD") not in (other.lookup("ABCD"), one.lookup("ABCE"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of its own kind")
def test_the_key_is_its_owners(tmp_path: Path) -> None:
    _keeper(tmp_path / "codes.key").lookup("ABCD")
    assert (tmp_path / "codes.key").stat().st_mode & 0o777 == 0o600


def test_programs_that_make_the_key_at_once_have_the_same(tmp_path: Path) -> None:
    keepers = [_keeper(tmp_path / "codes.key") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda keeper: keeper.lookup("ABCD"), keepers))
    assert len(found) == 1


@pytest.mark.parametrize("content", [b"", b"zz", b"\xff\xfe", b"ab" * 31])
def test_a_broken_key_is_said_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "codes.key"
    file.write_bytes(content)
    with refusal("codes.key_unusable"):
        _keeper(file).lookup("ABCD")
    assert file.read_bytes() == content


def test_a_shared_key_is_never_made(tmp_path: Path) -> None:
    with refusal("codes.key_missing"):
        _keeper(tmp_path / "codes.key", must_exist=True).lookup("ABCD")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with refusal("codes.key_unusable"):
        _keeper(tmp_path / "gone" / "codes.key").lookup("ABCD")


@pytest.mark.parametrize(("memory_kib", "passes"), [(257 * 1024, 1), (64, 11)])
def test_a_hash_that_asks_for_too_much_is_no_match(
    tmp_path: Path, memory_kib: int, passes: int
) -> None:
    file = tmp_path / "codes.key"
    greedy = InstallationCodes(file, memory_kib=memory_kib, passes=passes).hash("ABCD")
    assert not _keeper(file).verify(greedy, "ABCD")
