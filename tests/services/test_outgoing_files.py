"""Files that go with a message: judged by what is in them, kept in drafts, sent once."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.chosen_files import LocalFiles
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, DraftKind, NoteKind, UndoKind
from desktop.domain.letter import Enclosure
from desktop.domain.sendable_files import FileKind, OutgoingFile, judged
from desktop.models.case import Attachment, Case, Draft, Message, Note
from desktop.models.exchange import Delivery
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AddNote, SendMessage
from desktop.services.cases.draft_commands import DiscardDraft, DraftSeen, SaveDraft
from desktop.services.cases.undo import undo
from desktop.services.cases.view import DeliveryStatus
from desktop.services.context import ServiceContext
from desktop.services.conversation import outgoing_files
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.drafts import (
    discard_draft,
    own_drafts,
    read_colleague_draft,
    save_draft,
)
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.letters.composing import compose, frozen, masked, thawed
from tests.services.test_prepared_replies import add_case
from tests.support.bank_cases import add_application, sent
from tests.support.clock import FixedClock
from tests.support.contexts import stored_file
from tests.support.factories import Household, add_household

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def office_file(*parts: str) -> bytes:
    """An archive with these parts, all empty."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in parts:
            archive.writestr(part, "")
    return buffer.getvalue()


DOCX = ("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def attach(
    context: ServiceContext, home: Household, case_id: int, name: str, content: bytes
) -> OutgoingFile:
    return outgoing_files.attach_content(context, home.clerk, (name, content), case_id)


def answer(
    context: ServiceContext, home: Household, case_id: int, *files: OutgoingFile, **more: Any
) -> SendMessage:
    view = cases.case_view(context, home.clerk, case_id)
    return SendMessage(
        case_id=case_id,
        way=more.pop("way", view.reply_ways[0].key),
        subject="Ihre Unterlage",
        text="Guten Tag, anbei.",
        expected_version=view.header.version,
        files=files,
        **more,
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("leer.pdf", b"", "files.empty"),
        ("setup.exe", b"MZ\x90\0", "files.risky"),
        ("rechnung.pdf.exe", PDF, "files.risky"),
        ("rechnung.pdf", b"MZ\x90\0", "files.risky"),
        ("seite.html", b"<html>", "files.risky"),
        ("musik.mp3", b"ID3", "files.not_sendable"),
        ("ohne-endung", PDF, "files.not_sendable"),
        ("bild.png", PDF, "files.misnamed"),
        ("brief.pdf", PNG, "files.misnamed"),
        ("brief.txt", b"\0\1\2", "files.misnamed"),
        ("brief.txt", b"<svg onload='x'/>", "files.misnamed"),
        ("halb.pdf", b"%PDF-1.7\nabgeschnitten", "files.damaged"),
        ("brief.docx", b"PK\x03\x04kaputt", "files.damaged"),
        ("tabelle.xlsx", office_file(*DOCX), "files.misnamed"),
        ("brief.docx", office_file(*DOCX, "word/vbaProject.bin"), "files.macros"),
        ("brief.docx", office_file("word/document.xml"), "files.misnamed"),
    ],
)
def test_what_cannot_go_to_a_tenant_is_refused_by_its_content(
    context: ServiceContext, home: Household, name: str, content: bytes, code: str
) -> None:
    case_id = add_case(context, home)
    with pytest.raises(UserError) as caught:
        attach(context, home, case_id, name, content)
    assert caught.value.code == code
    assert not list(stored_file(context).parent.glob("*"))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, FileKind.PDF),
        ("a.PDF", b"\n\n" + PDF, FileKind.PDF),
        ("a.png", PNG, FileKind.PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0", FileKind.JPEG),
        ("a.gif", b"GIF89a", FileKind.GIF),
        ("a.tif", b"II*\0", FileKind.TIFF),
        ("a.webp", b"RIFF\0\0\0\0WEBP", FileKind.WEBP),
        ("a.txt", "Grüße\r\n".encode(), FileKind.TEXT),
    ],
)
def test_what_can_go_is_known_by_its_content(name: str, content: bytes, kind: FileKind) -> None:
    assert judged(name, content) is kind


@pytest.mark.parametrize(
    ("name", "parts", "kind"),
    [
        ("a.docx", DOCX, FileKind.DOCX),
        ("a.xlsx", ("[Content_Types].xml", "xl/workbook.xml"), FileKind.XLSX),
    ],
)
def test_office_files_are_known_by_their_parts(
    context: ServiceContext, home: Household, name: str, parts: tuple[str, ...], kind: FileKind
) -> None:
    case_id = add_case(context, home)
    file = attach(context, home, case_id, name, office_file(*parts))
    assert file.media_type == kind.value


