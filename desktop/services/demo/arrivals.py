"""What arrives: texts, files and fields of one matter, and recording what came to the desk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import Channel
from desktop.domain.portal_fields import BankFields
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.context import ServiceContext
from desktop.services.demo.applications import PAPER, Wish
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract
from desktop.services.demo.correspondence import Writing, write_about
from desktop.services.demo.files import document, picture
from desktop.services.demo.open_plan import OpenMatter
from desktop.services.demo.portal_folder import DemoFile, source_of
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.staff.access import SYSTEM

_PICTURES = 6
_SUBJECTS = {
    "revocation": "Widerruf des SEPA-Mandats",
    "mandate_only": "Neues SEPA-Mandat für das bekannte Konto",
    "payer": "Miete zahlt künftig mein Vater",
    "payer_without_address": "Bankverbindung ändern",
    "payer_without_number": "Konto eines Angehörigen",
    "unsigned": "SEPA-Mandat auf Papier",
}


@dataclass(slots=True)
class Arrival:
    """One matter with all that came with it; ``case_id`` is known once it is recorded."""

    matter: OpenMatter
    writing: Writing
    event_id: str
    recorded_at: datetime
    bank: BankFields | None = None
    files: tuple[DemoFile, ...] = ()
    case_id: int | None = None

    @property
    def needs_address(self) -> bool:
        """Whether the account holder's address is what is missing."""
        recipe = self.matter.recipe
        return recipe is not None and recipe.name.startswith("payer_without")


class Arrivals:
    """Writes what tenants write and records what comes by mail, telephone and post."""

    def __init__(self, context: ServiceContext, clock: SteppingClock) -> None:
        today = clock.today()
        self._context = context
        self._chance = Chance(today, "arrivals")
        self._categories: dict[str, int] = {}
        self._neighbours: dict[str, Contract] = {}
        self._pictures = [picture(self._chance) for _ in range(_PICTURES)]

    def make(self, matter: OpenMatter) -> Arrival:
        """Return the matter with its texts, fields and files."""
        day = berlin_day(matter.received_at)
        writing = write_about(matter.category, matter.contract, matter.person, day, self._chance)
        bank = None
        if matter.recipe is not None:
            writing = replace(writing, subject=_SUBJECTS.get(matter.recipe.name, writing.subject))
            bank = matter.recipe.make(self._wish(matter))
        return Arrival(
            matter=matter,
            writing=writing,
            event_id=self._chance.uuid(),
            recorded_at=self._recorded_at(matter),
            bank=bank,
            files=self._files(writing, matter),
        )

    def record(self, arrival: Arrival) -> None:
        """Record what came to the desk as a case."""
        matter = arrival.matter
        stored = [self._context.documents.put([file.content]) for file in arrival.files]
        with self._context.database.write() as unit:
            case = create_case(
                unit,
                self._context,
                NewCase(
                    company_id=matter.contract.house.id,
                    category_id=self._category_id(matter.category),
                    tenancy_id=matter.contract.tenancy_id,
                    channel=matter.channel,
                    received_at=matter.received_at,
                    correspondent=matter.person.full_name,
                    subject=arrival.writing.subject,
                    text=arrival.writing.text,
                    fields=arrival.writing.fields if arrival.bank is None else None,
                    bank=arrival.bank,
                    attachments=tuple(
                        NewAttachment(
                            name=file.name,
                            media_type=file.media_type,
                            size=kept.size,
                            sha256=kept.sha256,
                        )
                        for file, kept in zip(arrival.files, stored, strict=True)
                    ),
                ),
                SYSTEM,
            )
            arrival.case_id = case.id

    def case_id(self, arrival: Arrival) -> int:
        """Return the case that was made of an arrival."""
        if arrival.case_id is None:
            with self._context.database.read() as session:
                arrival.case_id = session.scalars(
                    select(Case.id).where(
                        Case.source == source_of(arrival.matter.contract),
                        Case.event_id == arrival.event_id,
                    )
                ).one()
        return arrival.case_id

    def _wish(self, matter: OpenMatter) -> Wish:
        """The neighbour is the last tenant of the company who had a matter before."""
        contract = matter.contract
        neighbour = self._neighbours.get(contract.house.code, contract)
        if contract.iban:
            self._neighbours[contract.house.code] = contract
        return Wish(
            contract=contract,
            neighbour=neighbour,
            received_on=berlin_day(matter.received_at),
            chance=self._chance,
        )

    def _recorded_at(self, matter: OpenMatter) -> datetime:
        """A letter is opened in the morning, calls and visits are noted at once, mail soon."""
        if matter.channel is Channel.LETTER:
            return matter.received_at + timedelta(hours=9, minutes=self._chance.below(90))
        if matter.channel in (Channel.TELEPHONE, Channel.COUNTER):
            return matter.received_at + timedelta(hours=8, minutes=self._chance.below(470))
        return matter.received_at + timedelta(seconds=45)

    def _files(self, writing: Writing, matter: OpenMatter) -> tuple[DemoFile, ...]:
        if writing.attachment == "picture" and matter.channel is not Channel.TELEPHONE:
            return (DemoFile("Foto.png", "image/png", self._chance.pick(self._pictures)),)
        if writing.attachment == "pdf" and matter.channel is not Channel.TELEPHONE:
            return (_paper(writing, matter),)
        if matter.recipe is not None and matter.channel in PAPER:
            return (_paper(writing, matter),)
        return ()

    def _category_id(self, code: str) -> int:
        if not self._categories:
            with self._context.database.read() as session:
                rows = session.execute(select(Category.code, Category.id))
                self._categories = {row.code: row.id for row in rows}
        return self._categories[code]


def _paper(writing: Writing, matter: OpenMatter) -> DemoFile:
    contract = matter.contract
    lines = (
        f"Vertrag {contract.number}",
        matter.person.full_name,
        f"{contract.street} {contract.house_number}, {contract.postcode} {contract.town}",
        "",
        *writing.text.split("\n"),
    )
    return DemoFile("Schreiben.pdf", "application/pdf", document(writing.subject, lines))
