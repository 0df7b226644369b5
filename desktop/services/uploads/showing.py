"""The file of a letter as a person looks at it, and where on its pages something speaks."""

from dataclasses import dataclass

from desktop.domain.pdf_contents import Box
from desktop.models.document import Upload
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads.listing import loaded_row
from desktop.services.uploads.read import store_of
from desktop.services.uploads.view import PageLine


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """Where words stand on a page (from 1) that fit a letter's contract, or contradict it."""

    page: int
    fits: tuple[Box, ...]
    contradicts: tuple[Box, ...]


def row_file(context: ServiceContext, actor: Actor, row_id: int) -> bytes:
    """Return the file a letter stands in, b"" where it was never taken in; noted on the audit log.

    Raises:
        UserError: as ``upload_row``; ``documents.missing``, ``documents.damaged``.
    """
    with context.database.write() as unit:
        row = loaded_row(unit.session, actor, row_id)
        upload = unit.session.get_one(Upload, row.upload_id)
        if row.sha256 is None:
            return b""
        sha256, code = row.sha256, store_of(unit.session, upload)
        details = {"row_id": row.id}
        record(
            unit,
            context,
            actor,
            AuditAction.DOCUMENT_VIEWED,
            "uploads",
            upload.id,
            upload.company_id,
            details,
        )
    with context.stores.of(code).open(sha256) as stream:
        return stream.read()


def find_boxes(context: ServiceContext, _actor: Actor, content: bytes, page: PageLine) -> PageBoxes:
    """Return where the words of a page stand; ``content`` is the whole file."""

    def found(words: tuple[str, ...]) -> tuple[Box, ...]:
        return tuple(box for one in words for box in context.pdfs.find(content, page.page, one))

    return PageBoxes(page.page, found(page.fits), found(page.contradicts))
