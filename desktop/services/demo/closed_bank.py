"""Closed bank changes: checked by the rule book, released or rejected, and handed over."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desktop.domain.bank_change import (
    Assessment,
)
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import BankChangeState
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import expected_collection_on
from desktop.domain.findings import Severity
from desktop.domain.kinds import DecisionKind
from desktop.models.bank import BankChange, BankFinding, Decision
from desktop.services.demo.applications import RECIPES, TROUBLED, Recipe, Wish
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.cast import Cast
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import (
    Contract,
    MandateTrouble,
)
from desktop.services.demo.past_application import PastApplication
from desktop.services.demo.past_runs import ExportCalendar, PastRuns
from desktop.services.demo.timetable import Matter

_DECIDERS = ("clerk1", "clerk2", "lead")


@dataclass(frozen=True, slots=True)
class ClosedChange:
    """What the case around a closed bank change needs to know of it."""

    due_on: date
    act_by: date
    completed_at: datetime | None
    decided_at: datetime
    decided_by: str
    outcome: BankChangeState


class ClosedBankChanges:
    """Invents the decisions on bank changes and keeps each contract's account up to date."""

    def __init__(
        self,
        writer: BulkWriter,
        cast: Cast,
        staff: dict[str, int],
        now: datetime,
    ) -> None:
        self._writer = writer
        self._cast = cast
        self._staff = staff
        self._chance = Chance(berlin_day(now), "closed bank changes")
        self._exports = ExportCalendar(now)
        self._runs = PastRuns(writer)

    def write_with(self, writer: BulkWriter) -> None:
        """Go on in another transaction."""
        self._writer = writer
        self._runs.write_with(writer)

    def recipe_for(self, matter: Matter) -> Recipe:
        """Return the kind of application: the planned one, or any that came by this way."""
        if matter.recipe is not None:
            return next(recipe for recipe in RECIPES if recipe.name == matter.recipe)
        possible = [recipe for recipe in RECIPES if matter.channel in recipe.channels]
        return self._chance.weighted(possible, [recipe.weight for recipe in possible])

    def contract_for(self, matter: Matter, recipe: Recipe) -> Contract:
        """Return a contract for which this kind of application makes sense."""
        day = berlin_day(matter.received_at)
        if matter.household is not None:
            return self._cast.household(matter.household, day, matter.channel)
        special = recipe.name in TROUBLED

        def suits(contract: Contract) -> bool:
            return recipe.fits(contract, day) and (
                special or contract.mandate_trouble is MandateTrouble.NONE
            )

        return self._cast.someone(day, matter.channel, suits)

    def add(
        self, matter: Matter, case_id: int, reference: str, contract: Contract, recipe: Recipe
    ) -> ClosedChange:
        """Write one bank change with its findings and decision."""
        received_on = berlin_day(matter.received_at)
        wish = Wish(
            contract=contract,
            neighbour=self._cast.neighbour(contract, received_on),
            received_on=received_on,
            chance=self._chance,
        )
        fields = recipe.make(wish)
        change = PastApplication(matter, contract, fields, wish.neighbour)
        decided_at = matter.decided_at or self._decided_at(matter, contract)
        assessment = change.check(decided_at)
        outcome = BankChangeState.REJECTED if assessment.open_blockers else BankChangeState.RELEASED
        change_id = self._writer.key(BankChange)
        exported_at = None
        if outcome is BankChangeState.RELEASED:
            exported_at = self._exports.after(decided_at)
        proposer = self._chance.pick(_DECIDERS[:2])
        decider = self._chance.pick([name for name in _DECIDERS if name != proposer])
        self._add_change(change_id, case_id, change, outcome, exported_at, decided_at, proposer)
        self._add_findings(change_id, assessment, decided_at, proposer)
        self._add_decisions(change_id, outcome, decided_at, proposer, decider)
        contract.changes_on.append(received_on)
        if exported_at is not None:
            first = expected_collection_on(change.deadlines, DEFAULT_RULES, exported_at)
            change.apply(assessment.mandate_action, change_id, first, decided_at)
            self._runs.add(
                change_id, reference, contract, fields.variant, first, decided_at, exported_at
            )
        assert change.deadlines.due_on is not None
        return ClosedChange(
            due_on=change.deadlines.due_on,
            act_by=min(change.deadlines.due_on, change.deadlines.debit_file_on),
            completed_at=None if assessment.open_blockers else matter.received_at,
            decided_at=decided_at,
            decided_by=decider if outcome is BankChangeState.RELEASED else proposer,
            outcome=outcome,
        )

    def hand_over_until(self, moment: datetime) -> None:
        """Write the runs that nothing received at ``moment`` or later was in."""
        self._runs.write_until(moment)

    def finish(self) -> int:
        """Write the past runs with their rows; returns how many runs there were."""
        return self._runs.finish()

    def _decided_at(self, matter: Matter, contract: Contract) -> datetime:
        received_on = berlin_day(matter.received_at)
        day = contract.house.calendar.add_workdays(received_on, self._chance.between(1, 9))
        moment = berlin_instant(day, time(self._chance.between(8, 15), self._chance.below(60)))
        latest = self._exports.last - timedelta(hours=1)
        return min(moment, latest)

    def _add_change(
        self,
        change_id: int,
        case_id: int,
        change: PastApplication,
        outcome: BankChangeState,
        exported_at: datetime | None,
        decided_at: datetime,
        proposer: str,
    ) -> None:
        first = None
        if exported_at is not None:
            first = expected_collection_on(change.deadlines, DEFAULT_RULES, exported_at)
        released = outcome is BankChangeState.RELEASED
        self._writer.add(
            BankChange,
            id=change_id,
            version=3 if released else 2,
            case_id=case_id,
            **change.columns(),
            state=outcome,
            mandate_proof=None,
            first_collection_on=first,
            exported_at=exported_at,
            open_blockers=0,
            open_warnings=0,
            checked_at=decided_at,
            proposed_by_id=self._staff[proposer] if released else None,
            proposed_at=decided_at - timedelta(hours=1) if released else None,
        )

    def _add_findings(
        self, change_id: int, assessment: Assessment, decided_at: datetime, proposer: str
    ) -> None:
        for position, finding in enumerate(assessment.findings):
            decided = finding.severity is Severity.WARNING and not assessment.open_blockers
            self._writer.add(
                BankFinding,
                id=self._writer.key(BankFinding),
                bank_change_id=change_id,
                position=position,
                code=finding.code.value,
                severity=finding.severity,
                params=dict(finding.params),
                acknowledged_by_id=self._staff[proposer] if decided else None,
                acknowledged_at=decided_at - timedelta(hours=2) if decided else None,
                acknowledge_reason=self._chance.pick(REASONS) if decided else "",
            )

    def _add_decisions(
        self,
        change_id: int,
        outcome: BankChangeState,
        decided_at: datetime,
        proposer: str,
        decider: str,
    ) -> None:
        steps = [(DecisionKind.REJECTED, proposer, decided_at)]
        if outcome is BankChangeState.RELEASED:
            steps = [
                (DecisionKind.PROPOSED, proposer, decided_at - timedelta(hours=1)),
                (DecisionKind.RELEASED, decider, decided_at),
            ]
        for kind, login, moment in steps:
            rejected = kind is DecisionKind.REJECTED
            self._writer.add(
                Decision,
                id=self._writer.key(Decision),
                bank_change_id=change_id,
                kind=kind,
                staff_id=self._staff[login],
                at=moment,
                reason="Angaben unvollständig oder falsch" if rejected else "",
                data=None,
                reverses_id=None,
            )


REASONS = (
    "Mit dem Mieter am Telefon geklärt",
    "Schriftliche Bestätigung liegt vor",
    "Rückruf unter bekannter Nummer geführt",
    "Unterlagen geprüft, in Ordnung",
)
"""What colleagues write when they decide on a warning."""
