"""The two cards of a bank change: old and new bank details side by side, and the mandate."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import BankChangeVariant, MandateAction
from desktop.domain.blank_text import one_line
from desktop.domain.case_status import BankChangeState, Channel
from desktop.domain.holder import Address, AddressPart, match_holder
from desktop.domain.iban import check_iban, group_iban, mask_iban, normalise_iban
from desktop.domain.kinds import DecisionKind, PaymentMethod
from desktop.domain.mandate import MandateStatus
from desktop.domain.name_match import NameMatch
from desktop.models.bank import Mandate
from desktop.services.bank_changes.state import Standing, latest_decision
from desktop.services.bank_changes.view import (
    AddressPart as AddressPartView,
)
from desktop.services.bank_changes.view import (
    ComparisonKind,
    ComparisonRow,
    MandateBlock,
    MandateKind,
)
from desktop.services.cases.view import CaseView
from desktop.services.staff.access import Actor, Permission, allows

TAKEN_BACK = (BankChangeState.CORRECTING, BankChangeState.CORRECTED)
"""States in which the page shows the way back."""
_ONLINE = frozenset({Channel.PORTAL, Channel.APP})
_KINDS = {
    MandateAction.NEW: MandateKind.NEW,
    MandateAction.AMEND: MandateKind.AMENDED,
    MandateAction.REVOKE: MandateKind.REVOKED,
}
_KINDS_MADE = {
    MandateStatus.NEW: MandateKind.NEW,
    MandateStatus.AMENDED: MandateKind.AMENDED,
    MandateStatus.REVOKED: MandateKind.REVOKED,
}


def comparison_rows(actor: Actor, standing: Standing) -> tuple[ComparisonRow, ...]:
    """Return old and new side by side: the old IBAN masked, the new one in full for who may see.

    Where a release is taken back, old is what was released, new what holds again.
    """
    if standing.change.variant is BankChangeVariant.NEW_ACCOUNT:
        account = _new_account_rows(actor, standing)
    else:
        account = _same_account_rows(standing)
    payment = _payment_row(standing)
    if standing.change.state in TAKEN_BACK:
        payment = ComparisonRow(payment.kind, payment.new, payment.old, payment.changed)
    return (*account, payment)


def _new_account_rows(actor: Actor, standing: Standing) -> tuple[ComparisonRow, ...]:
    known, applied = _known(standing), _applied(standing)
    taken_back = standing.change.state in TAKEN_BACK
    old, new = (applied, known) if taken_back else (known, applied)
    in_full = allows(actor, Permission.REVEAL_IBAN)
    other_iban = (bool(new.iban) or taken_back) and old.iban != new.iban
    return (
        ComparisonRow(
            ComparisonKind.IBAN,
            mask_iban(old.iban) if old.iban else "",
            (group_iban(new.iban) if in_full else mask_iban(new.iban)) if new.iban else "",
            other_iban,
        ),
        ComparisonRow(ComparisonKind.BANK, old.bank, new.bank, other_iban and old.bank != new.bank),
        ComparisonRow(
            ComparisonKind.HOLDER,
            old.holder,
            new.holder,
            (bool(new.holder) or taken_back)
            and one_line(new.holder).casefold() != one_line(old.holder).casefold(),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the comparison; empty where nothing is known."""

    iban: str
    bank: str
    holder: str


def _known(standing: Standing) -> _Side:
    current = standing.facts.current
    if current is None:
        return _Side("", "", "")
    bank = current.bank_name or _bank_name(current.iban)
    return _Side(normalise_iban(current.iban), bank, current.account_holder)


def _applied(standing: Standing) -> _Side:
    change, check = standing.change, standing.assessment.iban_check
    bank = "" if check is None else check.bank_name or ""
    return _Side(change.iban or "", bank, one_line(change.account_holder))


def _bank_name(iban: str) -> str:
    # Bank details from elsewhere may come without the bank's name.
    return check_iban(iban).bank_name or ""


def _same_account_rows(standing: Standing) -> tuple[ComparisonRow, ...]:
    """A mandate alone and a revocation leave the account as it is."""
    current = standing.facts.current
    texts = (
        ("", "", "")
        if current is None
        else (mask_iban(current.iban), current.bank_name, current.account_holder)
    )
    kinds = (ComparisonKind.IBAN, ComparisonKind.BANK, ComparisonKind.HOLDER)
    return tuple(
        ComparisonRow(kind, text, text, changed=False)
        for kind, text in zip(kinds, texts, strict=True)
    )


