"""The rules of a company as they are typed: texts become settings, or a sentence says why not.

Every setting of the rule book that has no page of its own is here; office hours, closing days and
the emergency number are in ``damages.office_settings``, codes and the ERP's answers in
``registration.account_settings``, places of documents in ``documents.store_settings``.
"""

import re
from dataclasses import dataclass, replace
from datetime import time

from desktop.domain.closing_days import days_as_text, read_days
from desktop.domain.company_rules import (
    LONGEST_UNDO_SECONDS,
    CompanyRules,
    CutoffBasis,
    FourEyes,
    WorkdayWeek,
)
from desktop.domain.errors import UserError
from desktop.domain.findings import Severity
from desktop.domain.workdays import FederalState
from desktop.texts.companies import rule_name

__all__ = ["LIMITS", "RulesForm", "form_of", "typed_rules"]

_MIB = 1024 * 1024
LIMITS = {
    "promise_workdays": (1, 250),
    "cutoff_day": (1, 31),
    "december_cutoff_day": (1, 31),
    "collection_bank_day": (1, 15),
    "debit_file_lead": (0, 15),
    "export_minutes_before_file": (1, 1440),
    "prenotification_days": (0, 60),
    "undo_seconds": (0, LONGEST_UNDO_SECONDS),
    "undo_send_seconds": (0, LONGEST_UNDO_SECONDS),
    "max_attachment": (1, 1024),
    "max_event": (1, 2048),
}
"""Least and most of each number that may be typed; the last two in mebibytes."""
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?: Uhr)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesForm:
    """What is typed; numbers, times and days are texts until they are saved.

    ``export_minutes_before_file`` is empty where nothing is handed over by itself.
    """

    federal_state: FederalState
    workday_week: WorkdayWeek
    extra_holidays: str
    promise_workdays: str
    cutoff_day: str
    december_cutoff_day: str
    cutoff_basis: CutoffBasis
    collection_bank_day: str
    debit_file_lead: str
    debit_file_time: str
    export_minutes_before_file: str
    four_eyes: FourEyes
    new_mandate_for_bank_change: bool
    self_payers_allowed: bool
    prenotification_days: str
    prenotification_severity: Severity
    undo_seconds: str
    undo_send_seconds: str
    max_attachment: str
    max_event: str


def form_of(rules: CompanyRules, state: FederalState) -> RulesForm:
    """Return rules as they would be typed."""
    minutes = rules.export_minutes_before_file
    return RulesForm(
        federal_state=state,
        workday_week=rules.workday_week,
        extra_holidays=days_as_text(rules.extra_holidays),
        promise_workdays=str(rules.promise_workdays),
        cutoff_day=str(rules.cutoff_day),
        december_cutoff_day=str(rules.december_cutoff_day),
        cutoff_basis=rules.cutoff_basis,
        collection_bank_day=str(rules.collection_bank_day),
        debit_file_lead=str(rules.debit_file_lead),
        debit_file_time=f"{rules.debit_file_time:%H:%M}",
        export_minutes_before_file="" if minutes is None else str(minutes),
        four_eyes=rules.four_eyes,
        new_mandate_for_bank_change=rules.new_mandate_for_bank_change,
        self_payers_allowed=rules.self_payers_allowed,
        prenotification_days=str(rules.prenotification_days),
        prenotification_severity=rules.prenotification_severity,
        undo_seconds=str(rules.undo_seconds),
        undo_send_seconds=str(rules.undo_send_seconds),
        max_attachment=str(rules.max_attachment_bytes // _MIB),
        max_event=str(rules.max_event_bytes // _MIB),
    )


def typed_rules(rules: CompanyRules, form: RulesForm) -> CompanyRules:
    """Return the rules with what is typed; what has a page of its own stays.

    Raises:
        UserError: ``company_rules.bad_number`` with ``name``, ``least`` and ``most``,
            ``company_rules.bad_time`` with ``name``, ``company_rules.bad_days`` with ``text``,
            ``company_rules.sizes``.
    """
    try:
        extra_holidays = read_days(form.extra_holidays)
    except ValueError as error:
        raise UserError("company_rules.bad_days", text=str(error)) from error
    largest_file, largest_event = _number(form, "max_attachment"), _number(form, "max_event")
    if largest_event < largest_file:
        raise UserError("company_rules.sizes")
    by_itself = form.export_minutes_before_file.strip()
    return replace(
        rules,
        workday_week=form.workday_week,
        extra_holidays=extra_holidays,
        promise_workdays=_number(form, "promise_workdays"),
        cutoff_day=_number(form, "cutoff_day"),
        december_cutoff_day=_number(form, "december_cutoff_day"),
        cutoff_basis=form.cutoff_basis,
        collection_bank_day=_number(form, "collection_bank_day"),
        debit_file_lead=_number(form, "debit_file_lead"),
        debit_file_time=_time(form.debit_file_time),
        export_minutes_before_file=(
            _number(form, "export_minutes_before_file") if by_itself else None
        ),
        four_eyes=form.four_eyes,
        new_mandate_for_bank_change=form.new_mandate_for_bank_change,
        self_payers_allowed=form.self_payers_allowed,
        prenotification_days=_number(form, "prenotification_days"),
        prenotification_severity=form.prenotification_severity,
        undo_seconds=_number(form, "undo_seconds"),
        undo_send_seconds=_number(form, "undo_send_seconds"),
        # What was kept to the byte stays so while nobody types another number.
        max_attachment_bytes=_size(rules.max_attachment_bytes, largest_file),
        max_event_bytes=_size(rules.max_event_bytes, largest_event),
    )


def _number(form: RulesForm, name: str) -> int:
    least, most = LIMITS[name]
    typed = str(getattr(form, name)).strip()
    # No number that may be kept has more digits; a longer one is not even read.
    short = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(most))
    if not short or not least <= int(typed) <= most:
        raise UserError("company_rules.bad_number", name=rule_name(name), least=least, most=most)
    return int(typed)


def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise UserError("company_rules.bad_time", name=rule_name("debit_file_time"))
    return time(int(found[1]), int(found[2]))


def _size(kept: int, typed: int) -> int:
    return kept if kept // _MIB == typed else typed * _MIB
