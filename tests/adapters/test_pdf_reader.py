"""Files of strangers are drawn in a process of their own, which they may keep busy or end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from desktop.adapters.pdf_reader.conversation import Patience, own_command
from desktop.adapters.pdf_reader.exchange import MOST_PAGES, Frame, Kind, receive, send
from desktop.adapters.pdf_reader.reader import PdfReader, PdfReaders
from desktop.domain.errors import UserError
from tests.support import pdf_files

PATIENT = Patience(start=60, opening=60, page=60, abandoned=0.05)
"""What can be shown may take long where others work; ``hurried`` is for what never ends."""


@pytest.fixture
def reader() -> Iterator[PdfReader]:
    made = PdfReader(patience=PATIENT)
    yield made
    made.end()


@contextmanager
def hurried(reader: PdfReader, **seconds: float) -> Iterator[None]:
    """In the block the reader waits no longer than this."""
    reader._patience = replace(PATIENT, **seconds)
    try:
        yield
    finally:
        reader._patience = PATIENT


def squares(reader: PdfReader, ticket: int, page: int) -> int:
    """How many pixels of a small picture of the page are black."""
    drawn = reader.draw(ticket, page, 119, 168)
    assert (drawn.width, drawn.height) == (119, 168)
    pixels = memoryview(drawn.pixels).cast("I")
    return sum(pixel & 0xFFFFFF == 0 for pixel in pixels)


def code_of(reader: PdfReader, data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        reader.open(reader.next_file(), data)
    return caught.value.code


def test_pages_are_measured_and_drawn(reader: PdfReader) -> None:
    ticket = reader.next_file()
    sizes = reader.open(ticket, pdf_files.pages(300))
    assert len(sizes) == 300
    assert (round(sizes[7].width), round(sizes[7].height)) == (595, 842)
    assert 80 <= squares(reader, ticket, 299) <= 121


def test_what_cannot_be_shown_is_told_and_the_process_stays(reader: PdfReader) -> None:
    assert code_of(reader, b"%PDF-1.7 nichts") == "attachment.pdf_damaged"
    process = reader.process_id
    assert code_of(reader, pdf_files.protected()) == "attachment.pdf_password"
    assert code_of(reader, pdf_files.pages(MOST_PAGES + 1)) == "attachment.pdf_too_long"
    reader.open(reader.next_file(), pdf_files.pages(1))
    assert reader.process_id == process


def test_a_tree_of_pages_that_is_its_own_branch_ends_the_process_only(reader: PdfReader) -> None:
    with hurried(reader, opening=1):
        assert code_of(reader, pdf_files.own_branch()) == "attachment.pdf_not_shown"
    ticket = reader.next_file()
    assert len(reader.open(ticket, pdf_files.pages(2))) == 2
    assert squares(reader, ticket, 1)


def test_a_page_that_takes_too_long_leaves_the_others(reader: PdfReader) -> None:
    ticket = reader.next_file()
    reader.open(ticket, pdf_files.with_endless_page([True, False, True]))
    with hurried(reader, page=1), pytest.raises(UserError, match="pdf_not_shown"):
        reader.draw(ticket, 1, 119, 168)
    assert squares(reader, ticket, 2)


def draw_until_it_fails(reader: PdfReader, ticket: int) -> None:
    """Whether the first question still reaches a process that is being killed is luck."""
    while True:
        reader.draw(ticket, 0, 9, 9)


def test_a_killed_process_is_followed_by_another(reader: PdfReader) -> None:
    ticket = reader.next_file()
    reader.open(ticket, pdf_files.pages(2))
    before = reader.process_id
    assert before is not None
    os.kill(before, signal.SIGTERM)
    with pytest.raises(UserError, match="pdf_not_shown"):
        draw_until_it_fails(reader, ticket)
    assert squares(reader, ticket, 1)
    assert reader.process_id != before


def test_what_nobody_waits_for_is_given_up() -> None:
    patient = PdfReader(patience=Patience(opening=600, page=600, abandoned=0.05))
    ticket = patient.next_file()
    patient.open(ticket, pdf_files.with_endless_page([False]))
    codes: list[str] = []

    def draw() -> None:
        try:
            patient.draw(ticket, 0, 119, 168)
        except UserError as error:
            codes.append(error.code)

    drawing = threading.Thread(target=draw)
    drawing.start()
    while not patient.is_asking:
        time.sleep(0.001)
    following = patient.next_file()
    assert patient.open(following, pdf_files.pages(3))
    drawing.join()
    assert codes == ["attachment.pdf_not_shown"]
    with pytest.raises(UserError, match="pdf_given_up"):
        patient.draw(ticket, 0, 9, 9)
    assert squares(patient, following, 2)
    patient.end()


def test_a_closed_file_is_forgotten(reader: PdfReader) -> None:
    ticket = reader.next_file()
    reader.open(ticket, pdf_files.pages(1))
    process = reader.process_id
    following = reader.next_file()
    reader.close(following)
    with pytest.raises(UserError, match="pdf_given_up"):
        reader.draw(ticket, 0, 9, 9)
    assert reader.process_id == process


def test_the_end_of_all_readers_leaves_no_process() -> None:
    readers = PdfReaders()
    reader = readers.new()
    ticket = reader.next_file()
    reader.open(ticket, pdf_files.pages(1))
    process = reader.process_id
    assert process is not None
    readers.end()
    assert reader.process_id is None
    with pytest.raises(UserError, match="pdf_given_up"):
        reader.open(reader.next_file(), pdf_files.pages(1))


def test_a_program_that_cannot_be_started_is_told() -> None:
    assert code_of(PdfReader((os.devnull,)), pdf_files.pages(1)) == "attachment.pdf_not_shown"
    silent = PdfReader((sys.executable, "-c", "print(end='')"))
    assert code_of(silent, pdf_files.pages(1)) == "attachment.pdf_not_shown"


def drawing_process(command: Sequence[str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert receive(process.stdout) == Frame(Kind.READY)
    return process


def test_the_process_ends_when_nobody_asks_any_more_and_says_nothing() -> None:
    with drawing_process(own_command()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        send(process.stdin, Frame(Kind.OPEN, body=b"%PDF-1.7 nichts"))
        assert receive(process.stdout) == Frame(Kind.DAMAGED)
        process.stdin.close()
        assert process.wait() == 0
        assert process.stdout.read() == b""


WATCHED = "from desktop.adapters.pdf_reader import drawing as d; d.WATCHDOG_SECONDS = 1; d.serve()"


def test_a_process_that_is_held_up_ends_without_the_program_that_started_it() -> None:
    with drawing_process((sys.executable, "-c", WATCHED)) as process:
        assert process.stdin is not None
        send(process.stdin, Frame(Kind.OPEN, body=pdf_files.own_branch()))
        process.stdin.close()
        assert process.wait() == 1