def _payment_row(standing: Standing) -> ComparisonRow:
    debit = standing.facts.context.pays_by_direct_debit
    old = PaymentMethod.DIRECT_DEBIT if debit else PaymentMethod.TRANSFER
    new = old
    act = standing.assessment.mandate_action
    if act is MandateAction.REVOKE:
        new = PaymentMethod.TRANSFER
    elif act in (MandateAction.NEW, MandateAction.AMEND):
        new = PaymentMethod.DIRECT_DEBIT
    return ComparisonRow(ComparisonKind.PAYMENT, old.value, new.value, old is not new)


def mandate_block(session: Session, standing: Standing, page: CaseView) -> MandateBlock:
    """Return the mandate the release would use or has made, and who grants it."""
    if standing.change.state in TAKEN_BACK:
        return _restored_block(session, standing, page)
    change = standing.change
    known = standing.facts.mandate
    current = standing.facts.current
    made = _made(session, standing)
    granted = bool(change.mandate_granted)
    application = standing.facts.application
    holder = one_line(application.account_holder)
    if not holder and current is not None:
        holder = current.account_holder
    reference = change.mandate_reference if granted else known and known.data.reference
    creditor = change.mandate_creditor_id if granted else known and known.data.creditor_id
    signed_on = change.mandate_signed_on if granted else known and known.data.signed_on
    differs = _differs(standing, holder)
    return MandateBlock(
        kind=_kind(standing, made),
        reference=(made.reference if made else reference) or "",
        creditor_id=(made.creditor_id if made else creditor) or "",
        signed_on=signed_on or None,
        by_portal=granted and standing.case.channel in _ONLINE,
        text_version=change.mandate_text_version or "",
        revoked_on=change.mandate_revoked_on,
        account_holder=holder,
        holder_differs=differs,
        holder_address=_address_parts(standing) if differs else (),
        contract_number="" if page.tenancy is None else page.tenancy.contract_number,
    )


def _restored_block(session: Session, standing: Standing, page: CaseView) -> MandateBlock:
    """The mandate that holds again, or the wrong one that ends where none does."""
    known = standing.facts.mandate
    usable = known is not None and known.data.status.usable
    data = known.data if known is not None and usable else None
    wrong = None if data is not None else _wrong_mandate(session, standing)
    current = standing.facts.current
    kind = MandateKind.RESTORED
    if data is None:
        kind = MandateKind.NONE if wrong is None else MandateKind.ENDED
    named = data or wrong
    return MandateBlock(
        kind=kind,
        reference="" if named is None else named.reference or "",
        creditor_id="" if named is None else named.creditor_id or "",
        signed_on=None if named is None else named.signed_on,
        by_portal=False,
        text_version="",
        revoked_on=None,
        account_holder="" if current is None else current.account_holder,
        holder_differs=False,
        holder_address=(),
        contract_number="" if page.tenancy is None else page.tenancy.contract_number,
    )


def _wrong_mandate(session: Session, standing: Standing) -> Mandate | None:
    release = latest_decision(session, standing.change.id, DecisionKind.RELEASED)
    made = (release.data or {}).get("mandate") if release is not None else None
    return None if made is None else session.get(Mandate, made)


def _made(session: Session, standing: Standing) -> Mandate | None:
    """The version a release made; None before it."""
    if standing.change.state is not BankChangeState.RELEASED:
        return None
    return session.scalar(
        select(Mandate)
        .where(
            Mandate.bank_change_id == standing.change.id,
            Mandate.state != MandateStatus.WITHDRAWN,
        )
        .order_by(Mandate.id.desc())
        .limit(1)
    )


def _kind(standing: Standing, made: Mandate | None) -> MandateKind:
    if made is not None and made.state in _KINDS_MADE:
        return _KINDS_MADE[made.state]
    kind = _KINDS.get(standing.assessment.mandate_action)
    if kind is not None:
        return kind
    return MandateKind.NONE if standing.facts.mandate is None else MandateKind.EXISTING


def _differs(standing: Standing, holder: str) -> bool:
    parties = standing.facts.context.parties
    if not holder or not parties:
        return False
    return match_holder(holder, parties).match is NameMatch.DIFFERS


def _address_parts(standing: Standing) -> tuple[AddressPartView, ...]:
    address = standing.facts.application.holder_address
    if address is None and standing.facts.current is not None:
        address = standing.facts.current.holder_address
    address = address or Address()
    faulty = address.faulty_parts
    return tuple(
        AddressPartView(key=part.value, value=one_line(address.part(part)), missing=part in faulty)
        for part in AddressPart
    )
