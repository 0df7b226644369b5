"""Which store holds the documents of which company."""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Protocol, TypeVar

from desktop.adapters.document_store.credentials import CredentialFile, Credentials
from desktop.adapters.document_store.folder import FolderShelf
from desktop.adapters.document_store.store import ContentStore, Gathering
from desktop.domain.document_places import BucketPlace, CommonPlace, DocumentPlace, FolderPlace
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.domain.stored_document import Shelved, StoredDocument

T = TypeVar("T")
Opening = Callable[[], ContentStore]
OwnPlace = FolderPlace | BucketPlace
_PATIENCE = 3
_ANSWERS = frozenset({"documents.missing", "documents.damaged"})
"""A place that says so was there to be asked."""


class PlaceBook(Protocol):
    """Where companies keep their documents, the place for new ones first."""

    def of(self, company_code: str) -> tuple[DocumentPlace, ...]:
        """Return the places of a company; none where it has the common store.

        Raises:
            UserError: ``company.unknown``.
        """

    def all(self) -> tuple[DocumentPlace, ...]:
        """Return the places of all companies, each once."""


class StoreOpener:
    """Opens the store of a place, once as long as its credentials stay the same."""

    def __init__(self, credentials: CredentialFile, key: MasterKey | None = None) -> None:
        self._credentials = credentials
        self._key = key
        self._open: dict[object, ContentStore] = {}
        self._opening = Lock()

    def keep(self, place: BucketPlace, credentials: Credentials) -> None:
        """Keep the credentials of a bucket. Raises as ``CredentialFile.keep``."""
        self._credentials.keep(place, credentials)

    def __call__(self, place: OwnPlace, credentials: Credentials | None = None) -> ContentStore:
        """Return the store of a place, with these credentials or those that are kept.

        Raises:
            UserError: ``documents.no_credentials`` or ``documents.credentials_unusable``.
        """
        if isinstance(place, FolderPlace):
            return ContentStore(FolderShelf(Path(place.path), must_exist=True), self._key)
        known = credentials or self._credentials.of(place)
        with self._opening:
            store = self._open.get((place, known))
            if store is None:
                from desktop.adapters.document_store.remote import bucket_shelf

                shelf = bucket_shelf(place, known.access_key, known.secret_key)
                store = self._open[place, known] = ContentStore(shelf, self._key)
        return store


