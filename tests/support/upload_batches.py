"""Batches of small letters, written and read as a person's would be."""

from collections.abc import Mapping
from pathlib import Path

from desktop.adapters.upload_files import UploadFolder
from desktop.domain.documents import DocumentKind
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import NewUpload
from tests.support.documents import YEAR
from tests.support.pdf_files import letter

STATEMENTS = NewUpload(
    kind=DocumentKind.OPERATING_COSTS, title="Betriebskostenabrechnung 2025", period=YEAR
)


def batch_of(
    context: ServiceContext,
    actor: Actor,
    folder: Path,
    letters: Mapping[str, str],
    command: NewUpload = STATEMENTS,
) -> int:
    """A batch of files of one page each, read; returns its id."""
    folder.mkdir()
    for name, text in letters.items():
        (folder / name).write_bytes(letter(text))
    upload_id = uploads.make_upload(context, actor, command)
    uploads.add_files(context, actor, UploadFolder(), upload_id, [folder])
    assert uploads.read_upload(context, actor, UploadFolder(), upload_id)
    return upload_id
