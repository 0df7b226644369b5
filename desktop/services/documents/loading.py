"""Reads one document for an act on it, or for somebody who may see it."""

from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.document import Document
from desktop.services.staff.access import Actor, Permission, require


def locked_document(session: Session, actor: Actor, document_id: int) -> Document:
    """Return a document that the person may work on, locked until the commit.

    Raises:
        UserError: ``documents.not_found``, ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    document = session.get(Document, document_id, with_for_update=True)
    return _visible(document, actor, Permission.WORK_CASES)


def load_document(session: Session, actor: Actor, document_id: int) -> Document:
    """Return a document that the person may see.

    Raises:
        UserError: ``documents.not_found``, ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    return _visible(session.get(Document, document_id), actor, Permission.READ_CASES)


def _visible(document: Document | None, actor: Actor, permission: Permission) -> Document:
    if document is None:
        raise UserError("documents.not_found")
    require(actor, permission, document.company_id)
    return document
