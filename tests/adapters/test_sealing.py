"""Contents at rest: nothing of them is readable, and nothing can be changed without being seen."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.sealing import BrokenSealError, Seal
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey

BLOCK = 1 << 16
SEAL = Seal(b"c" * 32, b"n" * 32)


def sealed(content: bytes) -> bytes:
    return b"".join(SEAL.sealed([content]))


def opened(content: bytes, seal: Seal = SEAL) -> bytes:
    with seal.opened(io.BytesIO(content)) as file:
        return file.read()


@given(st.lists(st.binary(max_size=40), max_size=5), st.integers(0, 2))
def test_what_is_sealed_is_opened_again(chunks: list[bytes], blocks: int) -> None:
    content = b"".join(chunks) + b"x" * (BLOCK * blocks)
    assert opened(b"".join(SEAL.sealed([*chunks, b"x" * (BLOCK * blocks)]))) == content


def test_it_is_read_from_anywhere() -> None:
    content = os.urandom(BLOCK * 3 + 17)
    with SEAL.opened(io.BytesIO(sealed(content))) as file:
        for place in (0, BLOCK - 1, BLOCK, BLOCK * 3, len(content)):
            file.seek(place)
            assert file.read(40) == content[place : place + 40]
        assert file.seek(-17, io.SEEK_END) == BLOCK * 3
        assert file.read() == content[-17:]


def test_every_change_is_seen() -> None:
    whole = sealed(b"a" * BLOCK * 2 + b"Ende")
    head, block = 40, BLOCK + 16
    first, second = whole[head : head + block], whole[head + block : head + 2 * block]
    for changed in (
        b"",
        whole[:20],
        whole[:head],
        whole[:-1],
        whole[: head + block],
        whole[: head + 2 * block],
        whole + b"x",
        whole[:head] + second + first + whole[head + 2 * block :],
        sealed(b"b" * BLOCK * 2 + b"Ende")[:head] + whole[head:],
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
    ):
        with pytest.raises(BrokenSealError):
            opened(changed)
    with pytest.raises(BrokenSealError):
        opened(whole, Seal(b"d" * 32, b"n" * 32))
    assert sealed(b"same") != sealed(b"same")


def test_a_sealed_store_shows_neither_contents_nor_hashes(tmp_path: Path) -> None:
    key = MasterKey(os.urandom(32))
    assert key.secret.hex() not in repr(key)
    store = FolderDocumentStore(tmp_path, key)
    stored = store.put([b"Kaethe Gross " * 9000])
    assert store.put([b"Kaethe Gross " * 9000]) == stored
    (file,) = tmp_path.iterdir()
    assert file.name == store.name_of(stored.sha256) != stored.sha256
    assert b"Kaethe" not in file.read_bytes()
    with store.open(stored.sha256) as content:
        assert content.read() == b"Kaethe Gross " * 9000
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(UserError, match=r"documents\.damaged"):
        store.open(stored.sha256)
    with pytest.raises(UserError, match=r"documents\.missing"):
        FolderDocumentStore(tmp_path, MasterKey(b"o" * 32)).open(stored.sha256)
