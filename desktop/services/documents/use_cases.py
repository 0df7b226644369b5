"""The door of the room: documents of tenant accounts."""

from desktop.services.context import ServiceContext
from desktop.services.documents.commands import RecallDocument
from desktop.services.documents.loading import locked_document
from desktop.services.documents.publishing import publish_in, publish_many_in
from desktop.services.documents.recalling import (
    recall_in,
    undo_publication_in,
    undo_recall_in,
)
from desktop.services.documents.ways import ways_of
from desktop.services.staff.access import Actor

__all__ = [
    "publish_in",
    "publish_many_in",
    "recall_document",
    "recall_in",
    "undo_publication",
    "undo_recall",
    "ways_of",
]


def recall_document(context: ServiceContext, actor: Actor, command: RecallDocument) -> None:
    """Recall a document: its parties see it no more, the record stays.

    Raises:
        UserError: ``documents.not_found``; as ``recall_in``.
    """
    with context.database.write() as unit:
        document = locked_document(unit.session, actor, command.document_id)
        recall_in(unit, context, actor, document, command.reason, command.note)


def undo_publication(context: ServiceContext, actor: Actor, document_id: int) -> None:
    """Take a publication back within its undo time: it never left the house.

    Raises:
        UserError: ``documents.not_found``; as ``undo_publication_in``.
    """
    with context.database.write() as unit:
        undo_publication_in(unit, context, actor, locked_document(unit.session, actor, document_id))


def undo_recall(context: ServiceContext, actor: Actor, document_id: int) -> None:
    """Take a recall back within the undo time: the parties go on seeing the document.

    Raises:
        UserError: ``documents.not_found``; as ``undo_recall_in``.
    """
    with context.database.write() as unit:
        undo_recall_in(unit, context, actor, locked_document(unit.session, actor, document_id))
