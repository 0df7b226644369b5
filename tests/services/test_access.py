"""Role and company decide, in this order, on everything."""

from dataclasses import replace

import pytest

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.services.staff.access import (
    SYSTEM,
    Actor,
    Permission,
    allows,
    require,
    visible_companies,
)

CLERK = Actor(1, "clerk1", "Jette Modell", "JM", Role.CLERK, frozenset({1, 2}))
CHANGES = frozenset(
    {
        Permission.WORK_CASES,
        Permission.RELEASE,
        Permission.REASSIGN_ALL,
        Permission.HAND_OVER,
        Permission.QUARANTINE,
        Permission.OPERATE,
        Permission.ADMINISTER,
    }
)


@pytest.mark.parametrize("permission", Permission)
def test_an_auditor_reads_everything_and_changes_nothing(permission: Permission) -> None:
    auditor = replace(CLERK, role=Role.AUDITOR)
    assert allows(auditor, permission) is (permission not in CHANGES)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEAD])
def test_who_works_may_release(role: Role) -> None:
    actor = replace(CLERK, role=role)
    for permission in (Permission.WORK_CASES, Permission.RELEASE, Permission.HAND_OVER):
        require(actor, permission, 1)


def test_an_administrator_sees_no_bank_details() -> None:
    administrator = replace(CLERK, role=Role.ADMINISTRATOR)
    with pytest.raises(UserError, match=r"access\.denied"):
        require(administrator, Permission.REVEAL_IBAN, 1)


def test_another_company_is_out_of_reach() -> None:
    require(CLERK, Permission.READ_CASES, 2)
    with pytest.raises(UserError, match=r"access\.denied"):
        require(CLERK, Permission.READ_CASES, 3)


def test_the_program_itself_may_do_everything_but_is_no_person() -> None:
    for permission in Permission:
        require(SYSTEM, permission, 99)
    with pytest.raises(UserError, match=r"access\.denied"):
        _ = SYSTEM.person_id
    assert CLERK.person_id == 1


def test_lists_show_only_what_may_be_seen() -> None:
    assert visible_companies(CLERK) == frozenset({1, 2})
    assert visible_companies(CLERK, [2, 3]) == frozenset({2})
    assert visible_companies(CLERK, []) == frozenset()
    assert visible_companies(SYSTEM) is None
    assert visible_companies(SYSTEM, [3]) == frozenset({3})
