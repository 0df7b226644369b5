"""What the clinic shows and is asked: letters, diagnoses, the words for the tenant.

Nothing here holds what somebody typed but ``ClinicQuestion``, which is asked and forgotten, and
whose ``repr`` shows none of it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_diagnosis import AccountFacts, Attempt, IssuedCode
from desktop.domain.registration_reasons import Hint, Reason


@dataclass(frozen=True, slots=True)
class Examination:
    """Why it fails, the most certain first, and what the tenant is told about it (German).

    ``recognised_id`` is the code that was meant, ``printed_surname`` the spelling of its letter.
    ``asks``: the answer asks the tenant back.
    """

    tenant_id: int
    hints: tuple[Hint, ...]
    told: tuple[str, ...]
    asks: bool = False
    recognised_id: int | None = None
    printed_surname: str = field(default="", repr=False)

    @property
    def telephone_text(self) -> str:
        """What can be said on the telephone, a paragraph for each reason."""
        return "\n\n".join(self.told)


NOTHING_EXAMINED = Examination(0, (), ())


@dataclass(frozen=True, slots=True)
class ClinicParty:
    """One party of the contract as far as its access to the portal goes.

    ``facts`` are what is judged by; ``valid`` is the letter that counts, ``requested`` whether one
    is asked for that is not printed yet. ``at_rest`` is what is said where nothing was told.
    """

    tenant_id: int
    name: str
    state: PortalAccountState
    facts: AccountFacts
    valid: IssuedCode | None
    requested: bool
    at_rest: Examination = NOTHING_EXAMINED

    @property
    def letters(self) -> tuple[IssuedCode, ...]:
        """The party's own letters that exist, the newest first."""
        own = (code for code in self.facts.codes if code.party_id == self.tenant_id)
        return tuple(code for code in own if code.state is not CodeState.REQUESTED)

    @property
    def needs_code(self) -> bool:
        """Whether nothing helps but a new letter: none counts, none is asked for."""
        needed = self.state.takes_code and self.state is not PortalAccountState.REGISTERED
        return needed and self.valid is None and not self.requested


@dataclass(frozen=True, slots=True)
class ReportedAttempt:
    """One registration that failed, as the portal reported it, with its diagnosis.

    ``word`` is the portal's own, ``reason`` what it means; None for a word that we do not know.
    """

    attempt_id: int
    at: datetime
    channel: Channel
    word: str
    reason: Reason | None
    masked_input: str
    examination: Examination


@dataclass(frozen=True, slots=True)
class ClinicView:
    """The clinic of one case; ``chosen_id`` is the party that asked or was reported.

    ``reports`` are the attempts of the case, the newest first.
    """

    case_id: int
    tenancy_id: int
    parties: tuple[ClinicParty, ...]
    chosen_id: int
    reports: tuple[ReportedAttempt, ...] = ()

    def party(self, tenant_id: int) -> ClinicParty:
        """Return one of the parties."""
        return next(party for party in self.parties if party.tenant_id == tenant_id)


@dataclass(frozen=True, slots=True)
class ClinicQuestion:
    """What the tenant says went wrong, for one party of the case's contract; never stored."""

    case_id: int
    tenant_id: int
    attempt: Attempt
