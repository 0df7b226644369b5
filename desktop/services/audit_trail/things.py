"""What the audit log may tell of an IBAN, a case or a contract: all rows that belong to it.

A line names one row of one table. Who saw a case also opened its attachments, wrote its messages
and let its bank change pass, so a question for a case is a question for all of these rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.domain.errors import UserError
from desktop.domain.iban import mask_iban, normalise_iban
from desktop.domain.iban_text import mask_ibans
from desktop.models.bank import BankChange, BankDetails, ErpRow, Mandate
from desktop.models.case import Attachment, Case, Draft, Message, Note
from desktop.models.contact import ContactDataChange
from desktop.models.document import ArchiveRequest, Certificate, Document, LegalHold
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode, TenancyNote
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.models.work import ContractorOrder

# So many ids fit well into one statement of either database.
_AT_ONCE = 500
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
Rows = tuple[str, int]
"""Name of a table, and the id of one of its rows."""


class SubjectKind(StrEnum):
    """What a person asks about."""

    IBAN = "iban"
    CASE = "case"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Subject:
    """What was asked about and found: ``name`` can be shown and stored, an IBAN is masked.

    Of ``shared_rows`` only those lines belong to it that name the case themselves: the bank details
    a case starts from are those of the contract.
    """

    kind: SubjectKind
    name: str
    rows: frozenset[Rows]
    shared_rows: frozenset[Rows] = frozenset()


_OF_CASE: tuple[tuple[type[Any], InstrumentedAttribute[Any]], ...] = (
    (BankChange, BankChange.case_id),
    (Message, Message.case_id),
    (Note, Note.case_id),
    (Draft, Draft.case_id),
    (ContractorOrder, ContractorOrder.case_id),
    (Delivery, Delivery.case_id),
    (RegistrationCode, RegistrationCode.case_id),
    (ContactDataChange, ContactDataChange.case_id),
    (Document, Document.case_id),
    (Certificate, Certificate.case_id),
    (ArchiveRequest, ArchiveRequest.case_id),
)
_OF_TENANCY: tuple[tuple[type[Any], InstrumentedAttribute[Any]], ...] = (
    (BankDetails, BankDetails.tenancy_id),
    (Mandate, Mandate.tenancy_id),
    (PortalAccount, PortalAccount.tenancy_id),
    (TenancyNote, TenancyNote.tenancy_id),
    (Delivery, Delivery.tenancy_id),
    (ContactDataChange, ContactDataChange.tenancy_id),
    (Document, Document.tenancy_id),
    (Certificate, Certificate.tenancy_id),
    (ArchiveRequest, ArchiveRequest.tenancy_id),
    (LegalHold, LegalHold.tenancy_id),
)


def find_subject(session: Session, text: str, reach: frozenset[int] | None) -> Subject:
    """Return what ``text`` names: an IBAN, the number of a case, of a contract or of an account.

    ``reach`` are the companies that may be looked at, None for all.

    Raises:
        UserError: ``audit.unknown_subject``, ``audit.unknown_iban``: nothing in reach has it.
    """
    typed = text.strip()
    iban = normalise_iban(typed)
    if _IBAN.fullmatch(iban):
        rows = frozenset(_of_iban(session, iban, reach))
        if not rows:
            raise UserError("audit.unknown_iban", iban=mask_iban(iban))
        return Subject(SubjectKind.IBAN, mask_iban(iban), rows)
    case = session.execute(
        _within(
            select(Case.id, Case.reference, Case.tenancy_id).where(Case.reference == typed.upper()),
            Case.company_id,
            reach,
        )
    ).first()
    if case is not None:
        rows = frozenset(_of_cases(session, {case.id}))
        held = {case.tenancy_id} - {None}
        details = _ids(session, select(BankDetails.id), BankDetails.tenancy_id, held)
        shared = frozenset((BankDetails.__tablename__, number) for number in details)
        return Subject(SubjectKind.CASE, case.reference, rows, shared - rows)
    tenancies = session.execute(
        _within(
            select(Tenancy.id, Tenancy.contract_number).where(_is_contract(typed)),
            Tenancy.company_id,
            reach,
        )
    ).all()
    if not tenancies:
        raise UserError("audit.unknown_subject", text=mask_ibans(typed[:60]))
    ids = {row.id for row in tenancies}
    return Subject(
        SubjectKind.CONTRACT,
        tenancies[0].contract_number,
        frozenset(_of_tenancies(session, ids)),
    )


def _is_contract(typed: str) -> ColumnElement[bool]:
    """By the number of the contract, or by the name by which the portal knows the account."""
    accounts = select(PortalAccount.tenancy_id).where(PortalAccount.external_id == typed)
    return or_(Tenancy.contract_number == typed, Tenancy.id.in_(accounts))


def _within(
    statement: Select[Any], company: InstrumentedAttribute[int], reach: frozenset[int] | None
) -> Select[Any]:
    return statement if reach is None else statement.where(company.in_(reach))


def _of_iban(session: Session, iban: str, reach: frozenset[int] | None) -> Iterator[Rows]:
    """Everything that holds or held the IBAN, with the cases it came by and its way to the ERP."""
    changes = set(session.scalars(select(BankChange.id).where(BankChange.iban == iban)))
    for model in (BankDetails, Mandate):
        for row in session.execute(
            _within(
                select(model.id, model.bank_change_id)
                .join(Tenancy, Tenancy.id == model.tenancy_id)
                .where(model.iban == iban),
                Tenancy.company_id,
                reach,
            )
        ):
            yield model.__tablename__, row.id
            if row.bank_change_id is not None:
                changes.add(row.bank_change_id)
    cases = set(
        _ids(
            session,
            _within(
                select(Case.id).join(BankChange, BankChange.case_id == Case.id),
                Case.company_id,
                reach,
            ),
            BankChange.id,
            changes,
        )
    )
    yield from _of_cases(session, cases)


def _of_tenancies(session: Session, tenancies: Collection[int]) -> Iterator[Rows]:
    yield from ((Tenancy.__tablename__, number) for number in tenancies)
    for model, column in _OF_TENANCY:
        for number in _ids(session, select(model.id), column, tenancies):
            yield model.__tablename__, number
    accounts = _ids(session, select(PortalAccount.id), PortalAccount.tenancy_id, tenancies)
    for number in _ids(
        session, select(RegistrationCode.id), RegistrationCode.portal_account_id, set(accounts)
    ):
        yield RegistrationCode.__tablename__, number
    cases = set(_ids(session, select(Case.id), Case.tenancy_id, tenancies))
    yield from _of_cases(session, cases)


def _of_cases(session: Session, cases: Collection[int]) -> Iterator[Rows]:
    yield from ((Case.__tablename__, number) for number in cases)
    for model, column in _OF_CASE:
        for number in _ids(session, select(model.id), column, cases):
            yield model.__tablename__, number
    attachments = select(Attachment.id).join(Message, Message.id == Attachment.message_id)
    for number in _ids(session, attachments, Message.case_id, cases):
        yield Attachment.__tablename__, number
    changes = set(_ids(session, select(BankChange.id), BankChange.case_id, cases))
    for model in (BankDetails, Mandate):
        for number in _ids(session, select(model.id), model.bank_change_id, changes):
            yield model.__tablename__, number
    for number in _ids(session, select(ErpRow.run_number), ErpRow.bank_change_id, changes):
        # A row that waits for its hand-over has no run yet.
        if number is not None:
            yield "erp_runs", number


def _ids(
    session: Session,
    statement: Select[Any],
    column: InstrumentedAttribute[Any],
    wanted: Iterable[int],
) -> Iterator[int]:
    ordered = sorted(wanted)
    for first in range(0, len(ordered), _AT_ONCE):
        portion = ordered[first : first + _AT_ONCE]
        yield from session.scalars(statement.where(column.in_(portion)))
