"""What colleagues did with tenant accounts lately: notes, letters asked for, one to be released."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from desktop.domain.address_guard import GuardWay
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.accounts.acts import add_note
from desktop.services.accounts.commands import AddAccountNote
from desktop.services.context import ServiceContext
from desktop.services.registration.commands import GuardAnswer, RequestCode
from desktop.services.registration.guard import GuardFacts
from desktop.services.registration.reading import code_options
from desktop.services.registration.requesting import request_code
from desktop.services.registration.view import PartyOptions
from desktop.services.staff.access import Actor

_NOTES = (
    "Hört schlecht: bitte am Telefon langsam und laut sprechen.",
    "Post bitte immer auch an die Betreuerin, Ausweis liegt vor.",
    "Schlüssel für den Keller liegt beim Hausmeister.",
    "Ruft meist nach 16 Uhr an, spricht lieber Englisch.",
    "Möchte keine Anrufe, nur Briefe.",
)
_LETTERS = 4
_LONG = timedelta(days=400)
_EVERY = 17
"""Every so many contracts one has a note."""


def work_on_accounts(context: ServiceContext, actors: Mapping[str, Actor]) -> None:
    """Write notes at some contracts and ask for new letters where the last code is dead."""
    clerks = (actors["clerk1"], actors["clerk2"])
    with context.database.read() as session:
        running = session.scalars(
            select(Tenancy.id).where(Tenancy.ends_on.is_(None)).order_by(Tenancy.id)
        ).all()
        waiting = session.execute(
            select(PortalAccount.tenancy_id, PortalAccount.tenant_id)
            .join(RegistrationCode, RegistrationCode.portal_account_id == PortalAccount.id)
            .join(Tenancy, Tenancy.id == PortalAccount.tenancy_id)
            .where(
                PortalAccount.state == PortalAccountState.INVITED,
                RegistrationCode.state == CodeState.EXPIRED,
                Tenancy.ends_on.is_(None),
            )
            .order_by(PortalAccount.id)
        ).all()
    for number, text in enumerate(_NOTES):
        tenancy_id = running[min(number * _EVERY, len(running) - 1)]
        add_note(context, clerks[number % 2], AddAccountNote(tenancy_id, text))
    asked = 0
    for tenancy_id, tenant_id in waiting:
        if asked == _LETTERS:
            return
        options = code_options(context, clerks[1], tenancy_id)
        party = next(one for one in options.parties if one.tenant_id == tenant_id)
        if party.refused is None:
            request_code(context, clerks[1], _wish(tenancy_id, party))
            asked += 1


def _wish(tenancy_id: int, party: PartyOptions) -> RequestCode:
    """To the address that has been known longest, after a call where that is not long enough."""
    facts = party.guard
    address = party.addresses[-1]
    answer = None
    if facts.demand.open:
        old = address.known_since is not None and address.known_since < facts.demand.old_before
        seen = frozenset(change.change_id for change in facts.changes)
        answer = GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=seen)
        if not old:
            answer = _called(facts, seen)
    return RequestCode(
        tenancy_id=tenancy_id,
        tenant_id=party.tenant_id,
        address=address.choice,
        guard=answer,
        address_confirmed=address.returned_on is not None,
    )


def _called(facts: GuardFacts, seen: frozenset[int]) -> GuardAnswer:
    """A call on the number that was known last, else on one of the files."""
    way = GuardWay.CALL_BACK
    if facts.old_numbers:
        return GuardAnswer(way=way, seen=seen, number=facts.old_numbers[0].number)
    return GuardAnswer(
        way=way,
        seen=seen,
        number="040 66969 118",
        known_since=facts.demand.old_before - _LONG,
        reason="Mietvertrag, Selbstauskunft",
    )
