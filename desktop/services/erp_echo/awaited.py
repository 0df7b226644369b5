"""What an import of master data asks before it writes a value: does something newer wait here?

An import reads once what waits (``load_awaited``), asks for every row (``Awaited.ask``, no
statement), leaves the columns in ``EchoAnswer.kept`` as they are, and hands the notes of what it
wrote to ``noting.note_echoes`` in the same transaction. A dry run asks and notes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import EchoState, MasterDataKind
from desktop.domain.bank_change import BankChangeVariant, ContactKind
from desktop.domain.case_status import BankChangeState
from desktop.domain.erp_echo import EchoVerdict, Released, judge, same_value
from desktop.domain.mandate import MandateStatus
from desktop.models.bank import BankChange, BankDetails, ErpRow
from desktop.models.contact import ContactDataChange, ContactRow

OPEN = (EchoState.WAITING, EchoState.CONTRADICTED)
"""As long as a value stands there it is kept against imports."""
_BANK_COLUMNS = frozenset({"account_holder", "iban", "bic", "valid_from"})
_MANDATE_COLUMNS = frozenset({"contract_number", "creditor_id", "signed_on", "status"})
_PAYMENT = "payment_method"
_NOTED = (EchoVerdict.CONFIRMED, EchoVerdict.CONTRADICTED, EchoVerdict.NEWER)


class EchoSource(StrEnum):
    """In which table a value waits."""

    BANK = "erp_rows"
    CONTACT = "contact_rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class FromErp:
    """One row of an import as it is asked about.

    ``values`` are the columns that the row gives, by their name in the file, as text: days as
    ``YYYY-MM-DD``, enums by value, "" where the row deletes (``-``); one that is empty is left out.
    ``party_number`` is that of kind parties, ``reference`` that of kind mandates.
    """

    kind: MasterDataKind
    company_id: int
    contract_number: str
    values: Mapping[str, str]
    party_number: int | None = None
    reference: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EchoNote:
    """What is to be noted at a value that waits; ``values`` are what the ERP brought."""

    source: EchoSource
    row_id: int
    verdict: EchoVerdict
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EchoAnswer:
    """What an import has to leave as it is, and what is to be noted when it has written."""

    kept: frozenset[str] = frozenset()
    notes: tuple[EchoNote, ...] = ()

    @property
    def suspicious(self) -> bool:
        """Whether the ERP brought a value that is neither ours nor a former one."""
        return any(note.verdict is EchoVerdict.CONTRADICTED for note in self.notes)


NOTHING_AWAITED = EchoAnswer()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A value that waits: in which row, and what is claimed of the ERP's data."""

    source: EchoSource
    row_id: int
    released: Released


@dataclass(frozen=True, slots=True)
class _BankWaiting:
    """A bank change that waits. ``decides`` is the kind of file that brings it back.

    ``payment`` is how the rent is paid from then on, "" where it says nothing.
    """

    row_id: int
    decides: MasterDataKind
    account: Released | None
    mandate: Released | None
    reference: str
    payment: Released | None


@dataclass(slots=True)
class Awaited:
    """All that waits, as of the moment it was read; asking touches no database."""

    _contacts: Mapping[tuple[int, str, int], tuple[_Waiting, ...]] = field(default_factory=dict)
    _banks: Mapping[tuple[int, str], _BankWaiting] = field(default_factory=dict)

    def concerns(self, row: FromErp) -> bool:
        """Whether anything waits for the contract or party of a row."""
        if row.kind is MasterDataKind.PARTIES:
            return (row.company_id, row.contract_number, row.party_number or 0) in self._contacts
        return (row.company_id, row.contract_number) in self._banks

    def ask(self, row: FromErp) -> EchoAnswer:
        """Return what of a row must not be written, and what is to be noted."""
        if not self.concerns(row):
            return NOTHING_AWAITED
        if row.kind is MasterDataKind.PARTIES:
            return self._ask_party(row)
        waiting = self._banks[row.company_id, row.contract_number]
        if row.kind is MasterDataKind.BANK_DETAILS:
            return _ask_account(row, waiting)
        if row.kind is MasterDataKind.MANDATES:
            return _ask_mandate(row, waiting)
        if row.kind is MasterDataKind.TENANCIES:
            return _ask_payment(row, waiting)
        return NOTHING_AWAITED

    def _ask_party(self, row: FromErp) -> EchoAnswer:
        kept: set[str] = set()
        notes: list[EchoNote] = []
        for waiting in self._contacts[row.company_id, row.contract_number, row.party_number or 0]:
            verdict = judge(waiting.released, row.values, their_change_at=row.changed_at)
            given = {
                name: value for name, value in row.values.items() if name in waiting.released.values
            }
            if verdict in (EchoVerdict.KEPT, EchoVerdict.CONTRADICTED, EchoVerdict.CONFIRMED):
                kept |= given.keys()
            if verdict in _NOTED:
                notes.append(EchoNote(waiting.source, waiting.row_id, verdict, given))
        return EchoAnswer(frozenset(kept), tuple(notes))