def test_a_file_of_the_disk_is_taken_and_one_too_large_is_not(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    case_id = add_case(context, home)
    path = tmp_path / "Bescheinigung.pdf"
    path.write_bytes(PDF)
    file = outgoing_files.attach_file(context, home.clerk, LocalFiles(), path, case_id)
    assert (file.name, file.media_type) == ("Bescheinigung.pdf", "application/pdf")
    assert context.documents.exists(file.sha256)
    with path.open("ab") as large:
        large.truncate(26 * 1024 * 1024)
    with pytest.raises(UserError) as caught:
        outgoing_files.attach_file(context, home.clerk, LocalFiles(), path, case_id)
    assert (caught.value.code, caught.value.params["limit"]) == ("files.too_large", 25)
    with pytest.raises(UserError) as caught:
        outgoing_files.attach_file(context, home.auditor, LocalFiles(), path, case_id)
    assert caught.value.code == "access.denied"


def _incoming(context: ServiceContext, case_id: int, name: str, content: bytes) -> int:
    stored = context.documents.put([content])
    with context.database.write() as unit:
        message_id = unit.session.scalars(
            select(Message.id).where(Message.case_id == case_id)
        ).first()
        assert message_id is not None
        row = Attachment(
            message_id=message_id,
            name=name,
            media_type="application/pdf",
            size=stored.size,
            sha256=stored.sha256,
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id


def test_a_file_of_the_case_goes_back_as_it_came(context: ServiceContext, home: Household) -> None:
    case_id, other = add_case(context, home), add_case(context, home, "general")
    attachment_id = _incoming(context, case_id, "Mandat.pdf", PDF)
    file = outgoing_files.attach_of_case(context, home.clerk, attachment_id, case_id)
    assert (file.name, file.size) == ("Mandat.pdf", len(PDF))
    with pytest.raises(UserError) as caught:
        outgoing_files.attach_of_case(context, home.clerk, attachment_id, other)
    assert caught.value.code == "attachment.not_found"
    risky = _incoming(context, case_id, "Mandat.html", b"<html>")
    with pytest.raises(UserError) as caught:
        outgoing_files.attach_of_case(context, home.clerk, risky, case_id)
    assert caught.value.code == "files.risky"


def test_the_portal_gets_the_files_beside_the_event(
    context: ServiceContext, home: Household, clock: FixedClock, tmp_path: Path
) -> None:
    case_id = add_case(context, home)
    files = (
        attach(context, home, case_id, "Bescheinigung.pdf", PDF),
        attach(context, home, case_id, "Grundriss.png", PNG),
    )
    result = conversation.send_message(context, home.clerk, answer(context, home, case_id, *files))
    assert result.undo is not None
    outbox = FolderOutbox(tmp_path / "exchange")
    deliver_due(context, outbox)
    folder = tmp_path / "exchange" / "to-portal" / "new"
    assert not [one for one in folder.glob("*") if (one / "anlage-1.pdf").exists()]
    clock.advance(timedelta(seconds=30))
    deliver_due(context, outbox)
    (event,) = [one for one in folder.glob("*") if (one / "anlage-1.pdf").exists()]
    assert (event / "anlage-1.pdf").read_bytes() == PDF
    assert (event / "anlage-2.png").read_bytes() == PNG
    told = json.loads((event / "event.json").read_bytes())["data"]["attachments"]
    assert [(one["name"], one["media_type"]) for one in told] == [
        ("Bescheinigung.pdf", "application/pdf"),
        ("Grundriss.png", "image/png"),
    ]
    entry = cases.case_view(context, home.clerk, case_id).timeline[0]
    assert [one.name for one in entry.attachments] == ["Bescheinigung.pdf", "Grundriss.png"]


def test_undo_gives_text_and_files_back(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home)
    file = attach(context, home, case_id, "Bescheinigung.pdf", PDF)
    result = conversation.send_message(context, home.clerk, answer(context, home, case_id, file))
    assert result.undo is not None
    undo(context, home.clerk, result.undo.undo_id)
    (draft,) = own_drafts(context, home.clerk, case_id)
    assert draft.files == (file,)
    assert draft.text == "Guten Tag, anbei."
    assert [one.state for one in sent(context, case_id) if "message" in one.type] == [
        DeliveryState.CANCELLED.value
    ]


def test_a_draft_keeps_its_files_without_a_word(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home)
    file = attach(context, home, case_id, "Bescheinigung.pdf", PDF)
    kept = save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "", files=(file,)))
    assert kept is not None
    (draft,) = own_drafts(context, home.clerk, case_id)
    assert draft.files == (file,)
    assert save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "")) is None
    assert own_drafts(context, home.clerk, case_id) == ()


