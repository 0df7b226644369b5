"""A desk at which one colleague after the other acts, by the program's own services."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from desktop.models.case import Case
from desktop.services.cases.commands import TakeCase
from desktop.services.cases.use_cases import take
from desktop.services.context import ServiceContext
from desktop.services.demo.chance import Chance
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.staff.access import Actor


class Desk:
    """Knows who acts by their login; ``step`` is how long an act takes."""

    def __init__(
        self,
        context: ServiceContext,
        clock: SteppingClock,
        actors: Mapping[str, Actor],
        chance: Chance,
        step: timedelta,
    ) -> None:
        self._context = context
        self._clock = clock
        self._actors = actors
        self._chance = chance
        self._duration = step

    def take(self, case_id: int, login: str) -> None:
        """Take a case over."""
        take(self._context, self._actors[login], TakeCase(case_id, self._version(case_id)))
        self._step()

    def _version(self, case_id: int) -> int:
        with self._context.database.read() as session:
            return session.scalars(select(Case.version).where(Case.id == case_id)).one()

    def _step(self) -> None:
        self._clock.set_to(self._clock.now() + self._duration)
