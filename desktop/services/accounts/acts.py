"""Acts on a tenant account itself: notes, and seeing an IBAN in full."""

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.iban import group_iban, mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.models.bank import BankDetails
from desktop.models.registration import TenancyNote
from desktop.services.accounts.commands import AddAccountNote, RevealAccountIban
from desktop.services.accounts.loading import load_tenancy
from desktop.services.accounts.note_drafts import remove_note_draft
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

MOST_LETTERS = 4_000


def add_note(context: ServiceContext, actor: Actor, command: AddAccountNote) -> int:
    """Keep an internal note at a contract and return its id; IBANs in it are masked.

    The draft it was goes in the same transaction.

    Raises:
        UserError: ``account.not_found``, ``access.denied``, ``account.note_empty``,
            ``account.note_too_long``.
    """
    text = mask_ibans(command.text.strip())
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.WORK_CASES)
        if not text:
            raise UserError("account.note_empty")
        if len(text) > MOST_LETTERS:
            raise UserError("account.note_too_long", most=MOST_LETTERS)
        note = TenancyNote(
            tenancy_id=tenancy.id, staff_id=actor.person_id, at=context.clock.now(), text=text
        )
        unit.session.add(note)
        unit.session.flush()
        remove_note_draft(unit, actor, tenancy.id, command.draft)
        record(
            unit,
            context,
            actor,
            AuditAction.TENANCY_NOTED,
            "tenancy_notes",
            note.id,
            tenancy.company_id,
            {"contract": tenancy.contract_number},
        )
        unit.changed(ChangeKind.TENANCY, tenancy.id)
        return note.id


def reveal_iban(context: ServiceContext, actor: Actor, command: RevealAccountIban) -> str:
    """Return the IBAN of one version of the bank details in groups of four; logged each time.

    Raises:
        UserError: ``account.not_found``, ``access.denied``, ``account.no_bank_details``.
    """
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.REVEAL_IBAN)
        details = unit.session.get(BankDetails, command.bank_details_id)
        if details is None or details.tenancy_id != tenancy.id:
            raise UserError("account.no_bank_details")
        record(
            unit,
            context,
            actor,
            AuditAction.IBAN_REVEALED,
            "bank_details",
            details.id,
            tenancy.company_id,
            {"contract": tenancy.contract_number, "iban": mask_iban(details.iban)},
        )
        return group_iban(details.iban)
