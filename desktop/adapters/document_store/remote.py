"""A store of another computer, through ``fsspec``: here one that speaks S3.

A content is collected in memory and sent as one object: whoever finds the object finds all of it.
It is never written to this computer's disk.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from desktop.adapters.document_store.folder import NAME
from desktop.adapters.document_store.shelf import LostError, UnreachableError
from desktop.domain.document_places import BucketPlace
from desktop.domain.errors import UserError
from desktop.domain.stored_document import Shelved

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

T = TypeVar("T")
_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
_ATTEMPTS = 3


class RemoteShelf:
    """Satisfies ``Shelf`` with objects below ``root`` of a file system of ``fsspec``."""

    def __init__(self, files: "AbstractFileSystem", root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    def prepare(self) -> None:
        """Make what speaks to the server; nothing is said yet."""
        self._files.connect()

    def together(self) -> "RemoteShelf":
        """Every object that was sent is there for good: a group is the shelf itself."""
        return self

    def settle(self) -> None:
        """Nothing is left to do."""

    def drop(self) -> None:
        """What was sent stays: nobody speaks of it, and the next one finds it."""

    def add(
        self, blocks: Iterable[bytes], name: Callable[[], str], is_sound: Callable[[], bool]
    ) -> None:
        """Send everything as one object, unless it is there already and sound.

        Raises:
            UserError: ``documents.unreachable``.
        """
        content = b"".join(blocks)
        place = self._place(name())
        try:
            if self._size(place) is None or not is_sound():
                _asked(lambda: self._files.pipe_file(place, content))
        except (LostError, UnreachableError) as error:
            # A bucket that is not there is as far away as one that does not answer.
            raise UserError("documents.unreachable") from error

    def has(self, name: str) -> bool:
        """Whether there is an object of this name."""
        return self._size(self._place(name)) is not None

    def open(self, name: str) -> BinaryIO:
        """Fetch the object."""
        content: bytes = _asked(lambda: self._files.cat_file(self._place(name)))
        return io.BytesIO(content)

    def listed(self) -> Iterator[Shelved]:
        """Yield the objects whose names can be those of contents."""
        try:
            found = _asked(lambda: self._files.find(self._root, detail=True))
        except LostError as error:
            raise UnreachableError from error
        for place, known in found.items():
            name = place.rpartition("/")[2]
            if NAME.fullmatch(name):
                since = known.get("LastModified") or known.get("created")
                yield Shelved(name, since.astimezone(UTC) if since is not None else None)

    def sweep(self, *, before: datetime) -> None:
        """Nothing is ever left half: an object is there as a whole or not at all."""

    def _place(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _size(self, place: str) -> int | None:
        try:
            return int(_asked(lambda: self._files.info(place))["size"])
        except LostError:
            return None


def bucket_shelf(place: BucketPlace, access_key: str, secret_key: str) -> RemoteShelf:
    """Return the shelf of a bucket; nothing is asked of it yet."""
    # A second and 30 MB that only those companies pay for which have such a store.
    import fsspec

    files = fsspec.filesystem(
        "s3",
        key=access_key,
        secret=secret_key,
        endpoint_url=place.endpoint or None,
        client_kwargs={"region_name": place.region} if place.region else {},
        config_kwargs={
            "connect_timeout": _CONNECT_SECONDS,
            "read_timeout": _ANSWER_SECONDS,
            "retries": {"total_max_attempts": _ATTEMPTS},
        },
        # What another workplace has put there counts at once.
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    return RemoteShelf(files, f"{place.bucket}/{place.prefix}")


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except FileNotFoundError as error:
        raise LostError from error
    except Exception as error:  # HTTP, TLS, names, time limits, rights: each library has its own
        raise UnreachableError from error
