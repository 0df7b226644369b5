"""Letters of a batch are judged anew, by what was kept of their pages."""

from sqlalchemy.orm import Session

from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.reasons import ReasonCode, match_of
from desktop.domain.document_match.verdicts import judge
from desktop.models.document import Upload, UploadRow
from desktop.services.uploads.comparing import compare_rows
from desktop.services.uploads.loading import (
    expected_of,
    facts_of,
    match_of_row,
    put_basis,
    put_match,
)


def is_placed(row: UploadRow) -> bool:
    """Whether nothing about the borders of a letter is a guess."""
    return all(one.code is not ReasonCode.BORDER_UNSURE for one in match_of_row(row).reasons)


def judge_again(session: Session, row: UploadRow, directory: Directory, *, placed: bool) -> None:
    """Judge a letter by what was kept of its pages, against the contracts as they are now.

    What was kept may come from contracts and parties as they were: until its pages are read anew
    (``rejudging``) the judgement has no basis, and nothing is published by it.
    """
    pages = facts_of(row).pages
    if not pages:
        return
    upload = session.get_one(Upload, row.upload_id)
    match = judge(row.file_name, pages, directory, expected_of(upload), placed=placed)
    # Whether the words of a page are to be seen is not kept with it.
    hidden = tuple(one for one in match_of_row(row).reasons if one.code is ReasonCode.TEXT_HIDDEN)
    put_match(row, match_of(match.tenancy_id, (*match.reasons, *hidden)))
    put_basis(row, None)


def told(session: Session, upload_id: int) -> None:
    """Compare the letters of a batch after one of them has changed."""
    session.flush()
    compare_rows(session, upload_id)
