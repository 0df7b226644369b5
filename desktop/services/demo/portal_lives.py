"""How each portal account of the demonstration came to where it stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from desktop.domain.accounts import AccountStep, CodeOrigin, ConsentKind
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, RevocationReason, last_day
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_code import ALPHABET
from desktop.domain.workdays import WorkdayCalendar
from desktop.models.registration import (
    AccountEvent,
    Consent,
    RegistrationAttempt,
    RegistrationCode,
)
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.office_hours import at_work, workday_up_to

PORTAL_DAYS = 1_000
"""So long ago the companies opened their portal."""
_SHAPE = "XXXX-XXXX-XXXX"
_TEXTS = ("2025-04", "2026-01")
_CLOSED_AFTER = timedelta(days=90)
"""So long after the end of the contract an account is closed."""
_INVITED = (
    (CodeState.POSTED, 48, (5, 80)),
    (CodeState.EXPIRED, 22, (95, 220)),
    (CodeState.RETURNED, 9, (12, 60)),
    (CodeState.LOCKED, 8, (6, 40)),
    (CodeState.REVOKED, 7, (20, 70)),
    (CodeState.ISSUED, 6, (1, 2)),
)
"""Where the code of somebody stands who has not registered: how often, and how many days old."""
_TROUBLES: dict[CodeState, tuple[str, ...]] = {
    CodeState.POSTED: ("code_refused",),
    CodeState.EXPIRED: ("code_refused",),
    CodeState.RETURNED: ("no_code",),
    CodeState.LOCKED: ("code_refused",),
    CodeState.REVOKED: ("code_refused",),
    CodeState.ISSUED: ("no_code",),
}
"""What somebody with such a code asks, as the form of the category names the problems."""
_POST = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """Whose account it is, and from when to when the person lives there."""

    company_id: int
    tenancy_id: int
    account_id: int
    starts_on: date
    ends_on: date | None
    email: str
    address: tuple[str, ...]
    surname: str
    calendar: WorkdayCalendar


@dataclass(frozen=True, slots=True)
class Life:
    """What an account knows of its own story, and which troubles with registering fit it.

    ``troubles`` are problems as the form names them, ``troubled_since`` the first day on which the
    person would write about them.
    """

    columns: dict[str, Any]
    troubles: tuple[str, ...] = ()
    troubled_since: date | None = None


class PortalLives:
    """Writes the codes, consents and events of accounts, and says what the accounts know of it."""

    def __init__(
        self, writer: BulkWriter, chance: Chance, now: datetime, staff_ids: tuple[int, ...]
    ) -> None:
        self._writer = writer
        self._chance = chance
        self._now = now
        self._today = berlin_day(now)
        self._staff_ids = staff_ids

    def begin(self, who: Occupancy, state: PortalAccountState) -> Life:
        """Write how the account came to its state, and say what it knows of it."""
        columns: dict[str, Any] = {
            "state": state,
            "state_before_lock": None,
            "channel": None,
            "email": "",
            "registered_at": None,
            "activated_at": None,
            "locked_at": None,
            "closed_at": None,
        }
        if state is PortalAccountState.INVITED:
            return Life(columns, *self._invite(who))
        registered_at = self._register(who, recent=state is PortalAccountState.REGISTERED)
        channel = Channel.APP if self._chance.happens(38) else Channel.PORTAL
        columns |= {"registered_at": registered_at, "channel": channel, "email": who.email}
        self._event(who, AccountStep.REGISTERED, registered_at, channel=channel)
        self._consent(who, registered_at)
        if state is PortalAccountState.REGISTERED:
            return Life(columns, ("no_activation_mail",), berlin_day(registered_at))
        activated_at = min(
            registered_at + timedelta(minutes=self._chance.between(2, 90)), self._now
        )
        columns["activated_at"] = activated_at
        self._event(who, AccountStep.ACTIVATED, activated_at, channel=channel)
        if state is PortalAccountState.LOCKED:
            locked_at = self._at_work(
                who, self._today - timedelta(days=self._chance.between(2, 20))
            )
            columns |= {"locked_at": locked_at, "state_before_lock": PortalAccountState.ACTIVATED}
            self._event(who, AccountStep.LOCKED, locked_at, by_staff=True)
        elif who.ends_on is not None and who.ends_on + _CLOSED_AFTER < self._today:
            closed_at = berlin_instant(who.ends_on + _CLOSED_AFTER, time(8, 30))
            columns |= {"state": PortalAccountState.CLOSED, "closed_at": closed_at}
            self._event(who, AccountStep.CLOSED, closed_at)
        return Life(columns)

    def _register(self, who: Occupancy, *, recent: bool) -> datetime:
        """A letter, sometimes an older one before it, and the day on which its code was used."""
        issued = self._day_within(who, (9, 50) if recent else (30, 500))
        issued_at = self._rendered(who, issued)
        used_at = issued_at + timedelta(
            days=self._chance.between(3, 8 if recent else 24), minutes=self._chance.below(500)
        )
        used_at = min(used_at, self._now - timedelta(hours=2))
        if self._chance.happens(14):
            older = self._rendered(who, issued - timedelta(days=self._chance.between(20, 80)))
            self._code(
                who,
                CodeState.REVOKED,
                older,
                ended_at=issued_at,
                reason=RevocationReason.NEWER_LETTER,
            )
        self._code(who, CodeState.REDEEMED, issued_at, ended_at=used_at)
        return used_at

    def _invite(self, who: Occupancy) -> tuple[tuple[str, ...], date]:
        """A letter nobody has used yet; returns what the person asks about it, and from when."""
        state, _weight, days = self._chance.weighted(_INVITED, [entry[1] for entry in _INVITED])
        issued = self._day_within(who, days)
        issued_at = self._rendered(who, issued)
        ended_at, reason, note = None, None, ""
        troubles = _TROUBLES[state]
        if state is CodeState.POSTED and self._chance.happens(40):
            older = self._rendered(who, issued - timedelta(days=self._chance.between(9, 40)))
            newer = RevocationReason.NEWER_LETTER
            self._code(who, CodeState.REVOKED, older, ended_at=issued_at, reason=newer)
            troubles = ("several_letters",)
        if state is CodeState.EXPIRED:
            ended_at = berlin_instant(last_day(issued) + timedelta(days=1), time(0))
        elif state is CodeState.RETURNED:
            ended_at = self._at_work(who, issued + timedelta(days=self._chance.between(5, 10)))
            reason, note = RevocationReason.RETURNED, "Empfänger nicht zu ermitteln"
        elif state is CodeState.LOCKED:
            ended_at = issued_at + timedelta(days=4)
            self._fail(who, ended_at)
        elif state is CodeState.REVOKED:
            ended_at = self._at_work(who, issued + timedelta(days=6))
            reason = RevocationReason.BY_PERSON
        if ended_at is not None:
            ended_at = min(ended_at, self._now - timedelta(hours=1))
        self._code(who, state, issued_at, ended_at=ended_at, reason=reason, note=note)
        asks_on = issued if ended_at is None else berlin_day(ended_at)
        return troubles, asks_on + _POST

    def _fail(self, who: Occupancy, at: datetime) -> None:
        """Five wrong tries, as the portal reports them."""
        for number in range(5):
            self._writer.add(
                RegistrationAttempt,
                company_id=who.company_id,
                tenancy_id=who.tenancy_id,
                portal_account_id=who.account_id,
                case_id=None,
                at=at - timedelta(minutes=3 * (5 - number)),
                channel=Channel.APP,
                reason="wrong_code",
                masked_input=_SHAPE,
            )

    def _day_within(self, who: Occupancy, days: tuple[int, int]) -> date:
        """A day so many days ago, but while there was a portal and the person lived there."""
        first = max(who.starts_on, self._today - timedelta(days=PORTAL_DAYS))
        last = min(who.ends_on or self._today, self._today)
        wanted = last - timedelta(days=self._chance.between(*days))
        return workday_up_to(min(max(wanted, first), last - timedelta(days=1)), who.calendar)

    def _rendered(self, who: Occupancy, day: date) -> datetime:
        """Letters with codes are printed in the early afternoon."""
        return at_work(workday_up_to(day, who.calendar), self._chance, first=14, last=14)

    def _at_work(self, who: Occupancy, day: date) -> datetime:
        """When somebody of the staff saw to it, on that day or the working day before."""
        return at_work(workday_up_to(day, who.calendar), self._chance)

    def _code(
        self,
        who: Occupancy,
        state: CodeState,
        issued_at: datetime,
        *,
        ended_at: datetime | None = None,
        reason: RevocationReason | None = None,
        note: str = "",
    ) -> None:
        # Asked for in the morning, printed at two, with the post in the late afternoon.
        posted_at = None
        if state is not CodeState.ISSUED:
            posted_at = issued_at + timedelta(minutes=self._chance.between(50, 140))
        self._writer.add(
            RegistrationCode,
            version=1,
            public_id=self._chance.uuid(),
            company_id=who.company_id,
            portal_account_id=who.account_id,
            origin=CodeOrigin.LETTER,
            state=state,
            lookup=None,
            hash=None,
            last_two=self._chance.pick(ALPHABET) + self._chance.pick(ALPHABET),
            shape=_SHAPE,
            surname=who.surname,
            requested_at=issued_at - timedelta(minutes=self._chance.between(60, 320)),
            requested_by_id=self._chance.pick(self._staff_ids),
            case_id=None,
            delivery_id=None,
            address={"choice": "postal", "lines": list(who.address), "surname": who.surname},
            issued_at=issued_at,
            posted_at=posted_at,
            expires_on=last_day(berlin_day(issued_at)),
            ended_at=ended_at,
            end_reason=reason,
            end_note=note,
        )

    def _event(
        self,
        who: Occupancy,
        kind: AccountStep,
        at: datetime,
        *,
        channel: Channel | None = None,
        by_staff: bool = False,
    ) -> None:
        self._writer.add(
            AccountEvent,
            portal_account_id=who.account_id,
            kind=kind,
            at=at.astimezone(UTC),
            channel=channel,
            staff_id=self._chance.pick(self._staff_ids) if by_staff else None,
            reason="Anruf: fremde Anmeldung gemeldet" if by_staff else "",
        )

    def _consent(self, who: Occupancy, at: datetime) -> None:
        version = _TEXTS[at.year >= 2026]
        kinds = [ConsentKind.TERMS, ConsentKind.PRIVACY]
        if self._chance.happens(72):
            kinds.append(ConsentKind.ELECTRONIC_DELIVERY)
        for kind in kinds:
            withdrawn_at = None
            if kind.can_be_withdrawn and self._chance.happens(6):
                withdrawn_at = at + (self._now - at) / 2
            self._writer.add(
                Consent,
                portal_account_id=who.account_id,
                kind=kind,
                text_version=version,
                given_at=at,
                withdrawn_at=withdrawn_at,
            )
