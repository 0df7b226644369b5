"""What colleagues did with accounts lately: notes, letters asked for, some awaiting release."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from desktop.domain.address_guard import GuardWay
from desktop.domain.code_states import CodeState
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.kinds import PortalAccountState
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.accounts.acts import add_note
from desktop.services.accounts.commands import AddAccountNote
from desktop.services.context import ServiceContext
from desktop.services.demo.chance import Chance
from desktop.services.demo.desk import Desk
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.registration.commands import GuardAnswer, RequestCode
from desktop.services.registration.guard import GuardFacts
from desktop.services.registration.reading import code_options
from desktop.services.registration.requesting import request_code
from desktop.services.registration.view import PartyOptions
from desktop.services.staff.access import Actor

_Way = Callable[[int, PartyOptions], RequestCode | None]
_INVITED = (
    select(PortalAccount.tenancy_id, PortalAccount.tenant_id)
    .join(Tenancy, Tenancy.id == PortalAccount.tenancy_id)
    .where(PortalAccount.state == PortalAccountState.INVITED, Tenancy.ends_on.is_(None))
)
_NOTES = (
    "Hört schlecht: bitte am Telefon langsam und laut sprechen.",
    "Post bitte immer auch an die Betreuerin, Ausweis liegt vor.",
    "Schlüssel für den Keller liegt beim Hausmeister.",
    "Ruft meist nach 16 Uhr an, spricht lieber Englisch.",
    "Möchte keine Anrufe, nur Briefe.",
)
_LETTERS = 4
_TO_RELEASE = 3
_LONG = timedelta(days=400)
_EVERY = 17
"""Every so many contracts one has a note."""
_STEP = timedelta(minutes=4)


class _Desk(Desk):
    """What colleagues do with accounts."""

    def note(self, actor: Actor, tenancy_id: int, text: str) -> None:
        """Write a note at a contract."""
        add_note(self._context, actor, AddAccountNote(tenancy_id, text))
        self._step()

    def ask(self, actor: Actor, waiting: Iterable[Row[Any]], most: int, way: _Way) -> None:
        """Ask for letters to some of these people, as far as they come into question."""
        asked = 0
        for tenancy_id, tenant_id in waiting:
            options = code_options(self._context, actor, tenancy_id)
            party = next(one for one in options.parties if one.tenant_id == tenant_id)
            wish = None if party.refused is not None else way(tenancy_id, party)
            if wish is None:
                continue
            request_code(self._context, actor, wish)
            self._step()
            asked += 1
            if asked == most:
                return


def work_on_accounts(
    context: ServiceContext, clock: SteppingClock, actors: Mapping[str, Actor], chance: Chance
) -> None:
    """Write notes at some contracts and ask for new letters where the last code is dead.

    Where contact data changed lately the tenant was called, and the letter waits for somebody else.
    """
    first, second = actors["clerk1"], actors["clerk2"]
    desk = _Desk(context, clock, actors, chance, _STEP)
    changed_since = clock.now() - timedelta(days=DEFAULT_RULES.code_guard_days - 1)
    with context.database.read() as session:
        running = session.scalars(
            select(Tenancy.id).where(Tenancy.ends_on.is_(None)).order_by(Tenancy.id)
        ).all()
        expired = session.execute(
            _INVITED.join(RegistrationCode, RegistrationCode.portal_account_id == PortalAccount.id)
            .where(RegistrationCode.state == CodeState.EXPIRED)
            .order_by(PortalAccount.id)
        ).all()
        doubtful = session.execute(
            _INVITED.join(Tenant, Tenant.id == PortalAccount.tenant_id)
            .where(
                or_(
                    Tenant.email_changed_at > changed_since, Tenant.phone_changed_at > changed_since
                )
            )
            .order_by(PortalAccount.id)
        ).all()
    for number, text in enumerate(_NOTES):
        tenancy_id = running[min(number * _EVERY, len(running) - 1)]
        desk.note((first, second)[number % 2], tenancy_id, text)
    desk.ask(second, expired, _LETTERS, _wish)
    desk.ask(second, doubtful[::2], _TO_RELEASE - 1, _after_a_call)
    desk.ask(first, doubtful[1::2], 1, _after_a_call)


def _after_a_call(tenancy_id: int, party: PartyOptions) -> RequestCode | None:
    """To the address of today, after a call on an older number; None where nothing asks for it."""
    facts = party.guard
    if not facts.demand.open or party.waiting is not None:
        return None
    address = party.addresses[0]
    return RequestCode(
        tenancy_id=tenancy_id,
        tenant_id=party.tenant_id,
        address=address.choice,
        guard=_called(facts, frozenset(change.change_id for change in facts.changes)),
        address_confirmed=address.returned_on is not None,
    )


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
