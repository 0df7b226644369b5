"""Release by two people, and its undo: a change of bank details is whole or it is not there."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from desktop.domain.case_status import BankChangeState
from desktop.models.bank import BankChange
from desktop.models.company import Staff
from desktop.models.exchange import UndoEntry
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from tests.support.bank_cases import add_application, fields, propose, release
from tests.support.factories import actor_of
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, lost
from tests.torture.world import World, holder_of


def prepare_release(world: World) -> None:
    """An application of each contract, just arrived."""
    for home in world.homes:
        add_application(world.context, home, fields(account_holder=holder_of(home)))


def prepare_undo(world: World) -> None:
    """Every application proposed and released; the undo time runs."""
    prepare_release(world)
    _work_through(world.context, lambda _kind, _what: None)


def do_release(desk: Desk) -> None:
    """The clerk proposes, the lead releases, case by case."""
    with desk.open() as context:
        _work_through(context, desk.acknowledge)


def _work_through(context: ServiceContext, acknowledge: Callable[[str, object], None]) -> None:
    clerk, lead = person(context, "clerk1"), person(context, "lead")
    for case_id, state in _states(context).items():
        if state is BankChangeState.OPEN:
            propose(context, clerk, case_id)
            acknowledge("proposed", case_id)
        if state in (BankChangeState.OPEN, BankChangeState.PROPOSED):
            release(context, lead, case_id)
            acknowledge("released", case_id)


def do_undo(desk: Desk) -> None:
    """The lead takes every release back, the latest first."""
    with desk.open() as context:
        lead = person(context, "lead")
        with context.database.read() as session:
            waiting = session.scalars(
                select(UndoEntry.id)
                .where(UndoEntry.undone_at.is_(None), UndoEntry.kind == "release")
                .order_by(UndoEntry.id.desc())
            ).all()
        for undo_id in waiting:
            case_id = undo(context, lead, undo_id).case_id
            desk.acknowledge("undone", case_id)


def check_release(after: Recovered) -> Iterable[Finding]:
    """What was proposed is at least that, what was released is; in the end all are."""
    states = _states_in(after)
    for case_id in after.of("proposed"):
        if states.get(int(case_id)) not in (BankChangeState.PROPOSED, BankChangeState.RELEASED):
            yield lost(f"the proposal of case {case_id}")
    for case_id in after.of("released"):
        if states.get(int(case_id)) is not BankChangeState.RELEASED:
            yield lost(f"the release of case {case_id}")
    if after.finished:
        yield from (
            lost(f"case {case_id} is {state.value} in the end")
            for case_id, state in states.items()
            if state is not BankChangeState.RELEASED
        )


def check_undo(after: Recovered) -> Iterable[Finding]:
    """What was undone is a proposal again; in the end all are."""
    states = _states_in(after)
    for case_id in after.of("undone"):
        if states.get(int(case_id)) is not BankChangeState.PROPOSED:
            yield lost(f"the undo of case {case_id}")
    if after.finished:
        yield from (
            lost(f"case {case_id} is {state.value} in the end")
            for case_id, state in states.items()
            if state is not BankChangeState.PROPOSED
        )


def person(context: ServiceContext, login: str) -> Actor:
    """A colleague as signed in."""
    with context.database.read() as session:
        return actor_of(session.scalars(select(Staff).where(Staff.login == login)).one())


def _states(context: ServiceContext) -> dict[int, BankChangeState]:
    with context.database.read() as session:
        return {row.case_id: row.state for row in session.scalars(select(BankChange))}


def _states_in(after: Recovered) -> dict[int, BankChangeState]:
    return {row.case_id: row.state for row in after.session.scalars(select(BankChange))}
