"""What services need on an open database of a data folder, made in one place."""

from __future__ import annotations

from pathlib import Path

from desktop.adapters.clock import SystemClock
from desktop.adapters.code_keeper import InstallationCodes
from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.companies import CompanyStores, StoreOpener
from desktop.adapters.document_store.credentials import CredentialFile
from desktop.adapters.passwords import Argon2Passwords
from desktop.adapters.pdf_reader.contents import PdfContentsReader
from desktop.adapters.scanning import NoScanner
from desktop.database.engine import Database
from desktop.domain.master_key import MasterKey
from desktop.services.context import ServiceContext
from desktop.services.documents.places import CompanyPlaces
from desktop.services.endings import keep_in_step
from desktop.services.ports import Clock
from desktop.settings import AppSettings, DataFolder


def context_on(
    database: Database,
    data_folder: DataFolder,
    settings: AppSettings,
    key: MasterKey | None,
    clock: Clock | None = None,
) -> ServiceContext:
    """Return the context on a database that is open already; without a clock, the computer's.

    The documents and the keys of stores and codes are those of the data folder, read with ``key``.
    """
    stores = CompanyStores(
        FolderDocumentStore(data_folder.documents, key),
        CompanyPlaces(database),
        StoreOpener(CredentialFile(data_folder.store_keys_file), key),
    )
    return keep_in_step(
        ServiceContext(
            database=database,
            clock=clock or SystemClock(),
            documents=stores.common,
            stores=stores,
            pdfs=PdfContentsReader(),
            scanner=NoScanner(),
            hasher=Argon2Passwords(),
            codes=_code_keeper(data_folder, settings),
        )
    )


def _code_keeper(data_folder: DataFolder, settings: AppSettings) -> InstallationCodes:
    """What keeps registration codes; the key is the data folder's, or one that is shared."""
    named = settings.code_key_file
    return InstallationCodes(
        Path(named) if named else data_folder.code_key_file, must_exist=named is not None
    )
