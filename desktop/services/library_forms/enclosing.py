"""A form of the library goes with an answer: what is published for the tenants of the case."""

from dataclasses import dataclass

from desktop.domain.errors import UserError
from desktop.domain.sendable_files import OutgoingFile
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.library_forms.reading import form_rows
from desktop.services.library_forms.use_cases import form_file
from desktop.services.staff.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form that can go with an answer."""

    form_id: int
    title: str


def offered_forms(context: ServiceContext, actor: Actor, case_id: int) -> tuple[OfferedForm, ...]:
    """Return what tenants of the case's company see in the portal, by title.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        return tuple(
            OfferedForm(row.form_id, row.title)
            for row in form_rows(session, actor)
            if row.company_id == case.company_id and row.published is not None
        )


def attach_form(context: ServiceContext, actor: Actor, form_id: int, case_id: int) -> OutgoingFile:
    """Return the published version of a form as a file for a message.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``forms.not_offered`` (withdrawn, or of
            another company); as ``form_file``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        rows = [one for one in form_rows(session, actor, form_id) if one.published is not None]
        if not rows or rows[0].company_id != case.company_id:
            raise UserError("forms.not_offered")
        published = rows[0].published
    assert published is not None
    file = form_file(context, actor, form_id, published.number)
    # Files of cases lie in the common store.
    stored = context.documents.put([file.data])
    return OutgoingFile(
        name=file.name, media_type=file.media_type, size=stored.size, sha256=stored.sha256
    )
