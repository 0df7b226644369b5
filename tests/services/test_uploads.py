"""A batch from its folder to the accounts: read, corrected, published once, taken back."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select, update

from desktop.adapters.demo_papers import DemoPapers
from desktop.adapters.upload_files import UploadFolder
from desktop.domain.document_match.reasons import ReasonCode
from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    DocumentState,
    RecallReason,
    RowState,
    TextState,
    UploadState,
    Verdict,
)
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import PageRange, PdfContent
from desktop.models.company import Company
from desktop.models.document import Document, DocumentContent, DocumentRecipient, Upload, UploadRow
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.demo.statements.making import TRUTH, create_demo_statements
from desktop.services.staff.access import Actor
from desktop.services.staff.sign_in import actor_for_login
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import ChooseWay, DecideRow, NewUpload, SplitRow
from desktop.services.uploads.loading import ready_ids
from desktop.services.uploads.publishing import prepared
from desktop.services.uploads.view import Refusal, RowLine
from tests.support import pdf_files
from tests.support.clock import FixedClock

FILES = UploadFolder()
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
HIDDEN = b"99 0 obj\n<< /Length 9 >>\nstream\nBT 3 Tr ET\nendstream\nendobj\n"
STATEMENTS = NewUpload(
    kind=DocumentKind.OPERATING_COSTS, title="Betriebskostenabrechnung 2025", period=YEAR
)


@pytest.fixture
def folder(context: ServiceContext, tmp_path: Path) -> Path:
    """A hundred statements with their contracts."""
    target = tmp_path / "statements"
    create_demo_statements(context, DemoPapers(), target, seed=3, count=100)
    return target


@pytest.fixture
def clerk(context: ServiceContext, folder: Path) -> Actor:
    """Somebody of the invented staff."""
    return actor_for_login(context, "clerk1")


def truth_of(folder: Path) -> dict[str, set[str]]:
    """Whose each file really is, by contract number."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with (folder / TRUTH).open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found[row["file"]].add(f"{row['company']} {row['contract_number']}")
    return dict(found)


def once(times: int) -> Callable[[], bool]:
    """Cancel after having been asked some times."""
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > times

    return is_cancelled


def published(context: ServiceContext) -> dict[str, list[str]]:
    """The contracts into whose accounts each file went."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with context.database.read() as session:
        for name, code, number in session.execute(
            select(UploadRow.file_name, Company.code, Tenancy.contract_number)
            .join(Document, Document.id == UploadRow.document_id)
            .join(Tenancy, Tenancy.id == Document.tenancy_id)
            .join(Company, Company.id == Tenancy.company_id)
        ).tuples():
            found[name].append(f"{code} {number}")
    return dict(found)


def read(context: ServiceContext, clerk: Actor, folder: Path) -> int:
    """A batch of all files of the folder, read."""
    upload_id = uploads.make_upload(context, clerk, STATEMENTS)
    uploads.add_files(context, clerk, FILES, upload_id, [folder])
    assert uploads.read_upload(context, clerk, FILES, upload_id)
    return upload_id


def first(context: ServiceContext, clerk: Actor, upload_id: int, verdict: Verdict) -> RowLine:
    """The first letter with a verdict."""
    return uploads.upload_rows(context, clerk, upload_id, verdict)[0]


def code_of(act: Callable[[], object]) -> str:
    """The code of the error that an act raises."""
    with pytest.raises(UserError) as raised:
        act()
    return raised.value.code


def test_a_batch_is_read_published_once_and_taken_back(
    context: ServiceContext, clock: FixedClock, clerk: Actor, folder: Path
) -> None:
    upload_id = uploads.make_upload(context, clerk, STATEMENTS)
    assert uploads.add_files(context, clerk, FILES, upload_id, [folder]) == 98
    # What is chosen twice comes once; who was ended in the midst goes on there.
    assert uploads.add_files(context, clerk, FILES, upload_id, [folder]) == 0
    ended = uploads.read_upload(context, clerk, FILES, upload_id, is_cancelled=once(1), portion=30)
    line = uploads.upload_line(context, clerk, upload_id)
    assert (ended, line.state, line.counts.unread) == (False, UploadState.READING, 68)
    early = code_of(lambda: uploads.publish_upload(context, clerk, upload_id))
    assert early == "upload.wrong_state"
    assert uploads.read_upload(context, clerk, FILES, upload_id)
    line = uploads.upload_line(context, clerk, upload_id)
    assert (line.state, line.files, line.counts.waiting) == (UploadState.OPEN, 98, 100)
    assert (line.counts.ready, line.counts.verdicts[Verdict.SURE]) == (95, 95)

    plan = uploads.plan_publication(context, clerk, upload_id)
    assert (plan.ready, plan.stays, sum(plan.ways.values()), plan.refused) == (95, 5, 95, ())
    assert published(context) == {}
    result = uploads.publish_upload(context, clerk, upload_id, is_cancelled=once(2), portion=20)
    assert (result.cancelled, result.published) == (True, 40)
    assert uploads.publish_upload(context, clerk, upload_id, portion=40).published == 55
    again = code_of(lambda: uploads.publish_upload(context, clerk, upload_id))
    assert again == "upload.nothing_ready"

    truth = truth_of(folder)
    went = published(context)
    assert sum(map(len, went.values())) == 95
    assert all(len(set(there)) == len(there) for there in went.values())
    assert all(set(there) <= truth[name] for name, there in went.items())

    # Ten of them were read when the batch is taken back, after its undo time.
    clock.advance(timedelta(hours=1))
    with context.database.write() as unit:
        for recipient in unit.session.scalars(
            select(DocumentRecipient)
            .where(DocumentRecipient.way == DeliveryWay.ELECTRONIC)
            .order_by(DocumentRecipient.document_id)
            .limit(10)
        ):
            recipient.read_at = context.clock.now()
    back = uploads.take_back_upload(
        context, clerk, upload_id, "falsches Jahr", is_cancelled=once(1)
    )
    assert back == 50
    assert uploads.take_back_upload(context, clerk, upload_id, "falsches Jahr") == 45
    assert len(uploads.readers_of(context, clerk, upload_id)) == 10
    with context.database.read() as session:
        states = {(one.state, one.recall_reason) for one in session.scalars(select(Document))}
    assert states == {(DocumentState.RECALLED, RecallReason.BATCH_TAKEN_BACK)}
    assert uploads.upload_line(context, clerk, upload_id).state is UploadState.TAKEN_BACK


def test_a_file_of_many_letters_never_goes_as_a_whole(
    context: ServiceContext, clerk: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where nobody knows how many pages it has, as its first reading took too long."""
    upload_id = read(context, clerk, folder)
    with context.database.write() as unit:
        unit.session.execute(update(DocumentContent).values(pages=None))
        upload = unit.session.get_one(Upload, upload_id)
        own = select(UploadRow.id).where(UploadRow.split_from_id.is_not(None))
        ids = [
            one
            for one in unit.session.scalars(own)
            if one in ready_ids(unit.session, upload_id, 100)
        ]
    # Nor does a piece of it that has other pages than those that were read.
    cut, refused = context.pdfs.split, list[Refusal]()
    with monkeypatch.context() as wrong:
        wrong.setattr(context.pdfs, "split", lambda data, _pages: cut(data, [PageRange(1, 1)]))
        assert prepared(context, upload, ids, refused) == []
    assert [one.code for one in refused] == ["documents.not_split"] * len(ids)
    assert ids
    assert uploads.publish_upload(context, clerk, upload_id).published == 95
    went = published(context)
    many = {name for name, there in truth_of(folder).items() if len(there) > 1}
    assert many & set(went)
    with context.database.read() as session:
        whole = session.scalars(
            select(UploadRow.file_name)
            .join(Document, Document.id == UploadRow.document_id)
            .where(UploadRow.file_name.in_(many), Document.sha256 == UploadRow.sha256)
        ).all()
    assert whole == []


def test_what_is_uncertain_waits_for_a_person(
    context: ServiceContext, clerk: Actor, folder: Path
) -> None:
    upload_id = read(context, clerk, folder)
    truth = truth_of(folder)
    check = first(context, clerk, upload_id, Verdict.CHECK)
    assert (check.ready, check.tenancy_id is not None) == (False, True)
    assert ReasonCode.NUMBER_SWAPPED in {one.code for one in check.reasons}
    assert any(page.fits for page in uploads.row_pages(context, clerk, check.id))
    scan = first(context, clerk, upload_id, Verdict.NONE)
    assert (scan.file_name.startswith("scan_"), scan.tenancy_id, scan.way) == (True, None, None)

    # For another year none of them is sure, and for the right one all are again.
    other = replace(STATEMENTS, period=Period(date(2024, 1, 1), date(2024, 12, 31)))
    uploads.change_upload(context, clerk, upload_id, other)
    assert uploads.upload_line(context, clerk, upload_id).counts.ready == 0
    uploads.change_upload(context, clerk, upload_id, STATEMENTS)
    assert uploads.upload_line(context, clerk, upload_id).counts.ready == 95
    check = uploads.upload_row(context, clerk, check.id)
    scan = uploads.upload_row(context, clerk, scan.id)

    assert check.tenancy_id is not None
    decision = DecideRow(row_id=check.id, version=check.version, tenancy_id=check.tenancy_id)
    uploads.decide_row(context, clerk, decision)
    assert code_of(lambda: uploads.decide_row(context, clerk, decision)) == "upload.row_changed"
    uploads.undo_decision(context, clerk, check.id)
    assert not uploads.upload_row(context, clerk, check.id).ready
    again = uploads.upload_row(context, clerk, check.id)
    uploads.decide_row(
        context,
        clerk,
        DecideRow(row_id=check.id, version=again.version, tenancy_id=check.tenancy_id),
    )
    uploads.remove_row(context, clerk, scan.id, scan.version)
    counts = uploads.upload_line(context, clerk, upload_id).counts
    assert (counts.ready, counts.waiting, counts.removed) == (96, 99, 1)
    assert {row.id for row in uploads.rows_to_check(context, clerk, upload_id)} == {
        row.id for row in uploads.upload_rows(context, clerk, upload_id) if not row.ready
    }

    choice = ChooseWay(row_ids=(check.id,), way=DeliveryWay.POST, note="")
    assert code_of(lambda: uploads.choose_way(context, clerk, choice)) == (
        "documents.way_reason_missing"
    )
    uploads.choose_way(
        context, clerk, ChooseWay(row_ids=(check.id,), way=DeliveryWay.POST, note="auf Wunsch")
    )
    chosen = uploads.upload_row(context, clerk, check.id)
    assert (chosen.way, chosen.way_by_hand) == (DeliveryWay.POST, True)
    uploads.publish_upload(context, clerk, upload_id)
    went = published(context)
    assert set(went[check.file_name]) == truth[check.file_name]
    assert scan.file_name not in went
    uploads.return_row(context, clerk, scan.id)
    assert uploads.upload_row(context, clerk, scan.id).state is RowState.WAITING


def test_pages_are_taken_off_and_nothing_is_sure_then(
    context: ServiceContext, clerk: Actor, folder: Path
) -> None:
    upload_id = read(context, clerk, folder)
    row = next(
        one
        for one in uploads.upload_rows(context, clerk, upload_id, Verdict.SURE)
        if one.pages == 4 and one.first == 1
    )
    split = SplitRow(row_id=row.id, version=row.version, page=3, only=True)
    new_id = uploads.split_row(context, clerk, split)
    with pytest.raises(UserError, match=r"upload\.row_changed"):
        uploads.undo_split(context, clerk, row.id)
    uploads.undo_split(context, clerk, new_id)
    whole = uploads.upload_row(context, clerk, row.id)
    assert (whole.pages, whole.last, whole.without, whole.ready) == (4, 4, (), True)
    assert (whole.verdict, whole.tenancy_id) == (row.verdict, row.tenancy_id)
    with pytest.raises(UserError, match=r"upload\.row_not_found"):
        uploads.undo_split(context, clerk, new_id)
    new_id = uploads.split_row(context, clerk, replace(split, version=whole.version))
    left, taken = (uploads.upload_row(context, clerk, one) for one in (row.id, new_id))
    assert (left.pages, left.first, left.last, left.without) == (3, 1, 4, (3,))
    assert (taken.pages, taken.first, taken.last) == (1, 3, 3)
    assert not left.ready
    assert not taken.ready
    for one in (left, taken):
        assert row.tenancy_id is not None
        uploads.decide_row(
            context,
            clerk,
            DecideRow(
                row_id=one.id, version=one.version, tenancy_id=row.tenancy_id, note="geprüft"
            ),
        )
        with pytest.raises(UserError, match=r"upload\.row_changed"):
            uploads.undo_split(context, clerk, new_id)
        uploads.publish_upload(context, clerk, upload_id)
    with context.database.read() as session:
        hashes = session.scalars(
            select(Document.sha256).where(Document.tenancy_id == row.tenancy_id)
        ).all()
    pages = []
    for sha256 in hashes:
        with context.documents.open(sha256) as stream:
            pages.append(context.pdfs.read(stream.read()).count or 0)
    assert sorted(pages) == [1, 3]