def test_what_is_lost_or_too_much_is_not_sent(context: ServiceContext, home: Household) -> None:
    case_id = add_case(context, home)
    file = attach(context, home, case_id, "Bescheinigung.pdf", PDF)
    for files, code in (
        ((replace(file, sha256="0" * 64),), "files.lost"),
        (tuple(replace(file, size=20 * 1024 * 1024) for _ in range(3)), "files.together_too_large"),
    ):
        with pytest.raises(UserError) as caught:
            conversation.send_message(context, home.clerk, answer(context, home, case_id, *files))
        assert caught.value.code == code
    assert len(cases.case_view(context, home.clerk, case_id).timeline) == 2


def test_a_letter_takes_only_what_can_be_printed(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, channel=Channel.EMAIL)
    picture = attach(context, home, case_id, "Grundriss.png", PNG)
    locked = attach(
        context, home, case_id, "geheim.pdf", PDF.replace(b"trailer << >>", b"<< /Encrypt 2 0 R >>")
    )
    for file, code in ((picture, "files.letter_needs_pdf"), (locked, "files.locked")):
        with pytest.raises(UserError) as caught:
            conversation.send_message(context, home.clerk, answer(context, home, case_id, file))
        assert caught.value.code == code
        assert caught.value.params["name"] == file.name
    file = attach(context, home, case_id, "Bescheinigung.pdf", PDF)
    conversation.send_message(context, home.clerk, answer(context, home, case_id, file))
    (letter,) = sent(context, case_id)
    assert letter.data["attachments"][0]["sha256"] == file.sha256
    with context.database.read() as session:
        (row,) = session.scalars(select(Delivery).where(Delivery.case_id == case_id))
        composed = compose(session, row, date(2026, 11, 23))
    assert composed.enclosures == (Enclosure("Bescheinigung.pdf", file.sha256),)
    assert composed.body[-1].text == "Anlage\nBescheinigung.pdf"
    # Who may not see IBANs in full does not see a scan either.
    assert masked(composed).enclosures == ()
    assert thawed(frozen(composed)) == composed


