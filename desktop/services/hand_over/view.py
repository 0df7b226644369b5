"""What the hand-over view shows: which bank changes wait for which debit run, and past runs."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.accounts import ErpContents
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.errors import UserError
from desktop.services.cases.view import ActionState

_NOTHING_READY = ActionState(possible=False, reason="erp_run.nothing_ready")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One released bank change that the ERP has not got yet.

    ``valid_from`` is the first collection that would use it if it were handed over now.
    ``run_missed`` says that this is later than the tenant was promised. ``undo_until`` is the
    instant until which the release can be undone and the row stays here. ``is_correction`` says
    that the row takes a release back.
    """

    row_id: int
    case_id: int
    case_reference: str
    tenant_name: str
    contract_number: str
    account_holder: str
    iban_masked: str
    kind: BankChangeVariant
    valid_from: date
    run_missed: bool
    released_at: datetime
    undo_until: datetime
    ready: bool
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """The rows of one company that wait for the same debit file.

    ``collection_on`` is the run, ``file_at`` the moment its debit file is made: what is handed over
    later misses it. ``automatic_at`` is when the program writes the file by itself, None where the
    company has not set it.
    """

    company_id: int
    company_code: str
    company_tag: str
    collection_on: date
    file_at: datetime
    automatic_at: datetime | None
    rows: tuple[WaitingRow, ...]

    @property
    def ready_count(self) -> int:
        """How many rows have their undo time behind them and would leave now."""
        return sum(row.ready for row in self.rows)


@dataclass(frozen=True, slots=True)
class PastRun:
    """One hand-over that was made; ``company_code`` is None where it was for all companies."""

    number: int
    company_code: str | None
    created_at: datetime
    row_count: int
    contents: ErpContents = ErpContents.BANK_CHANGES


@dataclass(frozen=True, slots=True)
class HandOverOverview:
    """Everything the hand-over view shows; runs by their file moment, past runs newest first."""

    runs: tuple[WaitingRun, ...]
    past: tuple[PastRun, ...]
    export: ActionState
    contacts_waiting: int = 0
    """How many changes of contact data wait, and (``contacts_ready``) would leave now."""
    contacts_ready: int = 0
    export_contacts: ActionState = _NOTHING_READY

    @property
    def waiting_count(self) -> int:
        """How many rows wait, in all runs."""
        return sum(len(run.rows) for run in self.runs)

    @property
    def ready_count(self) -> int:
        """How many of them would leave with a hand-over of now."""
        return sum(run.ready_count for run in self.runs)


@dataclass(frozen=True, slots=True)
class AutomaticRun:
    """A run the program made by itself; ``late_for`` is the file moment that was slept over."""

    number: int
    company_tag: str
    late_for: datetime | None


@dataclass(frozen=True, slots=True)
class ErpRunContent:
    """One run as it is written: ``content`` are the exact bytes of the file (CSV, UTF-8).

    ``number`` is None where nothing was to be handed over: no run was made, the content is the
    header alone.
    """

    number: int | None
    row_count: int
    content: bytes

    def not_written(self) -> UserError:
        """Return what to say where the file could not be written: a run that is made stays made."""
        if self.number is None:
            return UserError("output.not_writable")
        return UserError("erp_file.not_written", number=self.number)
