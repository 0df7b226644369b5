"""Reads the forms library; nothing is changed."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.models.company import Company, Staff
from desktop.models.document import DocumentContent, LibraryForm, LibraryFormVersion
from desktop.services.library_forms.view import FormRow, FormStanding, FormVersionRow
from desktop.services.staff.access import Actor, visible_companies

_PUBLISHER, _WITHDRAWER = aliased(Staff), aliased(Staff)
_VERSIONS = (
    select(
        LibraryFormVersion,
        DocumentContent.media_type,
        DocumentContent.size,
        DocumentContent.pages,
        Staff.name.label("uploader"),
        _PUBLISHER.name.label("publisher"),
        _WITHDRAWER.name.label("withdrawer"),
    )
    .join(DocumentContent, DocumentContent.sha256 == LibraryFormVersion.sha256)
    .outerjoin(Staff, Staff.id == LibraryFormVersion.uploaded_by_id)
    .outerjoin(_PUBLISHER, _PUBLISHER.id == LibraryFormVersion.published_by_id)
    .outerjoin(_WITHDRAWER, _WITHDRAWER.id == LibraryFormVersion.withdrawn_by_id)
    .order_by(LibraryFormVersion.number.desc())
)


def form_rows(session: Session, actor: Actor, form_id: int | None = None) -> tuple[FormRow, ...]:
    """Return the forms of the companies that the person may see, by title; or the one."""
    query = (
        select(LibraryForm, Company.name)
        .join(Company, Company.id == LibraryForm.company_id)
        .order_by(LibraryForm.title, LibraryForm.id)
    )
    visible = visible_companies(actor)
    if visible is not None:
        query = query.where(LibraryForm.company_id.in_(visible))
    if form_id is not None:
        query = query.where(LibraryForm.id == form_id)
    forms = session.execute(query).tuples().all()
    versions = _versions(session, [form.id for form, _ in forms])
    return tuple(
        FormRow(
            form_id=form.id,
            seen=form.version,
            public_id=form.public_id,
            company_id=form.company_id or 0,
            company_name=name,
            title=form.title,
            versions=tuple(versions[form.id]),
        )
        for form, name in forms
    )


def versions_of(session: Session, form_id: int) -> Sequence[LibraryFormVersion]:
    """Return the versions of a form, the newest first."""
    return session.scalars(
        select(LibraryFormVersion)
        .where(LibraryFormVersion.form_id == form_id)
        .order_by(LibraryFormVersion.number.desc())
    ).all()


def standing_of(row: LibraryFormVersion, latest: int) -> FormStanding:
    """Return where a version stands; ``latest`` is the newest that was ever published, or 0."""
    if row.published_at is None:
        return FormStanding.DRAFT
    if row.withdrawn_at is not None:
        return FormStanding.WITHDRAWN
    return FormStanding.PUBLISHED if row.number == latest else FormStanding.REPLACED


def _versions(session: Session, form_ids: Sequence[int]) -> dict[int, list[FormVersionRow]]:
    rows = session.execute(_VERSIONS.where(LibraryFormVersion.form_id.in_(form_ids))).all()
    latest: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        one: LibraryFormVersion = row.LibraryFormVersion
        if one.published_at is not None:
            latest[one.form_id] = max(latest[one.form_id], one.number)
    found: defaultdict[int, list[FormVersionRow]] = defaultdict(list)
    for row in rows:
        one = row.LibraryFormVersion
        found[one.form_id].append(
            FormVersionRow(
                number=one.number,
                standing=standing_of(one, latest[one.form_id]),
                file_name=one.file_name,
                media_type=row.media_type,
                size=row.size,
                pages=row.pages,
                note=one.note,
                uploaded_at=one.uploaded_at,
                uploaded_by=row.uploader or "",
                published_at=one.published_at,
                published_by=row.publisher or "",
                withdrawn_at=one.withdrawn_at,
                withdrawn_by=row.withdrawer or "",
                withdraw_reason=one.withdraw_reason,
            )
        )
    return found
