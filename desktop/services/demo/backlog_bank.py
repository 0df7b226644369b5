"""Applications for new bank details that nobody has decided on yet, written in bulk."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.bank_change import Assessment
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BankChangeState, Channel
from desktop.domain.findings import Severity
from desktop.models.bank import BankChange, BankFinding
from desktop.models.company import Counter
from desktop.services.bank_changes.checks import is_complete
from desktop.services.demo.applications import Wish
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract
from desktop.services.demo.open_plan import OpenMatter
from desktop.services.demo.past_application import PastApplication

_DIGITAL = (Channel.PORTAL, Channel.APP)


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """One application as checked at the demonstration's present."""

    matter: OpenMatter
    application: PastApplication
    assessment: Assessment

    @property
    def complete(self) -> bool:
        """Whether nothing the tenant has to give is missing."""
        return is_complete(self.assessment)


class OpenApplications:
    """Checks open applications by the rule book and writes them with their findings."""

    def __init__(self, now: datetime, chance: Chance) -> None:
        self._now = now
        self._chance = chance
        self._neighbours: dict[str, Contract] = {}
        self._numbered: set[int] = set()

    def judge(self, matter: OpenMatter) -> OpenApplication:
        """Invent what was applied for and check it."""
        assert matter.recipe is not None
        contract = matter.contract
        neighbour = self._neighbours.get(contract.house.code, contract)
        if contract.iban:
            self._neighbours[contract.house.code] = contract
        wish = Wish(
            contract=contract,
            neighbour=neighbour,
            received_on=berlin_day(matter.received_at),
            chance=self._chance,
        )
        application = PastApplication(matter, contract, matter.recipe.make(wish), neighbour)
        return OpenApplication(matter, application, application.check(self._now))

    def write(
        self, writer: BulkWriter, case_id: int, event_id: str | None, change: OpenApplication
    ) -> int:
        """Write the application of a case; returns its key."""
        key = writer.key(BankChange)
        matter, assessment = change.matter, change.assessment
        found = assessment.findings
        writer.add(
            BankChange,
            id=key,
            version=2,
            case_id=case_id,
            **change.application.columns(),
            state=BankChangeState.OPEN,
            mandate_proof=_proof(change, event_id),
            first_collection_on=None,
            exported_at=None,
            open_blockers=assessment.open_blockers,
            open_warnings=sum(one.severity is Severity.WARNING for one in found),
            checked_at=self._now,
            proposed_by_id=None,
            proposed_at=None,
        )
        for position, finding in enumerate(found):
            writer.add(
                BankFinding,
                id=writer.key(BankFinding),
                bank_change_id=key,
                position=position,
                code=finding.code.value,
                severity=finding.severity,
                params=dict(finding.params),
                acknowledged_by_id=None,
                acknowledged_at=None,
                acknowledge_reason="",
            )
        self._reserve_reference(writer, change, matter.contract)
        return key

    def _reserve_reference(
        self, writer: BulkWriter, change: OpenApplication, contract: Contract
    ) -> None:
        """The next application of the contract gets the next reference."""
        granted = change.application.fields.mandate
        if granted is None or not granted.granted or granted.reference:
            return
        if contract.tenancy_id not in self._numbered:
            self._numbered.add(contract.tenancy_id)
            used = len({version.reference for version in contract.mandates}) + 1
            writer.add(Counter, name=f"mandate.{contract.tenancy_id}", value=used)


def _proof(change: OpenApplication, event_id: str | None) -> dict[str, object] | None:
    """What is kept of a mandate that was granted in the portal."""
    mandate, matter = change.application.fields.mandate, change.matter
    if mandate is None or not mandate.granted or matter.channel not in _DIGITAL:
        return None
    return {
        "at": matter.received_at.isoformat(),
        "channel": matter.channel.value,
        "portal_account_id": matter.person.account_id,
        "event_id": event_id,
        "text_version": mandate.text_version,
        "attachments": [],
    }