def load_awaited(session: Session) -> Awaited:
    """Read all that waits, of all companies: what was released and has not come back."""
    return Awaited(_contacts_waiting(session), _banks_waiting(session))


def _ask_account(row: FromErp, waiting: _BankWaiting) -> EchoAnswer:
    if waiting.account is None:
        # A mandate alone, or its end: the account is the ERP's matter.
        return NOTHING_AWAITED
    return _answer(row, waiting, waiting.account, _BANK_COLUMNS)


def _ask_mandate(row: FromErp, waiting: _BankWaiting) -> EchoAnswer:
    if waiting.mandate is None or not same_value("reference", row.reference, waiting.reference):
        # Another mandate of the contract is superseded here; the ERP does not know that yet.
        return EchoAnswer(frozenset({"status"}) & row.values.keys())
    return _answer(row, waiting, waiting.mandate, _MANDATE_COLUMNS)


def _ask_payment(row: FromErp, waiting: _BankWaiting) -> EchoAnswer:
    if waiting.payment is None or _PAYMENT not in row.values:
        return NOTHING_AWAITED
    return _answer(row, waiting, waiting.payment, frozenset({_PAYMENT}))


def _answer(
    row: FromErp, waiting: _BankWaiting, released: Released, columns: frozenset[str]
) -> EchoAnswer:
    verdict = judge(released, row.values, their_change_at=row.changed_at)
    notes: tuple[EchoNote, ...] = ()
    if row.kind is waiting.decides and verdict in _NOTED:
        notes = (EchoNote(EchoSource.BANK, waiting.row_id, verdict, row.values),)
    free = verdict in (EchoVerdict.FREE, EchoVerdict.NEWER)
    return EchoAnswer(frozenset() if free else columns & row.values.keys(), notes)


def _contacts_waiting(session: Session) -> dict[tuple[int, str, int], tuple[_Waiting, ...]]:
    rows = session.execute(
        select(
            ContactRow.id,
            ContactRow.company_id,
            ContactRow.contract_number,
            ContactRow.party_number,
            ContactRow.tenant_id,
            ContactRow.values,
            ContactRow.changed_at,
            ContactRow.run_number,
            ContactDataChange.kind,
        )
        .join(ContactDataChange, ContactDataChange.id == ContactRow.contact_change_id)
        .where(ContactRow.echo.in_(OPEN), ContactRow.cancelled_at.is_(None))
        .order_by(ContactRow.id)
    ).all()
    former = _former_contacts(session, {row.tenant_id for row in rows})
    latest: dict[tuple[int, str, int], dict[ContactKind, _Waiting]] = defaultdict(dict)
    for row in rows:
        key = (row.company_id, row.contract_number, row.party_number)
        latest[key][row.kind] = _Waiting(
            EchoSource.CONTACT,
            row.id,
            Released(
                values=row.values,
                former=[
                    known
                    for known in former.get((row.tenant_id, row.kind), ())
                    if known != row.values
                ],
                changed_at=row.changed_at,
                handed_over=row.run_number is not None,
            ),
        )
    return {key: tuple(kinds.values()) for key, kinds in latest.items()}


