"""Contents as they lie at rest where the data folder is encrypted.

A sealed content is a head (a mark and a salt) and blocks of AES-256-GCM. Every file has a key of
its own, made of the store's key and its salt, so that the number of a block may be its nonce; the
nonce also says which block is the last, so that nothing can be cut off, added or put in another
order.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MARK = b"MDSEAL1\n"
_SALT_BYTES = 32
_HEAD_BYTES = len(_MARK) + _SALT_BYTES
_BLOCK = 1 << 16
_TAG_BYTES = 16
_SEALED_BLOCK = _BLOCK + _TAG_BYTES


class BrokenSealError(OSError):
    """What lies there was not sealed with this key, or is not all of it."""


class Seal:
    """Seals and opens contents with two keys of 32 bytes each."""

    def __init__(self, content_key: bytes, name_key: bytes) -> None:
        """``name_key`` makes the names, so that nobody can ask for a file he has himself."""
        self._content_key = content_key
        self._name_key = name_key

    def name(self, sha256: str) -> str:
        """Return the name under which a content lies."""
        return hmac.digest(self._name_key, sha256.encode(), hashlib.sha256).hex()

    def sealed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield a content sealed, in blocks."""
        salt = os.urandom(_SALT_BYTES)
        cipher = self._cipher(salt)
        yield _MARK + salt
        number = 0
        waiting = bytearray()
        for chunk in chunks:
            waiting += chunk
            # One more than a block shows that it is not the last one.
            while len(waiting) > _BLOCK:
                yield cipher.encrypt(_nonce(number), bytes(waiting[:_BLOCK]), None)
                del waiting[:_BLOCK]
                number += 1
        yield cipher.encrypt(_nonce(number, is_last=True), bytes(waiting), None)

    def opened(self, file: BinaryIO) -> BinaryIO:
        """Return the content of a sealed file, which is closed with it.

        Raises:
            BrokenSealError: it is none.
        """
        head = file.read(_HEAD_BYTES)
        size = file.seek(0, io.SEEK_END) - _HEAD_BYTES
        blocks = -(-size // _SEALED_BLOCK)
        if len(head) < _HEAD_BYTES or not head.startswith(_MARK) or blocks < 1:
            raise BrokenSealError
        return io.BufferedReader(_Opened(file, self._cipher(head[len(_MARK) :]), size), _BLOCK)

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._content_key, salt, hashlib.sha256))


def _nonce(number: int, *, is_last: bool = False) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class _Opened(io.RawIOBase):
    """Reads a sealed file block by block; what is read is proven."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, size: int) -> None:
        super().__init__()
        self._file = file
        self._cipher = cipher
        self._blocks = -(-size // _SEALED_BLOCK)
        self._size = size - self._blocks * _TAG_BYTES
        self._place = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        """Return where reading goes on."""
        return self._place

    def readinto(self, buffer: object) -> int:
        """Read from one block.

        Raises:
            OSError: the block is not what was sealed.
        """
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # Python hands over a buffer
        number, offset = divmod(self._place, _BLOCK)
        if self._place >= self._size and (self._size > 0 or number > 0):
            return 0
        part = self._block(number)[offset : offset + len(target)]
        target[: len(part)] = part
        self._place += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file as well."""
        try:
            super().close()
        finally:
            self._file.close()

    def _block(self, number: int) -> bytes:
        self._file.seek(_HEAD_BYTES + number * _SEALED_BLOCK)
        nonce = _nonce(number, is_last=number == self._blocks - 1)
        try:
            return self._cipher.decrypt(nonce, self._file.read(_SEALED_BLOCK), None)
        except InvalidTag as error:
            raise BrokenSealError from error
