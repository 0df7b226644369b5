"""What the invented colleagues do with open cases, by the program's own services."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from desktop.domain.findings import FindingParam, Severity
from desktop.domain.kinds import DraftKind
from desktop.models.bank import BankChange
from desktop.services.bank_changes.checks import assess_now
from desktop.services.bank_changes.commands import AcknowledgeFinding, Propose, Release
from desktop.services.bank_changes.decisions import acknowledge, propose
from desktop.services.bank_changes.release import release
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AddNote, SendMessage
from desktop.services.cases.draft_commands import SaveDraft
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import save_draft
from desktop.services.conversation.placeholders import PLACEHOLDERS
from desktop.services.conversation.text_modules import prepared
from desktop.services.conversation.use_cases import add_note, send_message
from desktop.services.demo.chance import Chance
from desktop.services.demo.closed_bank import REASONS
from desktop.services.demo.desk import Desk
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.staff.access import Actor

_QUESTION = "generic_question"
_GAP = PLACEHOLDERS["question"].gap
_WORDS = "Seit wann besteht das Anliegen, und wann erreichen wir Sie am besten?"
_ADDRESS = "address_request"
_STEP = timedelta(minutes=1, seconds=10)


class Colleagues(Desk):
    """What colleagues do with one case; each act takes a little more than a minute."""

    def __init__(
        self,
        context: ServiceContext,
        clock: SteppingClock,
        actors: Mapping[str, Actor],
        chance: Chance,
    ) -> None:
        super().__init__(context, clock, actors, chance, _STEP)

    def note(self, case_id: int, login: str, text: str) -> None:
        """Write an internal note."""
        add_note(self._context, self._actors[login], AddNote(case_id, text))
        self._step()

    def answer(self, case_id: int, login: str, text: str) -> None:
        """Answer the tenant by the usual way."""
        actor = self._actors[login]
        view = cases.case_view(self._context, actor, case_id)
        send_message(
            self._context,
            actor,
            SendMessage(
                case_id=case_id,
                way=view.reply_ways[0].key,
                subject=view.header.subject,
                text=text,
                expected_version=view.header.version,
            ),
        )
        self._step()

    def ask(self, case_id: int, login: str, *, for_address: bool) -> None:
        """Ask the tenant for what is missing; the case waits for the answer."""
        actor = self._actors[login]
        template = prepared(self._context, actor, case_id, _ADDRESS if for_address else _QUESTION)
        view = cases.case_view(self._context, actor, case_id)
        send_message(
            self._context,
            actor,
            SendMessage(
                case_id=case_id,
                way=view.reply_ways[0].key,
                subject=template.subject,
                text=template.text.replace(_GAP, _WORDS),
                expected_version=view.header.version,
                template_code=template.code,
                waiting_until=template.waiting_until,
            ),
        )
        self._step()

    def draft(self, case_id: int, login: str, text: str) -> None:
        """Begin an answer and leave it unsent."""
        half = text[: len(text) * 2 // 3]
        save_draft(self._context, self._actors[login], SaveDraft(case_id, DraftKind.REPLY, half))
        self._step()

    def propose(self, case_id: int, login: str) -> None:
        """Decide on every warning and hand the bank change to a second person."""
        actor = self._actors[login]
        for code, params in self._warnings(case_id):
            acknowledge(
                self._context,
                actor,
                AcknowledgeFinding(
                    case_id, code, self._chance.pick(REASONS), self._version(case_id), params
                ),
            )
            self._step()
        propose(self._context, actor, Propose(case_id, self._version(case_id)))
        self._step()

    def release(self, case_id: int, login: str) -> None:
        """Release what somebody else proposed."""
        release(self._context, self._actors[login], Release(case_id, self._version(case_id)))
        self._step()

    def _warnings(self, case_id: int) -> list[tuple[str, Mapping[str, FindingParam]]]:
        with self._context.database.read() as session:
            change_id = session.scalars(
                select(BankChange.id).where(BankChange.case_id == case_id)
            ).one()
            found = assess_now(session, self._context, [change_id])[change_id].findings
        return [
            (finding.code.value, dict(finding.params))
            for finding in found
            if finding.severity is Severity.WARNING
        ]
