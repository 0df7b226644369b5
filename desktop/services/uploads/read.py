"""Files of a batch are copied, read and matched, a portion a transaction; goes on after a kill.

A file is copied and read before the transaction that notes it: whoever is killed in between reads
it once more, and the same content lies in the store once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.changes import ChangeKind
from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.verdicts import Expected
from desktop.domain.documents import RowState, UploadState
from desktop.domain.errors import UserError
from desktop.domain.hidden_text import has_hidden_text
from desktop.domain.pdf_contents import pages_of
from desktop.models.company import Company
from desktop.models.document import Upload, UploadRow
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.documents.contents import TakenIn, note_contents, take_in
from desktop.services.leases import lease
from desktop.services.staff.access import Actor
from desktop.services.uploads.comparing import compare_rows
from desktop.services.uploads.contracts import load_directory
from desktop.services.uploads.loading import expected_of, kept_facts, locked_upload, put_match
from desktop.services.uploads.making import count_unread, note, sources_of
from desktop.services.uploads.ports import UploadFiles
from desktop.services.uploads.reading import (
    MOST_BYTES,
    JudgedLetter,
    judged_letters,
    refused_letter,
)
from desktop.services.uploads.view import UploadProgress

PORTION = 40
_WORKERS = min(4, os.cpu_count() or 1)


def lease_of(upload_id: int) -> str:
    """Name of the right to work through a batch."""
    return f"upload.{upload_id}"


@dataclass(frozen=True, slots=True)
class _Task:
    """A file that is still to be read; ``path`` is None where it is gone."""

    row_id: int
    name: str
    path: Path | None


class _Kept:
    """Hands pieces of a file on and keeps them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._kept: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._kept.append(chunk)
            yield chunk

    @property
    def whole(self) -> bytes:
        """All pieces that were handed on."""
        return b"".join(self._kept)


@dataclass(frozen=True, slots=True)
class _Done:
    task: _Task
    taken: TakenIn | None
    letters: tuple[JudgedLetter, ...]


def read_upload(
    context: ServiceContext,
    actor: Actor,
    files: UploadFiles,
    upload_id: int,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[UploadProgress], None] = lambda _progress: None,
    portion: int = PORTION,
) -> bool:
    """Read what a batch has and nobody has read yet; tells whether all of it is read.

    Who cancels ends it between two portions; called again it goes on there.

    Raises:
        UserError: ``lease.taken`` where another program is at it; as ``locked_upload`` and
            ``DocumentStore.put``.
    """
    with lease(context, lease_of(upload_id)) as held:
        with context.database.write() as unit:
            upload = locked_upload(
                unit.session, actor, upload_id, UploadState.READING, UploadState.OPEN
            )
            expected, sources = expected_of(upload), sources_of(upload)
            store = store_of(unit.session, upload)
            total = count_unread(unit.session, upload_id)
        paths = _paths(files, sources) if total else {}
        with context.database.read() as session:
            directory = load_directory(session) if total else Directory({}, {})
        done = pages = 0
        with ThreadPoolExecutor(_WORKERS, "read") as workers:
            while tasks := _next(context, upload_id, paths, portion):
                if is_cancelled():
                    return False
                held.renew()

                def read(task: _Task) -> _Done:
                    return _read(context, files, task, store, directory, expected)

                results = list(workers.map(read, tasks))
                _keep(context, upload_id, results)
                done += len(results)
                pages += sum(one.taken.pages or 0 for one in results if one.taken)
                on_progress(UploadProgress(done=done, total=total, pages=pages))
        with context.database.write() as unit:
            upload = locked_upload(
                unit.session, actor, upload_id, UploadState.READING, UploadState.OPEN
            )
            compare_rows(unit.session, upload_id)
            if upload.state is UploadState.READING:
                upload.state = UploadState.OPEN
                note(unit, context, actor, AuditAction.UPLOAD_READ, upload, files=done)
    return True


def store_of(session: Session, upload: Upload) -> str:
    """Return the company in whose store the files of a batch lie until they are published.

    Those of a batch for all companies lie with the first one.
    """
    query = select(Company.code).order_by(Company.id).limit(1)
    if upload.company_id is not None:
        query = query.where(Company.id == upload.company_id)
    code = session.scalar(query)
    if code is None:
        raise UserError("company.unknown", company="")
    return code


