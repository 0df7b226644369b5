"""Make a case of what a clerk recorded, or add it to one that is there: once, whatever is pressed.

Everything goes through the same doors as what the portal brings: ``create_case`` for a new case,
``receive_message`` for an old one. The receipt is the date stamp, a day without time.
"""

from datetime import date

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.blank_text import is_blank
from desktop.domain.case_status import DATE_STAMPED
from desktop.domain.date_stamp import check_stamp
from desktop.domain.errors import UserError
from desktop.domain.portal_fields import BANK_DETAILS, BankFields
from desktop.models.case import Case
from desktop.models.recording import Recording
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import begin_review
from desktop.services.cases.creation import (
    IncomingMessage,
    NewAttachment,
    NewCase,
    create_case,
    first_message_of,
)
from desktop.services.cases.family import goes_on_in
from desktop.services.cases.loading import bank_change_of, touch
from desktop.services.categories.editing import filled_form
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.recording.choices import load_category, load_tenancy, parties_of
from desktop.services.recording.commands import RecordContact, Recorded
from desktop.services.recording.drafts import claim
from desktop.services.recording.files import check_files
from desktop.services.recording.form import BankWay, RecordedFile, RecordingForm
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules
from desktop.services.teams.routing import Owner


def record_contact(context: ServiceContext, actor: Actor, command: RecordContact) -> Recorded:
    """Make a case of the form, or add a message to the case it names; the draft is used up.

    A second time with the same key nothing is made, and the first result comes back.

    Raises:
        UserError: ``access.denied``, ``recording.no_tenancy``, ``recording.no_stamp``,
            ``recording.stamp_in_future``, ``recording.stamp_too_old``, ``recording.no_category``,
            ``recording.empty`` (neither text nor file, bank details nor fields of the form),
            ``recording.other_case``, ``field.*`` (a value that does not fit),
            ``recording.file_too_large``, ``recording.files_too_large``, ``recording.file_lost``.
            The draft stays.
    """
    require(actor, Permission.WORK_CASES)
    form = command.form
    with context.database.write() as unit:
        row = claim(unit, context, actor, command.key)
        if row.case_id is not None:
            return _result(unit, row, repeated=True)
        tenancy = load_tenancy(unit.session, actor, form.tenancy_id)
        _check(unit, context, form, tenancy)
        if form.case_id is None:
            case, message_id = _new_case(unit, context, actor, form, tenancy)
        else:
            case, message_id = _added(unit, context, actor, form, tenancy)
        if form.assign:
            _assign(unit, context, actor, case, made=form.case_id is None)
        row.form = None
        row.case_id, row.message_id = case.id, message_id
        row.recorded_at = row.updated_at = context.clock.now()
        record(
            unit,
            context,
            actor,
            AuditAction.CONTACT_RECORDED,
            "cases",
            case.id,
            case.company_id,
            {
                "reference": case.reference,
                "channel": form.channel.value,
                "stamped_on": _stamp(form).isoformat(),
                "files": len(form.files),
                "message_id": message_id,
            },
        )
        unit.changed(ChangeKind.DRAFT)
        return _result(unit, row, repeated=False)


def _check(
    unit: UnitOfWork, context: ServiceContext, form: RecordingForm, tenancy: Tenancy
) -> None:
    if form.channel not in DATE_STAMPED:
        raise ValueError("only what has a date stamp is recorded by hand")
    check_stamp(_stamp(form), context.clock.today())
    if is_blank(form.text) and is_blank(form.subject) and not form.files and not _has_form(form):
        raise UserError("recording.empty")
    check_files(form.files, load_rules(unit.session, tenancy.company_id))
    for file in form.files:
        if not context.documents.exists(file.sha256):
            raise UserError("recording.file_lost", name=file.name)


def _has_form(form: RecordingForm) -> bool:
    """Whether bank details, or the form of a new case, speak for themselves and need no text."""
    if form.category == BANK_DETAILS and form.bank.way is not BankWay.NOTHING:
        return True
    return form.case_id is None and not all(map(is_blank, form.fields.values()))


def _stamp(form: RecordingForm) -> date:
    if form.stamped_on is None:
        raise UserError("recording.no_stamp")
    return form.stamped_on


def _new_case(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, form: RecordingForm, tenancy: Tenancy
) -> tuple[Case, int]:
    category = load_category(unit.session, tenancy.company_id, form.category)
    stamped_on = _stamp(form)
    case = create_case(
        unit,
        context,
        NewCase(
            company_id=tenancy.company_id,
            category_id=category.id,
            tenancy_id=tenancy.id,
            channel=form.channel,
            received_at=berlin_instant(stamped_on),
            correspondent=_correspondent(unit, form, tenancy),
            subject=form.subject,
            text=form.text,
            fields=filled_form(unit.session, category.id, form.fields),
            bank=form.bank.fields(stamped_on) if category.code == BANK_DETAILS else None,
            attachments=_attachments(form.files),
            owner=Owner(actor.staff_id) if form.assign else None,
        ),
        actor,
    )
    return case, first_message_of(unit.session, case.id)


def _added(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, form: RecordingForm, tenancy: Tenancy
) -> tuple[Case, int]:
    case_id = None if form.case_id is None else goes_on_in(unit.session, form.case_id)
    case = unit.session.get(Case, case_id, with_for_update={"key_share": True})
    if case is None or case.tenancy_id != tenancy.id or case.company_id != tenancy.company_id:
        raise UserError("recording.other_case")
    bank: BankFields | None = None
    if bank_change_of(unit.session, case.id) is not None:
        bank = form.bank.fields(_stamp(form))
    message_id = receive_message(
        unit,
        context,
        IncomingMessage(
            channel=form.channel,
            at=berlin_instant(_stamp(form)),
            correspondent=_correspondent(unit, form, tenancy),
            subject=form.subject,
            text=form.text,
            attachments=_attachments(form.files),
        ),
        case_id=case.id,
        bank=bank,
        actor=actor,
    )
    return case, message_id


def _correspondent(unit: UnitOfWork, form: RecordingForm, tenancy: Tenancy) -> str:
    if not is_blank(form.correspondent):
        return form.correspondent.strip()
    return next(iter(parties_of(unit.session, tenancy.id)), "")


def _attachments(files: tuple[RecordedFile, ...]) -> tuple[NewAttachment, ...]:
    return tuple(
        NewAttachment(
            name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256
        )
        for file in files
    )


def _assign(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, *, made: bool
) -> None:
    """Who recorded it works on it; a new case is in review from then on."""
    begin_review(unit, context, case)
    if case.assignee_id == actor.person_id and not made:
        return
    case.assignee_id = actor.person_id
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_ASSIGNED,
        "cases",
        case.id,
        case.company_id,
        {"assignee": actor.login},
    )


def _result(unit: UnitOfWork, row: Recording, *, repeated: bool) -> Recorded:
    unit.session.flush()
    case = unit.session.get_one(Case, row.case_id)
    return Recorded(case.id, case.reference, row.message_id, repeated)
