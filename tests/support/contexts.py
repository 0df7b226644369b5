"""What services are handed in tests: a real database and store, a clock that stands still."""

from pathlib import Path

import pytest

from desktop.adapters.code_keeper import InstallationCodes
from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.companies import CompanyStores, StoreOpener
from desktop.adapters.document_store.credentials import CredentialFile
from desktop.adapters.passwords import Argon2Passwords
from desktop.adapters.pdf_reader.contents import PdfContentsReader
from desktop.adapters.scanning import NoScanner
from desktop.database.engine import Database
from desktop.services.context import ServiceContext
from desktop.services.documents.places import CompanyPlaces
from desktop.services.endings import keep_in_step
from desktop.services.ports import Clock
from tests.support.clock import FixedClock

CHEAP_PASSWORDS = Argon2Passwords(memory_kib=64, passes=1)
"""The real thing, without the tenth of a second that it shall cost."""


class SharedPdfs(PdfContentsReader):
    """Reads PDF files for all tests; its process starts with the first and ends with the run."""

    def end(self) -> None:
        """The next test goes on with it."""


PDFS = SharedPdfs(1)


def cheap_codes(folder: Path) -> InstallationCodes:
    """Codes as they are kept, with the key in ``folder`` and a hash that costs nothing."""
    return InstallationCodes(folder / "codes.key", memory_kib=64, passes=1)


def make_context(db: Database, folder: Path, clock: FixedClock | None = None) -> ServiceContext:
    """A context on ``db`` that keeps its documents in ``folder``."""
    return keep_in_step(bare_context(db, folder, clock or FixedClock()))


def bare_context(db: Database, folder: Path, clock: Clock) -> ServiceContext:
    """The same without what keeps lists in step."""
    documents = FolderDocumentStore(folder / "documents")
    return ServiceContext(
        database=db,
        clock=clock,
        documents=documents,
        stores=CompanyStores(
            documents,
            CompanyPlaces(db),
            StoreOpener(CredentialFile(folder / "document-stores.json")),
        ),
        pdfs=PDFS,
        scanner=NoScanner(),
        hasher=CHEAP_PASSWORDS,
        codes=cheap_codes(folder),
    )


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 09:42 in Berlin, until the test moves it."""
    return FixedClock()


@pytest.fixture
def context(db: Database, tmp_path: Path, clock: FixedClock) -> ServiceContext:
    """A context on both databases, one after the other; its clock is the fixture ``clock``."""
    return make_context(db, tmp_path, clock)


def stored_file(context: ServiceContext, sha256: str = "0" * 64) -> Path:
    """Where a content lies or would lie."""
    assert isinstance(context.documents, FolderDocumentStore)
    return context.documents.path(sha256)
