"""Everything that happened with a contract on one time line, the newest first."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_instant
from desktop.models.company import Staff
from desktop.models.contact import ContactDataChange
from desktop.models.registration import AccountEvent
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty
from desktop.services.accounts.history_entry import HistoryEntry, HistoryKind
from desktop.services.accounts.loading import home_lines, load_tenancy
from desktop.services.accounts.paper_history import paper_entries
from desktop.services.accounts.people import parties_of
from desktop.services.accounts.surroundings import (
    attempts_of,
    bank_of,
    cases_of,
    mandates_of,
    notes_of,
)
from desktop.services.accounts.view import CodeRow, PartyAccount
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

__all__ = ["HistoryEntry", "HistoryKind", "account_history"]

_TENANCY: BindParameter[int] = bindparam("tenancy")
_EVENTS = (
    select(AccountEvent, PortalAccount.tenant_id, Staff.name)
    .join(PortalAccount, PortalAccount.id == AccountEvent.portal_account_id)
    .outerjoin(Staff, Staff.id == AccountEvent.staff_id)
    .where(PortalAccount.tenancy_id == _TENANCY)
    .order_by(AccountEvent.id)
)
_CONTACTS = (
    select(ContactDataChange, Staff.name)
    .outerjoin(Staff, Staff.id == ContactDataChange.staff_id)
    .where(
        ContactDataChange.tenant_id.in_(
            select(TenancyParty.tenant_id).where(TenancyParty.tenancy_id == _TENANCY)
        )
    )
    .order_by(ContactDataChange.id)
)


def account_history(
    context: ServiceContext, actor: Actor, tenancy_id: int
) -> tuple[HistoryEntry, ...]:
    """Return what happened with a contract, the newest first; of cases the newest 200.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    today = context.clock.today()
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        home = home_lines(tenancy.unit.property)
        parties = parties_of(session, tenancy_id, home, today)
        names = {party.tenant_id: party.name for party in parties}
        entries = [
            *_contract(tenancy, today),
            *(entry for party in parties for entry in _of_party(party, today)),
            *_account_events(session, tenancy_id, names),
            *_contacts(session, tenancy_id, names),
            *_cases(session, tenancy_id),
            *_money(session, tenancy_id),
            *_notes(session, tenancy_id),
            *_attempts(session, tenancy_id, names),
            *paper_entries(session, tenancy_id, names),
        ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _on(day: date) -> datetime:
    return berlin_instant(day, time(0))


def _contract(tenancy: Tenancy, today: date) -> Iterator[HistoryEntry]:
    yield _of_day(HistoryKind.CONTRACT_BEGAN, tenancy.starts_on)
    if tenancy.ends_on is not None and tenancy.ends_on <= today:
        yield _of_day(HistoryKind.CONTRACT_ENDED, tenancy.ends_on)


def _of_day(kind: HistoryKind, day: date, **more: Any) -> HistoryEntry:
    return HistoryEntry(kind=kind, at=_on(day), has_time=False, **more)


def _of_party(party: PartyAccount, today: date) -> Iterator[HistoryEntry]:
    if party.since is not None:
        yield _of_day(HistoryKind.PARTY_CAME, party.since, person=party.name)
    if party.until is not None and party.until <= today:
        yield _of_day(HistoryKind.PARTY_LEFT, party.until, person=party.name)
    for code in party.codes:
        yield from _of_code(code, party.name)
    for consent in party.consents:
        for kind, at in (
            (HistoryKind.CONSENT_GIVEN, consent.given_at),
            (HistoryKind.CONSENT_WITHDRAWN, consent.withdrawn_at),
        ):
            if at is not None:
                yield HistoryEntry(
                    kind=kind,
                    at=at,
                    person=party.name,
                    consent=consent.kind,
                    text=consent.text_version if kind is HistoryKind.CONSENT_GIVEN else "",
                )


def _of_code(code: CodeRow, name: str) -> Iterator[HistoryEntry]:
    steps = (
        (HistoryKind.CODE_REQUESTED, code.requested_at, code.requested_by),
        (HistoryKind.CODE_RELEASED, code.released_at, code.released_by),
        (HistoryKind.CODE_ISSUED, code.issued_at, ""),
        (HistoryKind.CODE_POSTED, code.posted_at, ""),
        (HistoryKind.CODE_ENDED, code.ended_at if code.state.final else None, ""),
    )
    for kind, at, by in steps:
        if at is not None:
            yield HistoryEntry(
                kind=kind,
                at=at,
                person=name,
                by=by,
                text=code.last_two,
                word=code.end_note if kind is HistoryKind.CODE_ENDED else "",
                code_state=code.state,
            )


def _account_events(
    session: Session, tenancy_id: int, names: dict[int, str]
) -> Iterator[HistoryEntry]:
    for event, tenant_id, name in session.execute(_EVENTS, {"tenancy": tenancy_id}):
        yield HistoryEntry(
            kind=HistoryKind.ACCOUNT,
            at=event.at,
            person=names.get(tenant_id, ""),
            by=name or "",
            text=event.reason,
            step=event.kind,
            channel=event.channel,
        )


def _contacts(session: Session, tenancy_id: int, names: dict[int, str]) -> Iterator[HistoryEntry]:
    for change, name in session.execute(_CONTACTS, {"tenancy": tenancy_id}):
        yield HistoryEntry(
            kind=HistoryKind.CONTACT_CHANGED,
            at=change.changed_at,
            person=names.get(change.tenant_id, ""),
            by=name or "",
            text=" ".join(str(value) for value in change.new.values() if value),
            contact=change.kind,
            contact_state=change.state,
            case_id=change.case_id,
        )


def _cases(session: Session, tenancy_id: int) -> Iterator[HistoryEntry]:
    cases, _total, _open = cases_of(session, tenancy_id)
    for case in cases:
        text = f"{case.reference} · {case.subject}"
        yield _of_day(HistoryKind.CASE_RECEIVED, case.received_on, text=text, case_id=case.case_id)
        if case.closed_on is not None and not case.is_open:
            yield _of_day(HistoryKind.CASE_CLOSED, case.closed_on, text=text, case_id=case.case_id)


def _money(session: Session, tenancy_id: int) -> Iterator[HistoryEntry]:
    for version in bank_of(session, tenancy_id):
        yield HistoryEntry(
            kind=HistoryKind.BANK_DETAILS,
            at=version.created_at,
            person=version.account_holder,
            text=version.iban_masked,
            case_id=version.case_id,
        )
    for mandate in mandates_of(session, tenancy_id):
        if mandate.signed_on is not None:
            yield _of_day(
                HistoryKind.MANDATE,
                mandate.signed_on,
                person=mandate.account_holder,
                text=mandate.reference,
            )
        if mandate.revoked_on is not None:
            yield _of_day(
                HistoryKind.MANDATE_REVOKED,
                mandate.revoked_on,
                person=mandate.account_holder,
                text=mandate.reference,
            )


def _notes(session: Session, tenancy_id: int) -> Iterator[HistoryEntry]:
    for note in notes_of(session, tenancy_id):
        yield HistoryEntry(kind=HistoryKind.NOTE, at=note.at, by=note.author, text=note.text)


def _attempts(session: Session, tenancy_id: int, names: dict[int, str]) -> Iterator[HistoryEntry]:
    for attempt in attempts_of(session, tenancy_id):
        yield HistoryEntry(
            kind=HistoryKind.ATTEMPT,
            at=attempt.at,
            person=names.get(attempt.tenant_id or 0, ""),
            word=attempt.reason,
            text=attempt.masked_input,
            channel=attempt.channel,
            case_id=attempt.case_id,
        )
