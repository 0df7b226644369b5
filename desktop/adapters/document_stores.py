"""Which store holds the documents of a company."""

from dataclasses import dataclass

from desktop.adapters.document_store import FolderDocumentStore


@dataclass(frozen=True, slots=True)
class OneDocumentStore:
    """Satisfies the port ``DocumentStores`` with one store for all companies."""

    store: FolderDocumentStore

    def of(self, company_code: str) -> FolderDocumentStore:  # noqa: ARG002 - one for all
        """Return the one store."""
        return self.store
