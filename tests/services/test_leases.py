"""A job runs once at a time, and a dead holder blocks nobody."""

import os
import platform
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.models.company import Lease
from desktop.services.context import ServiceContext
from desktop.services.leases import DURATION, lease
from tests.support.clock import FixedClock


def holders(context: ServiceContext) -> list[str]:
    with context.database.read() as session:
        return list(session.scalars(select(Lease.holder)))


def put(context: ServiceContext, clock: FixedClock, holder: str) -> None:
    """Somebody else's lease, freshly taken."""
    with context.database.write() as unit:
        unit.session.add(Lease(name="intake", holder=holder, expires_at=clock.now() + DURATION))


def take(context: ServiceContext, **options: timedelta) -> None:
    with lease(context, "intake", **options):
        pass


def test_held_once_and_given_back(context: ServiceContext) -> None:
    with lease(context, "intake"):
        with pytest.raises(UserError, match=r"lease\.taken"):
            take(context)
        with lease(context, "deliver"):
            assert len(holders(context)) == 2
    assert holders(context) == []
    take(context)


def test_given_back_after_an_error(context: ServiceContext) -> None:
    with pytest.raises(ZeroDivisionError), lease(context, "intake"):
        raise ZeroDivisionError
    take(context)


def test_another_computers_lease_holds_until_it_runs_out(
    context: ServiceContext, clock: FixedClock
) -> None:
    put(context, clock, "elsewhere:17:abc")
    clock.advance(DURATION - timedelta(seconds=1))
    with pytest.raises(UserError, match=r"lease\.taken"):
        take(context)
    clock.advance(timedelta(seconds=1))
    take(context)


def test_a_process_that_died_here_holds_nothing(context: ServiceContext, clock: FixedClock) -> None:
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    put(context, clock, f"{platform.node()[:40]}:{died.pid}:abc")
    take(context)


def test_a_namesake_of_this_process_holds_nothing(
    context: ServiceContext, clock: FixedClock
) -> None:
    put(context, clock, f"{platform.node()[:40]}:{os.getpid()}:earlier")
    take(context)


def test_a_process_that_runs_here_holds(context: ServiceContext, clock: FixedClock) -> None:
    put(context, clock, f"{platform.node()[:40]}:{os.getppid()}:abc")
    with pytest.raises(UserError, match=r"lease\.taken"):
        take(context)


def test_renewing_prolongs(context: ServiceContext, clock: FixedClock) -> None:
    with lease(context, "intake") as held:
        clock.advance(DURATION / 2)
        held.renew()
        clock.advance(DURATION / 2)
        with pytest.raises(UserError, match=r"lease\.taken"):
            take(context)


def test_a_lease_that_was_lost_says_so(context: ServiceContext, clock: FixedClock) -> None:
    with lease(context, "intake") as held:
        clock.advance(DURATION)
        with lease(context, "intake"), pytest.raises(UserError, match=r"lease\.lost"):
            held.renew()


def test_patience_waits_for_the_other(context: ServiceContext) -> None:
    with lease(context, "intake"):
        waiting = threading.Thread(target=take, args=(context,), kwargs={"patience": DURATION})
        waiting.start()
        with pytest.raises(UserError, match=r"lease\.taken"):
            take(context, patience=timedelta(milliseconds=1))
    waiting.join()
    assert holders(context) == []