class _Spared:
    """A place for one errand: after three answers it still owes, it is not asked again.

    Each of them may take a minute until the network gives up.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._owed = 0
        self._why: UserError | None = None

    def open(self, sha256: str) -> BinaryIO:
        """Open a content. Raises as ``ContentStore.open`` and ``StoreOpener``."""
        if self._why is not None and self._owed >= _PATIENCE:
            raise self._why.with_traceback(None)
        try:
            return self._opening().open(sha256)
        except UserError as error:
            if error.code not in _ANSWERS:
                self._owed += 1
                self._why = error
            raise


class SparingSource:
    """Satisfies the port ``DocumentSource``."""

    def __init__(self, openings: Iterable[Opening]) -> None:
        """Ask ``openings`` in this order."""
        self._places = [_Spared(opening) for opening in openings]

    def open(self, sha256: str) -> BinaryIO:
        """Open it where it is sound. Raises as ``ChainedStore.open``."""
        found = _first_answer(partial(place.open, sha256) for place in self._places)
        assert found is not None
        return found


class CompanyStores:
    """Satisfies the port ``DocumentStores``."""

    def __init__(
        self,
        common: ContentStore,
        book: PlaceBook,
        open_store: StoreOpener,
    ) -> None:
        self._common = common
        self._book = book
        self._open_store = open_store

    @property
    def common(self) -> "ChainedStore":
        """The common store, which also finds what lies in a store of a company."""
        return ChainedStore(self._at_home, self._elsewhere)

    def sparing(self) -> "SparingSource":
        """Return what opens contents wherever they lie, for one errand."""
        return SparingSource((self._at_home, *self._elsewhere()))

    def of(self, company_code: str) -> "ChainedStore":
        """Return the store of a company; what keeps it from being used is told when it is.

        Raises:
            UserError: ``company.unknown``.
        """
        places = self._book.of(company_code)
        if not places:
            return ChainedStore(self._at_home, lambda: ())
        first, *others = map(self._opening, places)
        return ChainedStore(first, lambda: (*others, self._at_home))

    def every(self) -> tuple[ContentStore, ...]:
        """Return every store that is in use, the common one first. Raises as ``of``."""
        return (self._common, *(opening() for opening in self._elsewhere()))

    def prove(self, place: DocumentPlace, key: tuple[str, str] | None = None) -> None:
        """Ask a place whether it answers.

        Raises:
            UserError: ``documents.unreachable``, and as ``of``.
        """
        if not isinstance(place, CommonPlace):
            credentials = None if key is None else Credentials(*key)
            self._open_store(place, credentials).prove()

    def keep_key(self, place: DocumentPlace, key: tuple[str, str]) -> None:
        """Keep the key of a bucket; other places have none. Raises as ``CredentialFile.keep``."""
        if isinstance(place, BucketPlace):
            self._open_store.keep(place, Credentials(*key))

    def _at_home(self) -> ContentStore:
        return self._common

    def _elsewhere(self) -> Iterable[Opening]:
        return [
            self._opening(place) for place in self._book.all() if not isinstance(place, CommonPlace)
        ]

    def _opening(self, place: DocumentPlace) -> Opening:
        if isinstance(place, CommonPlace):
            return self._at_home
        return partial(self._open_store, place)


class ChainedStore:
    """Satisfies the port ``DocumentStore``: keeps in one store and also looks into others.

    A store is opened when it is needed: without the credentials of one, the others still answer.
    """

    def __init__(self, first: Opening, others: Callable[[], Iterable[Opening]]) -> None:
        self._first = first
        self._others = others

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store in the first. Raises as ``ContentStore.put`` and ``StoreOpener``."""
        return self._first().put(chunks)

    @contextlib.contextmanager
    def together(self) -> Iterator[Gathering]:
        """Store many in the first. Raises as ``put``."""
        with self._first().together() as group:
            yield group

    def exists(self, sha256: str) -> bool:
        """Whether one of them has it.

        Raises:
            UserError: none of those that answer has it, and one did not answer.
        """
        return self._asked(lambda store: store.exists(sha256) or None) or False

    def open(self, sha256: str) -> BinaryIO:
        """Open it where it is sound.

        Raises:
            UserError: as ``ContentStore.open``; what is worse than missing is told.
        """
        found = self._asked(lambda store: store.open(sha256))
        assert found is not None
        return found

    def name_of(self, sha256: str) -> str:
        """Return the name under which a content lies, the same in all of them."""
        return self._first().name_of(sha256)

    def listed(self) -> Iterator[Shelved]:
        """Yield what lies in the first."""
        return self._first().listed()

    def sweep(self, *, before: datetime) -> None:
        """Remove half files of all of them. Never fails."""
        for opening in (self._first, *self._others()):
            with contextlib.suppress(UserError):
                opening().sweep(before=before)

    def _asked(self, ask: Callable[[ContentStore], T | None]) -> T | None:
        # An opening is tried only when it is its turn.
        openings = itertools.chain((self._first,), self._others())
        return _first_answer(partial(_ask_in, opening, ask) for opening in openings)


def _ask_in(opening: Opening, ask: Callable[[ContentStore], T | None]) -> T | None:
    return ask(opening())


def _first_answer(questions: Iterable[Callable[[], T | None]]) -> T | None:
    """The first answer that is one, else the worst of what kept a store from answering."""
    worst: UserError | None = None
    for ask in questions:
        try:
            answer = ask()
        except UserError as error:
            if worst is None or worst.code == "documents.missing":
                worst = error
        else:
            if answer is not None:
                return answer
    if worst is not None:
        raise worst
    return None