def _paths(files: UploadFiles, sources: Sequence[str]) -> dict[str, list[Path]]:
    """Where the files lie, by name; a source that is gone has none any more."""
    found: dict[str, list[Path]] = {}
    for source in sources:
        try:
            for one in files.found([Path(source)]):
                found.setdefault(one.name, []).append(one.path)
        except UserError:
            continue
    return found


def _next(
    context: ServiceContext, upload_id: int, paths: dict[str, list[Path]], portion: int
) -> list[_Task]:
    with context.database.read() as session:
        rows = session.execute(
            select(UploadRow.id, UploadRow.file_name)
            .where(
                UploadRow.upload_id == upload_id,
                UploadRow.state == RowState.WAITING,
                UploadRow.verdict.is_(None),
            )
            .order_by(UploadRow.position)
            .limit(portion)
        ).all()
        same = _earlier_of_name(session, upload_id, [row.file_name for row in rows])
    tasks = []
    for row in rows:
        places = paths.get(row.file_name, [])
        number = same[row.file_name].index(row.id)
        tasks.append(_Task(row.id, row.file_name, places[number] if number < len(places) else None))
    return tasks


def _earlier_of_name(
    session: Session, upload_id: int, names: Sequence[str]
) -> dict[str, list[int]]:
    """The rows of each name in their order: two folders may hold files of one name."""
    found: dict[str, list[int]] = {}
    for row_id, name in session.execute(
        select(UploadRow.id, UploadRow.file_name)
        .where(
            UploadRow.upload_id == upload_id,
            UploadRow.file_name.in_(names),
            UploadRow.split_from_id.is_(None),
        )
        .order_by(UploadRow.position)
    ).tuples():
        found.setdefault(name, []).append(row_id)
    return found


def _read(
    context: ServiceContext,
    files: UploadFiles,
    task: _Task,
    store: str,
    directory: Directory,
    expected: Expected,
) -> _Done:
    if task.path is None:
        return _Done(task, None, (refused_letter("recording.file_gone"),))
    try:
        with files.chunks(task.path) as chunks:
            content = _Kept(chunks)
            taken = take_in(context, store, task.name, content, most_bytes=MOST_BYTES)
    except UserError as error:
        if error.code.startswith(("documents.", "company.")):
            # The store fails, not the file: nothing more can be read.
            raise
        return _Done(task, None, (refused_letter(error.code),))
    letters = judged_letters(
        task.name,
        taken.text_state,
        pages_of(taken.text),
        taken.pages,
        directory,
        expected,
        hidden=has_hidden_text(content.whole),
        unseen=taken.unseen,
    )
    return _Done(task, taken, letters)


def _keep(context: ServiceContext, upload_id: int, results: Sequence[_Done]) -> None:
    with context.database.write() as unit:
        session = unit.session
        ids = [done.task.row_id for done in results]
        rows = {
            row.id: row for row in session.scalars(select(UploadRow).where(UploadRow.id.in_(ids)))
        }
        note_contents(unit, [done.taken for done in results if done.taken is not None])
        for done in results:
            row = rows[done.task.row_id]
            if row.verdict is not None or row.state is not RowState.WAITING:
                continue
            if done.taken is not None:
                row.sha256, row.size = done.taken.sha256, done.taken.size
            _put(row, done.letters[0])
            session.add_all(_further(row, letter) for letter in done.letters[1:])
        unit.changed(ChangeKind.UPLOAD, upload_id)


def _further(row: UploadRow, letter: JudgedLetter) -> UploadRow:
    """A row for a further letter of a file."""
    further = UploadRow(
        upload_id=row.upload_id,
        position=row.position,
        file_name=row.file_name,
        state=RowState.WAITING,
        sha256=row.sha256,
        size=row.size,
        page_from=letter.first,
        split_from_id=row.id,
        decision_note="",
        way_note="",
    )
    _put(further, letter)
    return further


def _put(row: UploadRow, letter: JudgedLetter) -> None:
    row.page_to = letter.last
    row.pages = None if letter.last is None else letter.last - letter.first + 1
    row.facts = kept_facts(letter.pages, basis=letter.basis)
    put_match(row, letter.match)
