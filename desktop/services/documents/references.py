"""Which contents the database speaks of; what else lies in a store belongs to nobody."""

from collections.abc import Iterator

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from desktop.models.case import Attachment, Draft, RawFile
from desktop.models.document import Document, LibraryFormVersion, UploadRow
from desktop.models.recording import Recording
from desktop.services.conversation.outgoing_files import read_files
from desktop.services.recording.form import read_form


def contents_in_use(session: Session) -> frozenset[str]:
    """Return the SHA-256 of every content that the database refers to.

    What somebody has put into a form or a message that is not sent yet is one of them; what was
    stored and not committed yet is none.
    """
    stored: CompoundSelect[tuple[str]] = union(
        select(Attachment.sha256),
        select(RawFile.sha256),
        select(Document.sha256),
        select(LibraryFormVersion.sha256),
        select(UploadRow.sha256).where(UploadRow.sha256.is_not(None)),
    )
    return frozenset(session.scalars(stored)).union(_begun(session))


def _begun(session: Session) -> Iterator[str]:
    for kept in session.scalars(select(Recording.form).where(Recording.recorded_at.is_(None))):
        form = read_form(kept)
        if form is not None:
            yield from (file.sha256 for file in form.files)
    for data in session.scalars(select(Draft.data).where(Draft.data.is_not(None))):
        yield from (file.sha256 for file in read_files((data or {}).get("files")))
