"""Every setting of a company that the rule book asks for, with its default."""

from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from functools import cached_property

from desktop.domain.code_states import VALID_FOR_DAYS
from desktop.domain.document_places import check_places
from desktop.domain.findings import Severity
from desktop.domain.office_hours import WeekHours, check_week

RULES_VERSION = 1
"""Number of the rules by which deadlines are computed; it is stored beside every stored result."""


class WorkdayWeek(StrEnum):
    """Which days of the week are Werktage; courts differ, the company decides."""

    MON_FRI = "mon-fri"
    MON_SAT = "mon-sat"


class FourEyes(StrEnum):
    """When a second person has to release a bank change."""

    ALWAYS = "always"
    WITH_WARNINGS = "with_warnings"
    NEVER = "never"


class CutoffBasis(StrEnum):
    """Which day the cut-off looks at where an application was incomplete at first."""

    FIRST_RECEIPT = "first_receipt"
    COMPLETED = "completed"


_WORKING_DAY = ((time(8, 0), time(16, 0)),)
DEFAULT_OFFICE_HOURS: WeekHours = (*([_WORKING_DAY] * 5), (), ())
"""Monday to Friday from eight to four."""
LONGEST_CODE_DAYS = 3650
"""Ten years: neither a code nor the guard over a letter with one asks for more."""
LONGEST_ECHO_DAYS = 366
LONGEST_UNDO_SECONDS = 3600
"""Longer nothing may be held back; a limit further ahead was set by a clock that ran ahead."""


@dataclass(frozen=True, kw_only=True)
class CompanyRules:
    """The settings of one company. Days are counted, sizes are bytes, times are Berlin time.

    Raises ``ValueError`` for a value with which nothing can be computed. It has no slots because it
    remembers its hash: what is computed from it is cached by it, thousands of times a second.
    """

    workday_week: WorkdayWeek = WorkdayWeek.MON_FRI
    closing_days: frozenset[date] = frozenset()
    extra_holidays: frozenset[date] = frozenset()
    promise_workdays: int = 10
    cutoff_day: int = 20
    december_cutoff_day: int = 15
    cutoff_basis: CutoffBasis = CutoffBasis.FIRST_RECEIPT
    collection_bank_day: int = 1
    debit_file_lead: int = 1
    debit_file_time: time = time(10, 0)
    four_eyes: FourEyes = FourEyes.ALWAYS
    new_mandate_for_bank_change: bool = True
    self_payers_allowed: bool = False
    prenotification_days: int = 5
    prenotification_severity: Severity = Severity.INFO
    undo_seconds: int = 10
    undo_send_seconds: int = 30
    max_attachment_bytes: int = 25 * 1024 * 1024
    max_event_bytes: int = 50 * 1024 * 1024
    export_minutes_before_file: int | None = None
    erp_echo_days: int = 14
    """So long the ERP may take to bring back what it was handed, until somebody is warned."""
    office_hours: WeekHours = DEFAULT_OFFICE_HOURS
    code_valid_days: int = VALID_FOR_DAYS
    """So long a registration code opens the account, its day of issue not counted."""
    code_guard_days: int = 30
    """So long a change of contact data counts as recent before a letter with a code."""
    code_second_person: bool = True
    """Whether a second person releases a letter after a call-back."""
    emergency_phone: str = ""
    """Whom a tenant calls outside office hours; without it no answer names anybody."""
    document_places: tuple[str, ...] = ()
    """Where documents of tenants lie (``domain.document_places``): the first takes new ones, in the
    others lie earlier ones. Without any they lie in the common store."""

    def __post_init__(self) -> None:
        """Refuse settings that no deadline can be computed from."""
        if not 0 <= self.promise_workdays <= 250:
            raise ValueError("promise_workdays")
        if not (1 <= self.cutoff_day <= 31 and 1 <= self.december_cutoff_day <= 31):
            raise ValueError("cutoff_day")
        if not 1 <= self.collection_bank_day <= 15:
            raise ValueError("collection_bank_day")
        if not 0 <= self.debit_file_lead <= 15:
            raise ValueError("debit_file_lead")
        longest = max(self.undo_seconds, self.undo_send_seconds)
        if min(self.undo_seconds, self.undo_send_seconds) < 0 or longest > LONGEST_UNDO_SECONDS:
            raise ValueError("undo_seconds")
        if not 1 <= self.erp_echo_days <= LONGEST_ECHO_DAYS:
            raise ValueError("erp_echo_days")
        if self.prenotification_severity not in (Severity.INFO, Severity.WARNING):
            raise ValueError("prenotification_severity")
        if not 1 <= self.code_valid_days <= LONGEST_CODE_DAYS:
            raise ValueError("code_valid_days")
        if not 0 <= self.code_guard_days <= LONGEST_CODE_DAYS:
            raise ValueError("code_guard_days")
        check_week(self.office_hours)
        check_places(self.document_places)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, setting.name) for setting in fields(self)))


DEFAULT_RULES = CompanyRules()
