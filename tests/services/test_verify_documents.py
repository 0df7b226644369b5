"""Are all documents there? What is missing, damaged or nobody's is told, and nothing is changed."""

import os
from pathlib import Path

import pytest

from desktop.adapters.document_store import FolderDocumentStore
from desktop.domain.documents import DocumentKind, RowState, UploadState
from desktop.domain.errors import UserError
from desktop.models.document import Upload, UploadRow
from desktop.services.context import ServiceContext
from desktop.services.documents.verifying import YOUNG_FOR, verify_documents
from desktop.services.staff.access import SYSTEM
from tests.services.test_backups import keep_document
from tests.support.contexts import stored_file
from tests.support.factories import add_company


def keep_row(context: ServiceContext, sha256: str) -> None:
    """A row of an upload that is not published yet."""
    with context.database.write() as unit:
        upload = Upload(
            number="S-2026-0001",
            state=UploadState.OPEN,
            kind=DocumentKind.OPERATING_COSTS,
            title="Abrechnungen",
            visible_from=context.clock.now(),
            made_at=context.clock.now(),
        )
        unit.session.add(upload)
        unit.session.flush()
        unit.session.add(
            UploadRow(
                upload_id=upload.id,
                position=1,
                file_name="a.pdf",
                state=RowState.WAITING,
                sha256=sha256,
            )
        )


def made_old(context: ServiceContext, file: Path) -> None:
    old = (context.clock.machine_now() - YOUNG_FOR).timestamp() - 60
    os.utime(file, (old, old))


def test_what_is_missing_damaged_and_nobodys_is_told(
    context: ServiceContext, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    with context.database.write() as unit:
        add_company(unit, code="eigen", settings={"document_places": [str(drive)]})
    whole, lost, spoiled = (
        keep_document(context, content) for content in (b"whole", b"lost", b"spoiled")
    )
    on_drive = context.stores.of("eigen").put([b"on the drive"]).sha256
    keep_row(context, on_drive)
    assert (drive / on_drive).is_file()
    stored_file(context, lost).unlink()
    stored_file(context, spoiled).write_bytes(b"other bytes")
    young = context.documents.put([b"young"]).sha256
    orphans = sorted(context.documents.put([bytes([n])]).sha256 for n in range(2))
    for orphan in orphans:
        made_old(context, stored_file(context, orphan))
    made_old(context, stored_file(context, whole))
    before = sorted(file.name for file in tmp_path.rglob("*"))
    told: list[tuple[int, int]] = []
    found = verify_documents(context, SYSTEM, on_progress=lambda *step: told.append(step))
    assert (found.documents, found.sound, found.young) == (4, 2, 1)
    assert (found.missing, found.damaged) == ((lost,), (spoiled,))
    assert found.orphans == tuple(orphans)
    assert not found.is_sound
    assert told == [(n, 4) for n in range(1, 5)]
    assert sorted(file.name for file in tmp_path.rglob("*")) == before
    assert young not in found.orphans
    # A sound copy anywhere is enough.
    FolderDocumentStore(drive).put([b"spoiled"])
    FolderDocumentStore(drive).put([b"lost"])
    assert verify_documents(context, SYSTEM).is_sound


def test_a_drive_that_is_not_there_is_no_missing_document(
    context: ServiceContext, tmp_path: Path
) -> None:
    with context.database.write() as unit:
        add_company(unit, code="eigen", settings={"document_places": [str(tmp_path / "drive")]})
    with pytest.raises(UserError, match=r"documents\.unreachable"):
        verify_documents(context, SYSTEM)
