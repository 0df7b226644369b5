"""Whatever people and the portal do with an account, it never has two usable codes.

Random histories through the services. After each step the codes here are compared with what the
portal knows by the events it was sent: it never takes a code that is dead here, and every dead code
says why.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.engine import Database, open_database
from desktop.domain.accounts import AddressChoice, LockReason
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, is_accepted
from desktop.domain.errors import UserError
from desktop.domain.portal_event import EventKey, PortalEvent, PortalEventType
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing
from desktop.services.registration.account_codes import account_code
from desktop.services.registration.reports import read_account_report
from desktop.services.registration.use_cases import (
    CloseAccount,
    LockAccount,
    MarkReturned,
    RequestCode,
    RevokeCode,
    UnlockAccount,
    close_portal_account,
    expire_codes,
    lock_portal_account,
    mark_returned,
    post_codes,
    prepare_codes,
    render_again,
    request_code,
    revoke_code,
    take_letters_back,
    unlock_portal_account,
)
from tests.support.clock import FixedClock
from tests.support.codes import Newcomer, add_newcomers, codes, render, told
from tests.support.contexts import make_context
from tests.support.factories import Household, add_household

STEPS = (
    "ask",
    "render",
    "post",
    "print again",
    "take back",
    "revoke",
    "returned",
    "lock",
    "unlock",
    "close",
    "a week passes",
    "used",
    "wrong tries",
    "activated",
    "closed there",
    "closed there a while ago",
)


@dataclass
class History:
    """One account through its life."""

    context: ServiceContext
    clock: FixedClock
    home: Household
    who: Newcomer
    reports: int = 0
    redeemed: set[int] = field(default_factory=set)

    def do(self, step: str, which: int) -> None:
        """Do one step; what the services refuse is refused."""
        rows = codes(self.context)
        chosen = rows[which % len(rows)] if rows else None
        try:
            self._steps()[step](chosen)
        except UserError:
            return

    def _steps(self) -> dict[str, Callable[[RegistrationCode | None], None]]:
        clerk, who = self.home.clerk, self.who
        tenancy, tenant = who.tenancy_id, who.tenant_id
        return {
            "ask": lambda _: self._ask(),
            "render": lambda row: self._with(row, lambda one: render(self.context, clerk, one.id)),
            "post": lambda row: self._with(row, self._post),
            "print again": lambda row: self._with(row, self._again),
            "take back": lambda row: self._with(row, self._take_back),
            "revoke": lambda row: self._with(
                row,
                lambda one: revoke_code(
                    self.context, clerk, RevokeCode(code_id=one.id, reason="weg")
                ),
            ),
            "returned": lambda row: self._with(
                row,
                lambda one: mark_returned(self.context, clerk, MarkReturned(code_id=one.id)),
            ),
            "lock": lambda _: lock_portal_account(
                self.context,
                clerk,
                LockAccount(tenancy_id=tenancy, tenant_id=tenant, reason=LockReason.OTHER),
            ),
            "unlock": lambda _: unlock_portal_account(
                self.context, clerk, UnlockAccount(tenancy_id=tenancy, tenant_id=tenant)
            ),
            "close": lambda _: close_portal_account(
                self.context,
                clerk,
                CloseAccount(tenancy_id=tenancy, tenant_id=tenant, note="Wunsch"),
            ),
            "a week passes": lambda _: self._time_passes(),
            "used": lambda row: self._with(row, self._used),
            "wrong tries": lambda row: self._report(PortalEventType.REGISTRATION_CODE_LOCKED, row),
            "activated": lambda row: self._report(PortalEventType.ACCOUNT_ACTIVATED, row),
            "closed there a while ago": lambda row: self._report(
                PortalEventType.ACCOUNT_CLOSED, row, late=timedelta(days=3)
            ),
            "closed there": lambda row: self._report(PortalEventType.ACCOUNT_CLOSED, row),
        }

    def _with(
        self, row: RegistrationCode | None, act: Callable[[RegistrationCode], object]
    ) -> None:
        if row is not None:
            act(row)

    def _ask(self) -> None:
        wanted = RequestCode(
            tenancy_id=self.who.tenancy_id,
            tenant_id=self.who.tenant_id,
            address=AddressChoice.POSTAL,
            address_confirmed=True,
        )
        request_code(self.context, self.home.clerk, wanted)

    def _post(self, row: RegistrationCode) -> None:
        with self.context.database.write() as unit:
            post_codes(unit, self.context, self.home.clerk, [self._fresh(unit.session, row)])

    def _again(self, row: RegistrationCode) -> None:
        if row.hash is None:
            return
        prepared = prepare_codes(self.context, 1)
        with self.context.database.write() as unit:
            fresh = self._fresh(unit.session, row)
            render_again(unit, self.context, self.home.clerk, [fresh], prepared)

    def _take_back(self, row: RegistrationCode) -> None:
        if row.hash is None or row.delivery_id is None:
            return
        with self.context.database.write() as unit:
            fresh = self._fresh(unit.session, row)
            take_letters_back(unit, self.context, self.home.clerk, [fresh])

    def _fresh(self, session: Session, row: RegistrationCode) -> RegistrationCode:
        return session.get_one(RegistrationCode, row.id)

    def _time_passes(self) -> None:
        self.clock.advance(timedelta(days=7))
        expire_codes(self.context)

    def _used(self, row: RegistrationCode) -> None:
        """The portal takes what it holds for valid; a code it takes is used up there."""
        if row.public_id in self.known_to_portal() and row.id not in self.redeemed:
            self.redeemed.add(row.id)
            self._report(PortalEventType.REGISTRATION_COMPLETED, row)

    def _report(
        self,
        event_type: PortalEventType,
        row: RegistrationCode | None,
        *,
        late: timedelta = timedelta(0),
    ) -> None:
        if row is None or row.hash is None:
            return
        self.reports += 1
        event = PortalEvent(
            key=EventKey("/portal/thor", f"report-{self.reports}"),
            type=event_type,
            time=self.context.clock.now() - late,
            company="thor",
            contract_number=self.who.contract_number,
            channel=Channel.APP,
            category=None,
            portal_account="acc-history",
            case_reference=None,
            in_reply_to=None,
            subject=None,
            text=None,
            fields=None,
            attachments=(),
            data={"code_id": row.public_id},
        )
        addressing = Addressing(
            company_id=self.home.company_id,
            tenancy_id=self.who.tenancy_id,
            portal_account_id=None,
            tenant_id=None,
            correspondent="Marga Beispielsen",
        )
        with self.context.database.write() as unit:
            read_account_report(event).take_in(unit, self.context, event, addressing)
        if event_type is PortalEventType.REGISTRATION_CODE_LOCKED:
            self.redeemed.add(row.id)

    def known_to_portal(self) -> set[str]:
        """The codes that the portal holds for valid, by the events it was sent."""
        valid: set[str] = set()
        today = self.context.clock.today().isoformat()
        ends: dict[str, str] = {}
        for kind, data in told(self.context):
            if kind == "registration_code.issued":
                valid.add(data["code_id"])
                ends[data["code_id"]] = data["expires_on"]
            elif kind == "registration_code.revoked":
                valid.discard(data["code_id"])
        return {one for one in valid if ends[one] >= today}

    def look(self) -> None:
        """Compare what is here with what the rule book and the portal say."""
        rows = codes(self.context)
        assert sum(row.state.usable for row in rows) <= 1
        assert sum(row.state is CodeState.REQUESTED for row in rows) <= 1
        today = self.context.clock.today()
        here = {row.public_id for row in rows if is_accepted(account_code(row), today=today)}
        there = self.known_to_portal()
        assert here <= there
        used_up = {row.public_id for row in rows if row.id in self.redeemed}
        assert there - here <= used_up
        for row in rows:
            if row.state.final:
                assert row.ended_at is not None
            if row.state is CodeState.REVOKED:
                assert row.end_reason is not None
        with self.context.database.read() as session:
            assert len(session.scalars(select(PortalAccount)).all()) <= 2


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), min_size=5, max_size=30))
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_history_leads_to_two_usable_codes(
    sqlite_history: Callable[[], History], steps: list[tuple[str, int]]
) -> None:
    history = sqlite_history()
    for step, which in steps:
        history.do(step, which)
        history.look()


@pytest.fixture
def sqlite_history(
    sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[[], History]:
    """Makes a new account on a database of its own, each time it is called."""
    number = iter(range(1000))

    def make() -> History:
        folder = tmp_path / str(next(number))
        folder.mkdir()
        file = folder / "mieterdesk.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        database: Database = open_database(file)
        request.addfinalizer(database.close)
        clock = FixedClock()
        context = make_context(database, folder, clock)
        home = add_household(database)
        return History(context, clock, home, add_newcomers(context, home, "Marga")[0])

    return make
