"""Matching without taking anything in: what would become of the files of a folder."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from desktop.domain.document_match.batch import BatchLetter, compare_letters
from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.reasons import Match
from desktop.domain.document_match.verdicts import Expected
from desktop.domain.documents import DocumentState
from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name
from desktop.domain.found_file import FoundFile
from desktop.domain.sendable_files import judged
from desktop.models.company import Company
from desktop.models.document import Document
from desktop.services.context import ServiceContext
from desktop.services.documents.parts import parts_of
from desktop.services.uploads.contracts import load_directory
from desktop.services.uploads.ports import UploadFiles
from desktop.services.uploads.reading import (
    MOST_BYTES,
    JudgedLetter,
    judged_letters,
    refused_letter,
)

_AT_ONCE = 64
_WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class TriedLetter:
    """A letter and what would become of it; contract and company are empty where none is known."""

    file: str
    first: int
    last: int | None
    company: str
    contract_number: str
    match: Match


@dataclass(frozen=True, slots=True)
class _Letter:
    file: str
    content: str
    letter: JudgedLetter


def try_files(
    context: ServiceContext,
    files: UploadFiles,
    sources: Sequence[Path],
    company_code: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[TriedLetter, ...]:
    """Match all PDF files of folders with all contracts; with a company only its own may be sure.

    Raises:
        UserError: ``company.unknown`` with ``company``, ``upload.source_gone``.
    """
    with context.database.read() as session:
        expected = Expected()
        if company_code is not None:
            company_id = session.scalar(select(Company.id).where(Company.code == company_code))
            if company_id is None:
                raise UserError("company.unknown", company=company_code)
            expected = Expected(company_id=company_id)
        directory = load_directory(session)
    found = files.found(sources)
    letters: list[_Letter] = []
    for number, read in enumerate(_read_all(context, files, found, directory, expected), start=1):
        letters += read
        on_progress(number, len(found))
    return tuple(_compared(context, directory, letters))


def _read_all(
    context: ServiceContext,
    files: UploadFiles,
    found: Sequence[FoundFile],
    directory: Directory,
    expected: Expected,
) -> Iterator[list[_Letter]]:
    """Read files beside each other, a portion at a time: they may be large."""

    def read(file: FoundFile) -> list[_Letter]:
        content, letters = _read(context, files, file, directory, expected)
        # The facts of thousands of pages are needed no more.
        return [_Letter(file.name, content, replace(one, pages=())) for one in letters]

    with ThreadPoolExecutor(_WORKERS, "match") as workers:
        for start in range(0, len(found), _AT_ONCE):
            yield from workers.map(read, found[start : start + _AT_ONCE])


def _read(
    context: ServiceContext,
    files: UploadFiles,
    file: FoundFile,
    directory: Directory,
    expected: Expected,
) -> tuple[str, tuple[JudgedLetter, ...]]:
    """Return the hash of a file and its letters."""
    name = kept_name(file.name)
    try:
        with files.chunks(file.path) as chunks:
            content = _whole(name, chunks)
        digest = hashlib.sha256(content).hexdigest()
        judged(name, content, parts_of(name, content))
    except UserError as error:
        return file.name, (refused_letter(error.code),)
    read = context.pdfs.read(content)
    return digest, judged_letters(
        file.name,
        read.state,
        read.pages,
        read.count,
        directory,
        expected,
        unseen=read.unseen,
    )


def _whole(name: str, chunks: Iterator[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MOST_BYTES:
            raise UserError("files.too_large", name=name, limit=MOST_BYTES // 1024 // 1024)
    return bytes(content)


def _compared(
    context: ServiceContext, directory: Directory, letters: Sequence[_Letter]
) -> Iterator[TriedLetter]:
    hashes = {one.content for one in letters}
    with context.database.read() as session:
        held = session.execute(
            select(Document.tenancy_id, Document.sha256).where(
                Document.state == DocumentState.PUBLISHED
            )
        ).tuples()
        published = {pair for pair in held if pair[1] in hashes}
    matches = compare_letters(
        [BatchLetter(one.file, one.content, one.letter.first, one.letter.match) for one in letters],
        published,
    )
    for one, match in zip(letters, matches, strict=True):
        contract = None if match.tenancy_id is None else directory.contracts[match.tenancy_id]
        yield TriedLetter(
            one.file,
            one.letter.first,
            one.letter.last,
            "" if contract is None else directory.landlords[contract.company_id].code,
            "" if contract is None else contract.number,
            match,
        )