def test_sending_and_closing_is_one_act(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_case(context, home)
    before = len(sent(context, case_id))
    command = answer(context, home, case_id, close_reason="Erledigt")
    result = conversation.send_message(context, home.clerk, command)
    assert result.state is CaseState.CLOSED
    assert result.undo is not None
    assert result.undo.kind is UndoKind.MESSAGE_AND_CLOSE
    assert result.undo.until == clock.now() + timedelta(seconds=30)
    message, status = sent(context, case_id)[before:]
    assert message.type.endswith("message.sent.v1")
    assert status.data["status"] == "closed"
    assert message.not_before == status.not_before == result.undo.until
    header = cases.case_view(context, home.clerk, case_id).header
    assert header.close_reason == "Erledigt"
    undone = undo(context, home.clerk, result.undo.undo_id)
    assert undone.state is CaseState.NEW
    assert [one.state for one in sent(context, case_id)[before:]] == ["cancelled", "cancelled"]
    assert [one.text for one in own_drafts(context, home.clerk, case_id)] == ["Guten Tag, anbei."]


def test_what_is_not_decided_is_not_closed_by_an_answer(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    with pytest.raises(UserError) as caught:
        conversation.send_message(
            context, home.clerk, answer(context, home, case_id, close_reason="Erledigt")
        )
    assert caught.value.code == "case.bank_change_open"
    assert cases.case_view(context, home.clerk, case_id).header.is_open


# --- drafts of a case that was merged -------------------------------------------------------------


def merge(context: ServiceContext, source: int, target: int | None) -> None:
    """As merging leaves it: the one case points to the one that goes on."""
    with context.database.write() as unit:
        unit.session.get_one(Case, source).merged_into_id = target


def test_drafts_of_a_merged_case_are_offered_where_it_goes_on(
    context: ServiceContext, home: Household
) -> None:
    first, second, third = (
        add_case(context, home, code) for code in ("forms", "damage", "general")
    )
    file = attach(context, home, first, "Bescheinigung.pdf", PDF)
    save_draft(context, home.clerk, SaveDraft(first, DraftKind.REPLY, "Alt", files=(file,)))
    save_draft(context, home.clerk, SaveDraft(third, DraftKind.REPLY, "Neu"))
    merge(context, first, second)
    merge(context, second, third)
    drafts = own_drafts(context, home.clerk, third)
    assert {one.text: one.files for one in drafts} == {"Alt": (file,), "Neu": ()}
    merge(context, second, None)
    assert [one.text for one in own_drafts(context, home.clerk, third)] == ["Neu"]
    assert [one.text for one in own_drafts(context, home.clerk, second)] == ["Alt"]


def test_who_goes_on_with_a_merged_draft_writes_in_the_case_that_goes_on(
    context: ServiceContext, home: Household
) -> None:
    source, target = add_case(context, home, "forms"), add_case(context, home, "general")
    save_draft(context, home.clerk, SaveDraft(source, DraftKind.REPLY, "Alt"))
    merge(context, source, target)
    (offered,) = own_drafts(context, home.clerk, target)
    seen = DraftSeen("window", offered.draft_id, offered.revision)
    save_draft(context, home.clerk, SaveDraft(target, DraftKind.REPLY, "Alt und neu", draft=seen))
    with context.database.read() as session:
        assert [(one.case_id, one.text) for one in session.scalars(select(Draft))] == [
            (target, "Alt und neu")
        ]
    (offered,) = own_drafts(context, home.clerk, target)
    seen = DraftSeen("window", offered.draft_id, offered.revision)
    discard_draft(context, home.clerk, DiscardDraft(target, DraftKind.REPLY, seen))
    assert own_drafts(context, home.clerk, target) == ()


def test_a_colleagues_draft_of_a_merged_case_can_be_read(
    context: ServiceContext, home: Household
) -> None:
    source, target = add_case(context, home, "forms"), add_case(context, home, "general")
    file = attach(context, home, source, "Bescheinigung.pdf", PDF)
    save_draft(
        context, home.second_clerk, SaveDraft(source, DraftKind.REPLY, "Halb", files=(file,))
    )
    merge(context, source, target)
    with context.database.write() as unit:
        unit.session.get_one(Case, target).assignee_id = home.clerk.staff_id
    (offered,) = cases.case_view(context, home.clerk, target).colleague_drafts
    draft = read_colleague_draft(context, home.clerk, offered.draft_id)
    assert (draft.text, draft.files) == ("Halb", (file,))


# --- notes ----------------------------------------------------------------------------------------


@pytest.fixture
def noted(context: ServiceContext, home: Household) -> Iterator[int]:
    """A case with a note and a note that is being written."""
    case_id = add_case(context, home)
    conversation.add_note(context, home.clerk, AddNote(case_id, "GEHEIM geschrieben"))
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.NOTE, "GEHEIM im Entwurf"))
    yield case_id
    with context.database.read() as session:
        carried = [json.dumps(row.data) for row in session.scalars(select(Delivery))]
        texts = list(session.scalars(select(Message.text)))
        kinds = list(session.scalars(select(Note.kind)))
    assert carried
    assert not [one for one in (*carried, *texts) if "GEHEIM" in one]
    assert NoteKind.PERSON in kinds


def test_no_way_leads_from_a_note_to_a_tenant(
    context: ServiceContext, home: Household, noted: int, clock: FixedClock
) -> None:
    """Whatever is done with a case, what stands in a note is in nothing that leaves."""
    (note,) = own_drafts(context, home.clerk, noted)
    seen = DraftSeen("window", note.draft_id, note.revision)
    result = conversation.send_message(
        context, home.clerk, answer(context, home, noted, draft=seen, close_reason="Erledigt")
    )
    # A draft of a note is none of a reply: sending leaves it where it is.
    assert [one.kind for one in own_drafts(context, home.clerk, noted)] == [DraftKind.NOTE]
    assert result.undo is not None
    undo(context, home.clerk, result.undo.undo_id)
    kinds = {one.kind: one.text for one in own_drafts(context, home.clerk, noted)}
    assert kinds == {DraftKind.NOTE: "GEHEIM im Entwurf", DraftKind.REPLY: "Guten Tag, anbei."}
    conversation.send_message(context, home.clerk, answer(context, home, noted))
    clock.advance(timedelta(days=1))
    status = cases.case_view(context, home.clerk, noted).deliveries[-1].status
    assert status is DeliveryStatus.WAITING


def test_what_is_sent_and_what_is_noted_have_nothing_in_common() -> None:
    """A note has neither recipient nor way nor files, and only messages are handed to delivery."""
    assert {"way", "files", "subject"}.isdisjoint(AddNote.__slots__)
    assert {"way", "files"} <= set(SendMessage.__slots__)
    assert "note_id" not in Delivery.__table__.columns
    assert {"recipient", "channel", "correspondent"}.isdisjoint(Note.__table__.columns.keys())