def _former_contacts(
    session: Session, tenants: set[int]
) -> dict[tuple[int, ContactKind], list[Mapping[str, str]]]:
    """Everything the contact data ever were, by tenant and kind."""
    found: dict[tuple[int, ContactKind], list[Mapping[str, str]]] = defaultdict(list)
    if not tenants:
        return found
    rows = session.execute(
        select(
            ContactDataChange.tenant_id,
            ContactDataChange.kind,
            ContactDataChange.former,
            ContactDataChange.new,
        ).where(ContactDataChange.tenant_id.in_(tenants))
    )
    for tenant_id, kind, former, new in rows:
        found[tenant_id, kind] += [former, new]
    return found


def _banks_waiting(session: Session) -> dict[tuple[int, str], _BankWaiting]:
    rows = session.execute(
        select(
            ErpRow.id,
            ErpRow.company_id,
            ErpRow.contract_number,
            ErpRow.kind,
            ErpRow.account_holder,
            ErpRow.iban,
            ErpRow.mandate_reference,
            ErpRow.creditor_id,
            ErpRow.signed_on,
            ErpRow.created_at,
            ErpRow.run_number,
            BankChange.tenancy_id,
        )
        .join(BankChange, BankChange.id == ErpRow.bank_change_id)
        .where(
            ErpRow.echo.in_(OPEN),
            ErpRow.cancelled_at.is_(None),
            BankChange.state != BankChangeState.SET_ASIDE,
        )
        .order_by(ErpRow.id)
    ).all()
    accounts = _known_accounts(session, {row.tenancy_id for row in rows})
    return {
        (row.company_id, row.contract_number): _bank_waiting(row, accounts.get(row.tenancy_id, ()))
        for row in rows
    }


def _known_accounts(
    session: Session, tenancies: set[int]
) -> dict[int, tuple[Mapping[str, str], ...]]:
    """Every account the rent of a contract was ever drawn from, by tenancy."""
    if not tenancies:
        return {}
    found: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    rows = session.execute(
        select(BankDetails.tenancy_id, BankDetails.iban, BankDetails.account_holder).where(
            BankDetails.tenancy_id.in_(tenancies)
        )
    )
    for tenancy_id, iban, holder in rows:
        found[tenancy_id].append({"iban": iban, "account_holder": holder})
    return {tenancy_id: tuple(known) for tenancy_id, known in found.items()}


def _bank_waiting(row: Row[Any], accounts: tuple[Mapping[str, str], ...]) -> _BankWaiting:
    variant = BankChangeVariant(row.kind)

    def released(values: Mapping[str, str], *former: Mapping[str, str]) -> Released:
        return Released(
            values=values,
            former=former,
            changed_at=row.created_at,
            handed_over=row.run_number is not None,
        )

    account = mandate = payment = None
    if variant is BankChangeVariant.NEW_ACCOUNT:
        known = [one for one in accounts if not same_value("iban", one["iban"], row.iban)]
        ours = {"iban": row.iban, "account_holder": row.account_holder}
        account = released(ours, *known)
    if variant is BankChangeVariant.REVOCATION:
        if row.mandate_reference:
            mandate = released(
                {"status": MandateStatus.REVOKED.value},
                *({"status": state.value} for state in MandateStatus if state.usable),
            )
        payment = released({_PAYMENT: "transfer"}, {_PAYMENT: "direct_debit"})
    elif row.mandate_reference:
        mandate = released({"creditor_id": row.creditor_id})
        payment = released({_PAYMENT: "direct_debit"}, {_PAYMENT: "transfer"})
    return _BankWaiting(
        row_id=row.id,
        decides=_decides(variant, row.mandate_reference),
        account=account,
        mandate=mandate,
        reference=row.mandate_reference,
        payment=payment,
    )


def _decides(variant: BankChangeVariant, reference: str) -> MasterDataKind:
    if variant is BankChangeVariant.NEW_ACCOUNT:
        return MasterDataKind.BANK_DETAILS
    return MasterDataKind.MANDATES if reference else MasterDataKind.TENANCIES
