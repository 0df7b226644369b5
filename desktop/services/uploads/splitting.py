"""Where a letter of a batch ends: a person takes pages off, and puts them back."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.documents import RowState
from desktop.domain.errors import UserError
from desktop.models.document import Upload, UploadRow
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads.commands import SplitRow
from desktop.services.uploads.contracts import known_contracts
from desktop.services.uploads.judging import is_placed, judge_again, told
from desktop.services.uploads.loading import facts_of, kept_facts, open_row
from desktop.services.uploads.making import note


def split_row(context: ServiceContext, actor: Actor, command: SplitRow) -> int:
    """Make a letter of its own of some pages of another; both are judged anew.

    Neither is sure after that: that a person set the border proves nothing of whose they are.
    Returns the id of the new row.

    Raises:
        UserError: ``upload.split_page`` (no page of the letter, or nothing would be left); as
            ``open_row``.
    """
    directory = known_contracts(context, actor)
    with context.database.write() as unit:
        session = unit.session
        row = open_row(session, actor, command.row_id, command.version)
        facts = facts_of(row)
        numbers = [one.number for one in facts.pages]
        taken = [
            number
            for number in numbers
            if number == command.page or (number > command.page and not command.only)
        ]
        left = [number for number in numbers if number not in taken]
        if command.page not in numbers or not left:
            raise UserError("upload.split_page")
        new = UploadRow(
            upload_id=row.upload_id,
            position=row.position,
            file_name=row.file_name,
            state=RowState.WAITING,
            sha256=row.sha256,
            size=row.size,
            split_from_id=row.id,
            decision_note="",
            way_note="",
        )
        by_number = {one.number: one for one in facts.pages}
        was_placed = is_placed(row)
        if left[0] > taken[0]:
            # The letter goes on behind the page that is taken off: its row keeps its first page.
            left, taken = taken, left
        new.reasons = row.reasons
        _set_pages(row, [by_number[number] for number in left], was_placed=facts.was_placed)
        _set_pages(new, [by_number[number] for number in taken], was_placed=was_placed)
        row.decided_at = row.decided_by_id = None
        row.decision_note = ""
        session.add(new)
        for one in (row, new):
            judge_again(session, one, directory, placed=False)
        told(session, row.upload_id)
        upload = session.get_one(Upload, row.upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_ROW_SPLIT, upload, row_id=row.id)
        return new.id


def undo_split(context: ServiceContext, actor: Actor, row_id: int) -> None:
    """Put pages back that a person has taken off; the letter is judged as it was before.

    What had been decided about the letter before the split is not decided any more.

    Raises:
        UserError: ``upload.row_changed`` where the row is none of that kind, or something was
            decided about either part or taken off it meanwhile; as ``open_row``.
    """
    directory = known_contracts(context, actor)
    with context.database.write() as unit:
        session = unit.session
        taken = open_row(session, actor, row_id)
        facts = facts_of(taken)
        if taken.split_from_id is None or facts.was_placed is None:
            raise UserError("upload.row_changed")
        row = open_row(session, actor, taken.split_from_id)
        if _is_used(session, row, taken):
            raise UserError("upload.row_changed")
        kept = facts_of(row)
        pages = sorted((*kept.pages, *facts.pages), key=lambda one: one.number)
        session.delete(taken)
        session.flush()
        _set_pages(row, pages, was_placed=kept.was_placed)
        judge_again(session, row, directory, placed=facts.was_placed)
        told(session, row.upload_id)
        upload = session.get_one(Upload, row.upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_ROW_JOINED, upload, row_id=row.id)


def _is_used(session: Session, row: UploadRow, taken: UploadRow) -> bool:
    """Whether one of two parts was decided on, or a later split began at one of them."""
    if row.decided_at is not None or taken.decided_at is not None:
        return True
    later = session.scalar(
        select(UploadRow.id)
        .where(
            or_(UploadRow.split_from_id == taken.id, UploadRow.split_from_id == row.id),
            UploadRow.id > taken.id,
        )
        .limit(1)
    )
    return later is not None


def _set_pages(row: UploadRow, pages: list[PageFacts], *, was_placed: bool | None) -> None:
    """Let a row hold these pages, which need not follow each other."""
    numbers = [one.number for one in pages]
    row.page_from, row.page_to, row.pages = numbers[0], numbers[-1], len(numbers)
    gaps = [number for number in range(numbers[0], numbers[-1]) if number not in numbers]
    row.facts = kept_facts(pages, gaps, was_placed=was_placed)
