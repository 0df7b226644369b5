"""What documents need from the outside world."""

from collections.abc import Sequence
from typing import BinaryIO, Protocol

from desktop.domain.document_places import DocumentPlace
from desktop.domain.documents import ScanState
from desktop.domain.pdf_contents import Box, PageRange, PdfContent
from desktop.services.ports import DocumentStore


class DocumentSource(Protocol):
    """Opens contents by their hash."""

    def open(self, sha256: str) -> BinaryIO:
        """Open a content, which is what its name says.

        Raises:
            UserError: ``documents.*``.
        """


class DocumentStores(Protocol):
    """Where each company keeps the documents of its tenants."""

    def sparing(self) -> DocumentSource:
        """Return what opens contents wherever they lie, for one errand that asks for many.

        A place that failed to answer three times is left alone; the others are asked as ever.
        """

    def of(self, company_code: str) -> DocumentStore:
        """Return the store of a company; it is the common one unless the company has its own.

        What a store of its own lacks is looked for in the common one, where it lay before.

        Raises:
            UserError: ``company.unknown``. Whoever uses it may hear ``documents.no_credentials`` or
                ``documents.credentials_unusable``.
        """

    def every(self) -> tuple[DocumentStore, ...]:
        """Return every store that is in use, the common one first.

        Raises:
            UserError: ``documents.no_credentials`` or ``documents.credentials_unusable``.
        """

    def prove(self, place: DocumentPlace, key: tuple[str, str] | None = None) -> None:
        """Ask a place whether it answers, with the key given or with the one that is kept.

        ``key`` is what a store that speaks S3 calls access key and secret key.

        Raises:
            UserError: ``documents.unreachable``, and as ``every``.
        """

    def keep_key(self, place: DocumentPlace, key: tuple[str, str]) -> None:
        """Keep the key of a place on this workplace.

        Raises:
            UserError: ``documents.credentials_unusable`` with ``file``.
        """


class PdfContents(Protocol):
    """Reads PDF files in processes of their own, within limits of time and memory.

    Usable from any thread; who comes while all processes are busy waits.
    """

    def read(self, data: bytes) -> PdfContent:
        """Return the texts of all pages. Never fails: the state says what kept it from them."""

    def split(self, data: bytes, ranges: Sequence[PageRange]) -> tuple[bytes, ...]:
        """Return a new PDF for each range, with nothing of the other pages in it.

        The same ranges of the same file give the same bytes.

        Raises:
            UserError: ``documents.not_split`` where the file cannot be taken apart.
        """

    def find(self, data: bytes, page: int, words: str) -> tuple[Box, ...]:
        """Return where words stand on a page (from 1), each line of each place a box.

        Case and white space make no difference. Empty where they are not found or cannot be.
        """

    def end(self) -> None:
        """End the processes; the program ends."""


class FileScanner(Protocol):
    """Asks a virus scanner; only one that has looked makes a file clean."""

    def scan(self, content: bytes) -> ScanState:
        """Return what the scanner says, ``NOT_SCANNED`` where there is none or it fails."""