def test_a_reading_that_was_given_up_is_made_up_for(
    context: ServiceContext, clerk: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = folder.parent / "few"
    few.mkdir()
    for path in sorted(folder.glob("BK25*.pdf"))[:3]:
        (few / path.name).write_bytes(path.read_bytes())
    with monkeypatch.context() as slow:
        slow.setattr(context.pdfs, "read", lambda _data: PdfContent(TextState.TOO_LONG))
        upload_id = read(context, clerk, few)
    rows = uploads.upload_rows(context, clerk, upload_id)
    assert [(one.pages, one.is_unread) for one in rows] == [(None, True)] * 3
    # A file that is gone meanwhile may be back, and what a person decided stays.
    (few / rows[0].file_name).rename(folder.parent / "away.pdf")
    with context.database.read() as session:
        tenancy_id = session.scalars(select(Tenancy.id).order_by(Tenancy.id.desc())).first()
    assert tenancy_id is not None
    decision = DecideRow(row_id=rows[1].id, version=rows[1].version, tenancy_id=tenancy_id, note="")
    uploads.decide_row(context, clerk, decision)
    assert uploads.read_again(context, clerk, upload_id) == 2
    assert uploads.read_upload(context, clerk, FILES, upload_id)
    (folder.parent / "away.pdf").rename(few / rows[0].file_name)
    assert uploads.read_again(context, clerk, upload_id) == 1
    assert uploads.read_upload(context, clerk, FILES, upload_id)
    by_id = {one.id: one for one in uploads.upload_rows(context, clerk, upload_id)}
    read_now = [by_id[one.id].verdict is Verdict.SURE for one in rows]
    assert read_now == [True, False, True]
    assert not any(one.is_unread for one in by_id.values())
    with context.database.read() as session:
        known = session.scalars(select(DocumentContent.pages).order_by(DocumentContent.pages)).all()
    assert sum(pages is None for pages in known) == 1


def test_files_that_may_not_be_published_are_held_back(
    context: ServiceContext, clerk: Actor, folder: Path
) -> None:
    strange = folder.parent / "strange"
    strange.mkdir()
    whole = next(path for path in sorted(folder.glob("BK25*.pdf")))
    (strange / "leer.pdf").write_bytes(b"")
    (strange / "programm.pdf").write_bytes(b"MZ\x90\x00" + b"\x00" * 200)
    (strange / "kaputt.pdf").write_bytes(whole.read_bytes()[:-200])
    (strange / "eins.pdf").write_bytes(whole.read_bytes())
    (strange / "zwei.pdf").write_bytes(whole.read_bytes())
    (strange / "gone.pdf").symlink_to(whole)
    other = sorted(folder.glob("BK25*.pdf"))[3].read_bytes()
    (strange / "unsichtbar.pdf").write_bytes(other.replace(b"%%EOF", HIDDEN + b"%%EOF"))
    white = PdfWriter(sorted(folder.glob("BK25*.pdf"))[4])
    unseen = pdf_files.drawn(b"1 g BT /F1 11 Tf 300 300 Td (Erwin Exempel) Tj ET")
    white.pages[0].merge_page(PdfReader(io.BytesIO(unseen)).pages[0])
    white.write(strange / "weiß.pdf")
    upload_id = read(context, clerk, strange)
    rows = {one.file_name: one for one in uploads.upload_rows(context, clerk, upload_id)}
    assert {name: one.verdict for name, one in rows.items()} == {
        "leer.pdf": Verdict.HELD,
        "programm.pdf": Verdict.HELD,
        "kaputt.pdf": Verdict.HELD,
        "gone.pdf": Verdict.HELD,
        "eins.pdf": Verdict.SURE,
        "zwei.pdf": Verdict.HELD,
        "unsichtbar.pdf": Verdict.CHECK,
        "weiß.pdf": Verdict.CHECK,
    }
    (strange / "=1+1.pdf").write_bytes(b"")
    again = uploads.make_upload(context, clerk, STATEMENTS)
    uploads.add_files(context, clerk, FILES, again, [strange / "=1+1.pdf"])
    uploads.read_upload(context, clerk, FILES, again)
    lines = uploads.check_list(context, clerk, again).decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].startswith("'=1+1.pdf;;zurückgehalten;")) == (2, True)
    (strange / "=1+1.pdf").unlink()
    empty = rows["leer.pdf"]
    decision = DecideRow(row_id=empty.id, version=empty.version, tenancy_id=1, note="doch")
    assert code_of(lambda: uploads.decide_row(context, clerk, decision)) == "upload.row_refused"
    # What was mended at its place is read once more, and nothing else.
    (strange / "kaputt.pdf").write_bytes(sorted(folder.glob("BK25*.pdf"))[1].read_bytes())
    assert uploads.read_again(context, clerk, upload_id) == 4
    assert uploads.read_upload(context, clerk, FILES, upload_id)
    counts = uploads.upload_line(context, clerk, upload_id).counts
    assert (counts.verdicts[Verdict.SURE], counts.verdicts[Verdict.HELD]) == (2, 4)
    assert counts.verdicts[Verdict.CHECK] == 2
    # Who publishes the same year once more is asked about each contract.
    assert uploads.publish_upload(context, clerk, upload_id).published == 2
    second = read(context, clerk, strange)
    counts = uploads.upload_line(context, clerk, second).counts
    assert counts.verdicts[Verdict.SURE] == 0
