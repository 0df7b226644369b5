"""Passwords are hashed, not kept; clocks know where Berlin lies."""

from datetime import UTC, date, datetime

import pytest

from desktop.adapters.clock import FixedDayClock, SystemClock
from desktop.adapters.passwords import Argon2Passwords
from desktop.services.ports import Clock, PasswordHasher
from tests.support.contexts import CHEAP_PASSWORDS


def test_a_password_and_no_other() -> None:
    hasher: PasswordHasher = CHEAP_PASSWORDS
    stored = hasher.hash("Öffne dich 1!")
    assert "ffne" not in stored
    assert stored.startswith("$argon2id$")
    assert hasher.verify(stored, "Öffne dich 1!")
    assert hasher.verify(stored, "O\u0308ffne dich 1!")
    assert not hasher.verify(stored, "öffne dich 1!")
    assert hasher.hash("Öffne dich 1!") != stored


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert not CHEAP_PASSWORDS.verify(stored, "")


def test_what_staff_passwords_cost() -> None:
    assert "m=65536,t=3,p=4" in Argon2Passwords().hash("x")


def test_today_stands_at_midnight_in_berlin() -> None:
    clock: Clock = FixedDayClock(date(2026, 7, 1))
    assert clock.now() == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert clock.today() == date(2026, 7, 1)
    assert clock.machine_now() != clock.now()


def test_the_real_clock_goes() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= clock.machine_now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC
