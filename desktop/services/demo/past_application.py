"""One application of the past: its deadlines, the facts of then, and what a release makes of it."""

from datetime import date, datetime, timedelta

from desktop.domain.assessment import assess
from desktop.domain.bank_change import (
    Assessment,
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
    ContactChange,
    ContactKind,
    MandateAction,
)
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import DATE_STAMPED
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import compute_deadlines
from desktop.domain.holder import Address, Party
from desktop.domain.iban import normalise_iban
from desktop.domain.mandate import MandateData, MandateStatus, make_reference, reference_key
from desktop.domain.months import Month
from desktop.domain.portal_fields import BankFields
from desktop.domain.workdays import bank_day_of_month
from desktop.services.demo.contracts import (
    AccountVersion,
    Contract,
    MandateTrouble,
    MandateVersion,
    Person,
)
from desktop.services.demo.ledger import stored_address
from desktop.services.demo.open_plan import OpenMatter
from desktop.services.demo.timetable import Matter


class PastApplication:
    """One application with its deadlines, its facts of then, and what a release makes of it."""

    def __init__(
        self,
        matter: Matter | OpenMatter,
        contract: Contract,
        fields: BankFields,
        neighbour: Contract,
    ) -> None:
        self.contract = contract
        self.fields = fields
        self.iban = normalise_iban(fields.iban)[:64] if fields.iban else ""
        self._matter = matter
        self._neighbour = neighbour
        by_stamp = matter.channel in DATE_STAMPED
        self._received: datetime | date = (
            berlin_day(matter.received_at) if by_stamp else matter.received_at
        )
        self.deadlines = compute_deadlines(
            received=self._received, rules=DEFAULT_RULES, calendar=contract.house.calendar
        )
        self.mandate = self._granted()

    def _granted(self) -> MandateData | None:
        mandate = self.fields.mandate
        if mandate is None or not mandate.granted:
            return None
        number = len({version.reference for version in self.contract.mandates}) + 1
        return MandateData(
            reference=mandate.reference
            or make_reference(self.contract.house.code, self.contract.number, number),
            creditor_id=mandate.creditor_id or self.contract.house.creditor_id,
            signed_on=mandate.signed_on,
            account_holder=self.fields.account_holder,
        )

    def check(self, decided_at: datetime) -> Assessment:
        """Check the application by the facts as they were."""
        application = BankChangeApplication(
            variant=self.fields.variant,
            received=self._received,
            completed=self._received,
            channel=self._matter.channel,
            iban=self.fields.iban,
            account_holder=self.fields.account_holder,
            holder_address=self.fields.holder_address,
            mandate=self.mandate,
        )
        return assess(
            application,
            rules=DEFAULT_RULES,
            calendar=self.contract.house.calendar,
            now=decided_at,
            context=self._context(decided_at),
            deadlines=self.deadlines,
        )

    def _context(self, decided_at: datetime) -> CheckContext:
        contract, neighbour = self.contract, self._neighbour
        reference = None if self.mandate is None else self.mandate.reference
        taken = frozenset({reference_key(neighbour.mandate_reference)})
        changes: tuple[ContactChange, ...] = ()
        if self._matter.contact_changed:
            day = berlin_day(self._matter.received_at) - timedelta(days=6)
            changes = (ContactChange(ContactKind.EMAIL, day),)
        return CheckContext(
            parties=tuple(_party(contract, person) for person in contract.parties),
            current_iban=contract.iban or None,
            current_holder=contract.holder or None,
            existing_mandate=self._existing_mandate(),
            references_taken=taken if reference else frozenset(),
            shared_contracts=(neighbour.number,) if self.iban == neighbour.iban else (),
            contact_changes=changes,
            former_changes_on=tuple(contract.changes_on),
            tenancy_ended_on=contract.ends_on,
            pays_by_direct_debit=bool(contract.iban),
            confirmation_at=decided_at,
        )

    def _existing_mandate(self) -> MandateData | None:
        if not self.contract.mandates:
            return None
        mandate = self.contract.mandates[-1]
        day = berlin_day(self._matter.received_at)
        trouble = self.contract.mandate_trouble
        months = {MandateTrouble.LAPSED: 38, MandateTrouble.LAPSES_SOON: 33}.get(trouble, 1)
        return MandateData(
            reference=mandate.reference,
            creditor_id=self.contract.house.creditor_id,
            signed_on=mandate.signed_on,
            last_collection_on=_months_before(day, months),
            revoked_on=mandate.revoked_on,
            status=mandate.status,
            account_holder=mandate.holder,
        )

    def columns(self) -> dict[str, object]:
        """Return the application and its deadlines as ``bank_changes`` keeps them."""
        fields, deadlines, mandate = self.fields, self.deadlines, self.mandate
        return {
            "tenancy_id": self.contract.tenancy_id,
            "variant": fields.variant,
            "iban": self.iban or None,
            "iban_input": fields.iban,
            "account_holder": fields.account_holder,
            "holder_address": stored_address(fields.holder_address),
            "mandate_granted": None if fields.mandate is None else fields.mandate.granted,
            "mandate_reference": None if mandate is None else mandate.reference,
            "mandate_creditor_id": None if mandate is None else mandate.creditor_id,
            "mandate_signed_on": None if mandate is None else mandate.signed_on,
            "mandate_revoked_on": None if fields.mandate is None else fields.mandate.revoked_on,
            "mandate_text_version": None if fields.mandate is None else fields.mandate.text_version,
            "cutoff_on": deadlines.cutoff_on,
            "effective_month": deadlines.effective_month.first_day,
            "collection_on": deadlines.collection_on,
            "debit_file_on": deadlines.debit_file_on,
            "debit_file_at": deadlines.debit_file_at,
            "due_on": deadlines.due_on,
            "rules_version": deadlines.rules_version,
        }

    def apply(
        self, action: MandateAction, change_id: int, first: date, decided_at: datetime
    ) -> None:
        """Put the new account and mandate of a released change in force."""
        contract, fields = self.contract, self.fields
        if fields.variant is BankChangeVariant.NEW_ACCOUNT:
            contract.accounts.append(
                AccountVersion(
                    iban=self.iban,
                    holder=fields.account_holder or contract.holder,
                    valid_from=first,
                    created_at=decided_at,
                    address=fields.holder_address,
                    bank_change_id=change_id,
                )
            )
        if action is MandateAction.NEW and self.mandate is not None:
            self._add_mandate(change_id, first, decided_at, MandateStatus.NEW)
        elif action is MandateAction.AMEND:
            self._add_mandate(change_id, first, decided_at, MandateStatus.AMENDED)
        elif action is MandateAction.REVOKE and contract.mandates:
            contract.mandates[-1].status = MandateStatus.REVOKED
            contract.mandates[-1].revoked_on = berlin_day(self._matter.received_at)
        if action in (MandateAction.NEW, MandateAction.AMEND):
            contract.mandate_trouble = MandateTrouble.NONE

    def _add_mandate(
        self, change_id: int, first: date, decided_at: datetime, status: MandateStatus
    ) -> None:
        contract = self.contract
        former = contract.mandates[-1] if contract.mandates else None
        granted = self.mandate
        if former is not None and former.status is not MandateStatus.REVOKED:
            former.status = MandateStatus.SUPERSEDED
        if granted is not None:
            reference, signed_on, number = granted.reference, granted.signed_on, 1
        else:
            assert former is not None
            reference, signed_on, number = former.reference, former.signed_on, former.number + 1
        contract.mandates.append(
            MandateVersion(
                reference=reference or "",
                number=number,
                status=status,
                holder=contract.holder,
                iban=contract.iban,
                signed_on=signed_on or first,
                valid_from=first,
                created_at=decided_at,
                last_collection_on=None,
                bank_change_id=change_id,
            )
        )


def _months_before(day: date, months: int) -> date:
    return bank_day_of_month(Month.of(day).plus(-months), 1)


def _party(contract: Contract, person: Person) -> Party:
    address = contract.address
    return Party(person.full_name, Address(**address))
