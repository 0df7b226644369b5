"""Contents under their SHA-256: in a folder, on a network drive, or in a store that speaks S3.

``store`` is the one adapter. It hashes what goes in, seals it where the data folder is encrypted
and proves what comes out; where the bytes lie is the business of a shelf: ``folder`` for this
computer and network drives, ``remote`` for everything that ``fsspec`` reaches. ``companies``
chooses the store of a company.
"""

from desktop.adapters.document_store.store import FolderDocumentStore

__all__ = ["FolderDocumentStore"]
