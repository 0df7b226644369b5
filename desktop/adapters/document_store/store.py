"""Contents under their SHA-256: hashed on the way in, proven on the way out."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from desktop.adapters.document_store.folder import NAME, FolderShelf
from desktop.adapters.document_store.shelf import LostError, Shelf, ShelfGroup, UnreachableError
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.domain.stored_document import Shelved, StoredDocument

if TYPE_CHECKING:
    from desktop.adapters.document_store.sealing import Seal

_LOG = logging.getLogger(__name__)
_BLOCK = 1 << 20
T = TypeVar("T")


class ContentStore:
    """Satisfies the port ``DocumentStore`` over a shelf; with a key nothing lies there readable."""

    def __init__(self, shelf: Shelf, key: MasterKey | None = None) -> None:
        self._shelf = shelf
        self._seal = None if key is None else _seal(key)

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store what the chunks make together; when this returns, it survives a power cut.

        What lies there already is read: if it has become something else, it is replaced, and the
        log says so.

        An exception of ``chunks`` itself goes through and leaves nothing behind.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable``.
        """
        with self.together() as group:
            return group.put(chunks)

    @contextmanager
    def together(self) -> Iterator["Gathering"]:
        """Store many contents at once: at the end of the block they survive a power cut.

        Nothing of it is there before, and nothing at all after an exception.

        Raises:
            UserError: as ``put``.
        """
        group = self._shelf.together()
        try:
            yield Gathering(partial(self._put_into, group))
            group.settle()
        except BaseException:
            group.drop()
            raise

    def _put_into(self, group: ShelfGroup, chunks: Iterable[bytes]) -> StoredDocument:
        passing = _Passing(chunks)
        blocks = passing if self._seal is None else self._seal.sealed(passing)
        group.add(
            blocks, lambda: self.name_of(passing.sha256), lambda: self._is_sound(passing.sha256)
        )
        return StoredDocument(passing.sha256, passing.size)

    def exists(self, sha256: str) -> bool:
        """Whether the content is there.

        Raises:
            UserError: ``documents.unreachable``.
        """
        name = self.name_of(sha256)
        return _reaching(lambda: self._shelf.has(name))

    def open(self, sha256: str) -> BinaryIO:
        """Open the content for reading; the caller closes it.

        It is read once before: what has become something else is neither shown nor sent.

        Raises:
            UserError: ``documents.missing``, ``documents.damaged`` or ``documents.unreachable``.
        """
        name = self.name_of(sha256)
        try:
            file = _reaching(lambda: self._shelf.open(name))
        except LostError as error:
            raise UserError("documents.missing") from error
        try:
            content = file if self._seal is None else self._seal.opened(file)
            if _is_content(content, sha256):
                return content
        except OSError:
            # A block that is not to be read, or whose seal is broken.
            file.close()
            raise UserError("documents.damaged") from None
        file.close()
        raise UserError("documents.damaged")

    def name_of(self, sha256: str) -> str:
        """Return the name under which a content lies or would lie.

        Raises:
            ValueError: ``sha256`` is not 64 hexadecimal digits in lower case.
        """
        if NAME.fullmatch(sha256) is None:
            raise ValueError("not a SHA-256")
        return sha256 if self._seal is None else self._seal.name(sha256)

    def _is_sound(self, sha256: str) -> bool:
        """Whether what lies under the name of a content is that content; size alone proves nothing.

        Raises:
            UserError: ``documents.unreachable``.
        """
        try:
            self.open(sha256).close()
        except UserError as error:
            if error.code == "documents.unreachable":
                raise
            if error.code == "documents.damaged":
                _LOG.warning("%s was damaged in the store: replaced", self.name_of(sha256))
            return False
        return True

    def prove(self) -> None:
        """Look whether the place answers and lets contents be listed.

        Raises:
            UserError: ``documents.unreachable``.
        """
        _reaching(lambda: next(iter(self._shelf.listed()), None))

    def listed(self) -> Iterator[Shelved]:
        """Yield the names of all that lies there.

        Raises:
            UserError: ``documents.unreachable``.
        """
        yield from _reaching(lambda: list(self._shelf.listed()))

    def sweep(self, *, before: datetime) -> None:
        """Remove what a killed ``put`` wrote for the last time before that instant. Never fails."""
        self._shelf.sweep(before=before)


class Gathering:
    """Satisfies the port ``ContentSink`` for contents that are stored together."""

    def __init__(self, put: Callable[[Iterable[bytes]], StoredDocument]) -> None:
        self._put = put

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Add what the chunks make together; several threads may do so at once.

        Raises:
            UserError: as ``ContentStore.put``.
        """
        return self._put(chunks)


class FolderDocumentStore(ContentStore):
    """The contents of one folder of this computer."""

    def __init__(self, folder: Path, key: MasterKey | None = None) -> None:
        super().__init__(FolderShelf(folder), key)
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the content lies or would lie.

        Raises:
            ValueError: ``sha256`` is not 64 hexadecimal digits in lower case.
        """
        return self._folder / self.name_of(sha256)


class _Passing:
    """Hashes and counts chunks while somebody else takes them."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        """The hash of what has passed."""
        return self._digest.hexdigest()


def _seal(key: MasterKey) -> "Seal":
    # Loaded only where something is sealed.
    from desktop.adapters.document_store.sealing import Seal

    return Seal(key.derived("document contents"), key.derived("document names"))


def _reaching(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except UnreachableError as error:
        raise UserError("documents.unreachable") from error


def _is_content(file: BinaryIO, sha256: str) -> bool:
    """Read all of the file and go back to its beginning."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest() == sha256
