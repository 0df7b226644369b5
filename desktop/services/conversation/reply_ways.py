"""The ways to answer a case: the portal where the tenant has it, else a letter.

Who wrote by e-mail and has an activated account is answered there: as quickly, and only whom the
contract names can read it, which an address of e-mail does not prove. What came about bank details
is answered by letter: who reads somebody's mail can set the password of the portal anew.

A way's key names the way and who is reached by it, address included. It is frozen when *send* is
pressed; if it is no longer one of the case's ways, nothing is sent.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.holder import Address, AddressState
from desktop.domain.kinds import DeliveryChannel, Direction, PortalAccountState
from desktop.domain.name_match import NameMatch, compare_names
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.case import Case, Message
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.cases.view import ReplyWay
from desktop.services.delivery.outbox import answers_by_portal
from desktop.texts import tr


@dataclass(frozen=True, slots=True)
class Recipient:
    """One way to answer with all that sending needs.

    ``external_account`` is the portal's name of the account (portal only), ``address`` the lines of
    the letter's address field (letter only).
    """

    way: ReplyWay
    tenant_id: int
    name: str
    external_account: str | None
    address: str


@dataclass(frozen=True, slots=True)
class _Person:
    tenant_id: int
    name: str
    address: str
    account: Row[tuple[int, int, str | None]] | None


def recipients(session: Session, case: Case) -> tuple[Recipient, ...]:
    """Return the ways to answer, the usual one first; none for a case without tenancy."""
    if case.tenancy is None:
        return ()
    people = _people(session, case, case.tenancy)
    asked = _who_asked(session, case, people)
    people.sort(key=lambda person: person.tenant_id != asked)
    by_portal = [_by_portal(person) for person in people if person.account is not None]
    letters = [_by_letter(person) for person in people[:1] if person.address]
    own = [way for way in by_portal if way.tenant_id == asked]
    if case.portal_account_id is not None and answers_by_portal(case):
        return tuple(own[:1] or by_portal[:1]) + tuple(letters)
    if case.channel is Channel.EMAIL and own:
        return (*own[:1], *letters, *(way for way in by_portal if way not in own))
    # What came by telephone or post is answered by letter unless the clerk chooses.
    return tuple(letters) + tuple(by_portal)


def reply_ways(session: Session, case: Case) -> tuple[ReplyWay, ...]:
    """Return the ways to answer as shown beside the send button."""
    return tuple(recipient.way for recipient in recipients(session, case))


def chosen_recipient(session: Session, case: Case, key: str) -> Recipient:
    """Return the recipient that was shown when *send* was pressed.

    Raises:
        UserError: ``message.recipient_changed`` when it is no longer one of the case.
    """
    for recipient in recipients(session, case):
        if recipient.way.key == key:
            return recipient
    raise UserError("message.recipient_changed")


def usual_recipient(session: Session, case: Case) -> Recipient:
    """Return who is answered where nobody chose: the portal for its own cases, else a letter.

    Raises:
        UserError: ``message.no_recipient``.
    """
    found = recipients(session, case)
    if not found:
        raise UserError("message.no_recipient")
    return found[0]


def _who_asked(session: Session, case: Case, people: Sequence[_Person]) -> int | None:
    """Return the tenant who asked, None where that is not known for certain."""
    if case.portal_account_id is not None:
        return session.scalar(
            select(PortalAccount.tenant_id).where(PortalAccount.id == case.portal_account_id)
        )
    if case.channel is not Channel.EMAIL or case.category.code == BANK_DETAILS:
        return None
    writer = session.scalar(
        select(Message.correspondent)
        .where(Message.case_id == case.id, Message.direction == Direction.INCOMING)
        .order_by(Message.id)
        .limit(1)
    )
    meant = [one for one in people if compare_names(one.name, writer or "") is NameMatch.SAME]
    return meant[0].tenant_id if len(meant) == 1 else None


def _people(session: Session, case: Case, tenancy: Tenancy) -> list[_Person]:
    accounts = session.execute(
        select(PortalAccount.id, PortalAccount.tenant_id, PortalAccount.external_id)
        .where(
            PortalAccount.tenancy_id == case.tenancy_id,
            PortalAccount.external_id.is_not(None),
            (PortalAccount.state == PortalAccountState.ACTIVATED)
            | (PortalAccount.id == case.portal_account_id),
        )
        .order_by(PortalAccount.id)
    ).all()
    home = _home(tenancy)
    return [
        _Person(
            tenant_id=tenant.id,
            name=tenant.full_name,
            address=postal_address(tenant) or address_lines(tenant.full_name, home),
            account=_account_of(accounts, tenant.id, case.portal_account_id),
        )
        for tenant in (party.tenant for party in tenancy.parties)
    ]


def _account_of(
    accounts: Sequence[Row[tuple[int, int, str | None]]], tenant_id: int, preferred: int | None
) -> Row[tuple[int, int, str | None]] | None:
    own = [account for account in accounts if account.tenant_id == tenant_id]
    own.sort(key=lambda account: account.id != preferred)
    return own[0] if own else None


def postal_address(tenant: Tenant) -> str:
    """Return the lines of a letter's address field; empty while the address is incomplete."""
    address = Address(
        street=tenant.street,
        house_number=tenant.house_number,
        postcode=tenant.postcode,
        town=tenant.town,
        country=tenant.country,
    )
    if address.state is not AddressState.COMPLETE:
        return ""
    return address_lines(tenant.full_name, address, tenant.addition)


def address_lines(name: str, address: Address, addition: str = "") -> str:
    """Return name and address as the lines of an address field (DIN 5008)."""
    country = (address.country or "").strip().upper()
    lines = (
        name,
        addition,
        f"{address.street or ''} {address.house_number or ''}".strip(),
        f"{address.postcode or ''} {address.town or ''}".strip(),
        "" if country in ("", "DE") else country,
    )
    return "\n".join(line for line in lines if line)


def _home(tenancy: Tenancy) -> Address:
    """The address of the let unit: where a tenant without an address of its own is reached."""
    home = tenancy.unit.property
    return Address(
        street=home.street,
        house_number=home.house_number,
        postcode=home.postcode,
        town=home.town,
        country="DE",
    )


def _by_portal(person: _Person) -> Recipient:
    assert person.account is not None
    way = ReplyWay(
        key=f"portal:{person.account.id}",
        channel=DeliveryChannel.PORTAL,
        recipient=tr("{name}, Portal", name=person.name),
    )
    return Recipient(way, person.tenant_id, person.name, person.account.external_id, "")


def _by_letter(person: _Person) -> Recipient:
    digest = hashlib.sha256(person.address.encode()).hexdigest()[:16]
    way = ReplyWay(
        key=f"letter:{person.tenant_id}:{digest}",
        channel=DeliveryChannel.LETTER,
        recipient=tr("Brief an {address}", address=", ".join(person.address.splitlines())),
    )
    return Recipient(way, person.tenant_id, person.name, None, person.address)
