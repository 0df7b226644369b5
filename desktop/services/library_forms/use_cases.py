"""The door of the room: forms that tenants fetch in the portal.

Who works on cases may look; a lead or an administrator changes the library. Publishing and
withdrawing take each other back.
"""

from uuid import uuid4

from sqlalchemy.orm import Session, attributes

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import TextState
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.document import LibraryForm, LibraryFormVersion
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.documents.contents import TakenIn, note_content
from desktop.services.documents.view import DocumentFile
from desktop.services.library_forms.commands import AddForm, AddVersion, PublishForm, WithdrawForm
from desktop.services.library_forms.events import tell_published, tell_withdrawn
from desktop.services.library_forms.reading import form_rows, versions_of
from desktop.services.library_forms.view import FormRow
from desktop.services.staff.access import Actor, Permission, require

LONGEST_TITLE = 200
PDF = "application/pdf"
_KEEPERS = (Role.LEAD, Role.ADMINISTRATOR)


def list_forms(context: ServiceContext, actor: Actor) -> tuple[FormRow, ...]:
    """Return the forms of the person's companies, by title.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        return form_rows(session, actor)


def may_keep(actor: Actor) -> bool:
    """Whether the person may change the library; for what a screen offers."""
    return actor.role in _KEEPERS


def add_form(context: ServiceContext, actor: Actor, command: AddForm) -> FormRow:
    """Take a form in with its first version; nobody sees it before it is published.

    Raises:
        UserError: ``access.denied``, ``forms.title_missing``, ``forms.title_too_long`` with
            ``most``; as ``add_version``.
    """
    title = one_line(command.title)
    with context.database.write() as unit:
        _require_keeper(actor, command.company_id)
        if not title:
            raise UserError("forms.title_missing")
        if len(title) > LONGEST_TITLE:
            raise UserError("forms.title_too_long", most=LONGEST_TITLE)
        form = LibraryForm(
            public_id=str(uuid4()),
            company_id=command.company_id,
            title=title,
            made_at=context.clock.now(),
            made_by_id=actor.staff_id,
        )
        unit.session.add(form)
        unit.session.flush()
        _add_version(unit, context, actor, form, command.content, command.note)
        return _row(unit.session, actor, form)


def add_version(context: ServiceContext, actor: Actor, command: AddVersion) -> FormRow:
    """Add the next version of a form; the one that tenants see stays until it is published.

    Raises:
        UserError: ``forms.not_found``, ``forms.changed``, ``access.denied``, ``forms.not_pdf``,
            ``forms.locked``, ``forms.same_file``.
    """
    with context.database.write() as unit:
        form = _locked(unit.session, actor, command.form_id, command.seen)
        _add_version(unit, context, actor, form, command.content, command.note)
        return _row(unit.session, actor, form)


def publish_form(context: ServiceContext, actor: Actor, command: PublishForm) -> FormRow:
    """Let tenants fetch the newest version; it takes the place of the one before.

    A version that was withdrawn comes back.

    Raises:
        UserError: ``forms.not_found``, ``forms.changed``, ``access.denied``,
            ``forms.published_already``, ``forms.leaving``.
    """
    with context.database.write() as unit:
        form = _locked(unit.session, actor, command.form_id, command.seen)
        newest = versions_of(unit.session, form.id)[0]
        if newest.published_at is not None and newest.withdrawn_at is None:
            raise UserError("forms.published_already")
        newest.published_at, newest.published_by_id = context.clock.now(), actor.staff_id
        newest.withdrawn_at = newest.withdrawn_by_id = None
        newest.withdraw_reason = ""
        tell_published(unit, context, form, newest)
        _note(unit, context, actor, AuditAction.FORM_PUBLISHED, form, number=newest.number)
        return _row(unit.session, actor, form)


def withdraw_form(context: ServiceContext, actor: Actor, command: WithdrawForm) -> FormRow:
    """Take a form away from tenants, with a reason; older versions do not come back.

    Raises:
        UserError: ``forms.not_found``, ``forms.changed``, ``access.denied``,
            ``forms.reason_missing``, ``forms.not_published``, ``forms.leaving``.
    """
    reason = command.reason.strip()
    with context.database.write() as unit:
        form = _locked(unit.session, actor, command.form_id, command.seen)
        if not reason:
            raise UserError("forms.reason_missing")
        published = [one for one in versions_of(unit.session, form.id) if one.published_at]
        if not published or published[0].withdrawn_at is not None:
            raise UserError("forms.not_published")
        current = published[0]
        current.withdrawn_at, current.withdrawn_by_id = context.clock.now(), actor.staff_id
        current.withdraw_reason = reason
        tell_withdrawn(unit, context, form, current)
        _note(unit, context, actor, AuditAction.FORM_WITHDRAWN, form, number=current.number)
        return _row(unit.session, actor, form)


def form_file(context: ServiceContext, actor: Actor, form_id: int, number: int) -> DocumentFile:
    """Return the bytes of a version, for a look or as an enclosure.

    Raises:
        UserError: ``forms.not_found``, ``access.denied``, ``documents.missing``,
            ``documents.damaged``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        form = session.get(LibraryForm, form_id)
        rows = [one for one in versions_of(session, form_id) if one.number == number]
        if form is None or form.company_id is None or not rows:
            raise UserError("forms.not_found")
        require(actor, Permission.READ_CASES, form.company_id)
        code = session.get_one(Company, form.company_id).code
        (version,) = rows
        name, sha256 = version.file_name, version.sha256
    with context.stores.of(code).open(sha256) as stream:
        return DocumentFile(name, PDF, stream.read())


def _add_version(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    form: LibraryForm,
    content: TakenIn,
    note: str,
) -> None:
    if content.media_type != PDF:
        raise UserError("forms.not_pdf", name=content.name)
    if content.text_state is TextState.LOCKED:
        raise UserError("forms.locked", name=content.name)
    before = versions_of(unit.session, form.id)
    if any(one.sha256 == content.sha256 for one in before):
        raise UserError("forms.same_file", name=content.name)
    note_content(unit, content)
    number = before[0].number + 1 if before else 1
    unit.session.add(
        LibraryFormVersion(
            form_id=form.id,
            number=number,
            sha256=content.sha256,
            file_name=content.name,
            note=note.strip(),
            uploaded_at=context.clock.now(),
            uploaded_by_id=actor.staff_id,
            withdraw_reason="",
        )
    )
    _note(unit, context, actor, AuditAction.FORM_UPLOADED, form, number=number)


def _require_keeper(actor: Actor, company_id: int | None) -> None:
    require(actor, Permission.READ_CASES, company_id)
    if not may_keep(actor):
        raise UserError("access.denied")


def _locked(session: Session, actor: Actor, form_id: int, seen: int) -> LibraryForm:
    _require_keeper(actor, None)
    form = session.get(LibraryForm, form_id, with_for_update=True)
    if form is None or form.company_id is None:
        raise UserError("forms.not_found")
    _require_keeper(actor, form.company_id)
    if form.version != seen:
        raise UserError("forms.changed")
    return form


def _note(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    form: LibraryForm,
    **details: DetailValue,
) -> None:
    # Whoever saw the form before this act is told so: its own row changes with its versions.
    attributes.flag_modified(form, "title")
    unit.session.flush()
    record(unit, context, actor, action, "library_forms", form.id, form.company_id, dict(details))
    unit.changed(ChangeKind.LIBRARY_FORM, form.id)


def _row(session: Session, actor: Actor, form: LibraryForm) -> FormRow:
    session.flush()
    (row,) = form_rows(session, actor, form.id)
    return row
