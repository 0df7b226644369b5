"""Files of a batch are copied, read and matched, a portion a transaction; goes on after a kill.

The files of a portion are read and copied together, before the transaction that notes them: whoever
is killed in between reads them once more, and the same content lies in the store once.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from sqlalchemy import Table, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from desktop.domain.changes import ChangeKind
from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.verdicts import Expected
from desktop.domain.documents import RowState, UploadState
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import pages_of
from desktop.memory import rarely_collecting_garbage
from desktop.models.base import Id
from desktop.models.company import Company
from desktop.models.document import Upload, UploadRow
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.documents.contents import TakenIn, examine, note_contents, store_examined
from desktop.services.leases import lease
from desktop.services.ports import ContentSink
from desktop.services.staff.access import Actor
from desktop.services.uploads.comparing import compare_rows
from desktop.services.uploads.contracts import load_directory
from desktop.services.uploads.loading import expected_of, kept_facts, kept_reasons, locked_upload
from desktop.services.uploads.making import count_unread, note, sources_of
from desktop.services.uploads.ports import UploadFiles
from desktop.services.uploads.reading import (
    MOST_BYTES,
    JudgedLetter,
    judged_letters,
    refused_letter,
)
from desktop.services.uploads.view import UploadProgress

PORTION = 100
_MUCH_BYTES = 16 * 1024 * 1024
"""A portion takes no more: large files are slow, and somebody may want to cancel."""
_WORKERS = min(4, os.cpu_count() or 1)
_SHARES = 8
_ROWS = cast(Table, UploadRow.__table__)
_FOUND = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("row"))
    .values(
        # What was stored before stays where the file is gone meanwhile.
        sha256=func.coalesce(bindparam("its_sha256", type_=_ROWS.c.sha256.type), _ROWS.c.sha256),
        # Who decided by hand is not overruled.
        tenancy_id=case(
            (_ROWS.c.decided_at.is_(None), bindparam("its_tenancy_id", type_=Id)),
            else_=_ROWS.c.tenancy_id,
        ),
        version=_ROWS.c.version + 1,
        **{
            name: bindparam(f"its_{name}")
            for name in ("size", "page_to", "pages", "facts", "verdict", "reasons")
        },
    )
)


def lease_of(upload_id: int) -> str:
    """Name of the right to work through a batch."""
    return f"upload.{upload_id}"


@dataclass(frozen=True, slots=True)
class _Task:
    """A file that is still to be read; ``path`` is None where it is gone."""

    row_id: int
    name: str
    size: int
    path: Path | None


@dataclass(frozen=True, slots=True)
class _Known:
    """Against what letters are judged."""

    directory: Directory
    expected: Expected


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
    with rarely_collecting_garbage(), lease(context, lease_of(upload_id)) as held:
        with context.database.write() as unit:
            upload = locked_upload(
                unit.session, actor, upload_id, UploadState.READING, UploadState.OPEN
            )
            expected, sources = expected_of(upload), sources_of(upload)
            store = context.stores.of(store_of(unit.session, upload))
            total = count_unread(unit.session, upload_id)
        paths = _paths(files, sources) if total else {}
        with context.database.read() as session:
            directory = load_directory(session) if total else Directory({}, {})
        known = _Known(directory, expected)
        done = pages = 0
        with ThreadPoolExecutor(_WORKERS, "read") as workers:
            while tasks := _unread(context, upload_id, paths):
                while tasks:
                    if is_cancelled():
                        return False
                    held.renew()
                    with store.together() as sink:
                        read = partial(_read, context, files, sink, known)
                        shares = _shares(_next(tasks, portion))
                        results = list(chain.from_iterable(workers.map(read, shares)))
                    # Only what is safely in the store may be spoken of.
                    _keep(context, upload_id, results)
                    tasks = tasks[len(results) :]
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


def _unread(context: ServiceContext, upload_id: int, paths: dict[str, list[Path]]) -> list[_Task]:
    """The files nobody has read, in their order; two folders may hold files of one name."""
    same: Counter[str] = Counter()
    tasks = []
    with context.database.read() as session:
        rows = session.execute(
            select(
                UploadRow.id,
                UploadRow.file_name,
                UploadRow.size,
                UploadRow.state,
                UploadRow.verdict,
            )
            .where(UploadRow.upload_id == upload_id, UploadRow.split_from_id.is_(None))
            .order_by(UploadRow.position)
        ).all()
    for row in rows:
        number = same[row.file_name]
        same[row.file_name] += 1
        if row.state is RowState.WAITING and row.verdict is None:
            places = paths.get(row.file_name, [])
            path = places[number] if number < len(places) else None
            tasks.append(_Task(row.id, row.file_name, row.size, path))
    return tasks


def _next(tasks: Sequence[_Task], portion: int) -> Sequence[_Task]:
    """The first of these files: so many, or one beyond what is much to read at once."""
    size = 0
    for number, task in enumerate(tasks[:portion], start=1):
        size += task.size
        if size > _MUCH_BYTES:
            return tasks[:number]
    return tasks[:portion]


def _shares(tasks: Sequence[_Task]) -> list[Sequence[_Task]]:
    """What a thread takes at a time; each comes several times, because files differ."""
    size = -(-len(tasks) // (_WORKERS * _SHARES))
    return [tasks[start : start + size] for start in range(0, len(tasks), size)]


def _read(
    context: ServiceContext,
    files: UploadFiles,
    sink: ContentSink,
    known: _Known,
    tasks: Sequence[_Task],
) -> list[_Done]:
    return [_read_one(context, files, sink, known, task) for task in tasks]


def _read_one(
    context: ServiceContext,
    files: UploadFiles,
    sink: ContentSink,
    known: _Known,
    task: _Task,
) -> _Done:
    if task.path is None:
        return _Done(task, None, (refused_letter("recording.file_gone"),))
    try:
        with files.chunks(task.path) as chunks:
            examined = examine(context, task.name, chunks, most_bytes=MOST_BYTES)
    except UserError as error:
        return _Done(task, None, (refused_letter(error.code),))
    # Where the store fails, not the file, nothing more can be read.
    taken = store_examined(context, sink, examined)
    letters = judged_letters(
        task.name,
        taken.text_state,
        pages_of(taken.text),
        taken.pages,
        known.directory,
        known.expected,
        unseen=taken.unseen,
    )
    return _Done(task, taken, letters)


def _keep(context: ServiceContext, upload_id: int, results: Sequence[_Done]) -> None:
    """Note what was read, unless somebody has dealt with the row meanwhile."""
    with context.database.write() as unit:
        session = unit.session
        note_contents(unit, [done.taken for done in results if done.taken is not None])
        ids = [done.task.row_id for done in results]
        places = dict(
            session.execute(
                select(UploadRow.id, UploadRow.position)
                .where(
                    UploadRow.id.in_(ids),
                    UploadRow.state == RowState.WAITING,
                    UploadRow.verdict.is_(None),
                )
                .with_for_update()
            )
            .tuples()
            .all()
        )
        found = [done for done in results if done.task.row_id in places]
        if found:
            session.execute(_FOUND, [_of_row(done) for done in found])
        further = [
            _further(upload_id, places[done.task.row_id], done, letter)
            for done in found
            for letter in done.letters[1:]
        ]
        if further:
            session.execute(insert(_ROWS), further)
        unit.changed(ChangeKind.UPLOAD, upload_id)


def _of_row(done: _Done) -> dict[str, object]:
    """What becomes of the row of a file: its first letter."""
    found = {**_of_content(done), **_of_letter(done.letters[0])}
    return {"row": done.task.row_id, **{f"its_{name}": value for name, value in found.items()}}


def _further(upload_id: int, position: int, done: _Done, letter: JudgedLetter) -> dict[str, object]:
    """A row for a further letter of a file."""
    return {
        "upload_id": upload_id,
        "position": position,
        "file_name": done.task.name,
        "state": RowState.WAITING,
        "version": 1,
        "page_from": letter.first,
        "split_from_id": done.task.row_id,
        **_of_content(done),
        **_of_letter(letter),
    }


def _of_content(done: _Done) -> dict[str, object]:
    taken = done.taken
    return {
        "sha256": None if taken is None else taken.sha256,
        "size": done.task.size if taken is None else taken.size,
    }


def _of_letter(letter: JudgedLetter) -> dict[str, object]:
    match = letter.match
    return {
        "page_to": letter.last,
        "pages": None if letter.last is None else letter.last - letter.first + 1,
        "facts": kept_facts(letter.pages, basis=letter.basis),
        "verdict": match.verdict,
        "reasons": kept_reasons(match),
        "tenancy_id": match.tenancy_id,
    }
