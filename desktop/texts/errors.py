"""What went wrong, what is safe and what to do: one sentence for every ``UserError`` code.

Every room keeps its own table in ``errors_<room>.py``; it is merged here by name, because a frozen
program finds no modules by looking around.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from desktop.domain.errors import UserError
from desktop.texts import (
    errors_accounts,
    errors_acting,
    errors_audit,
    errors_bulk,
    errors_cases,
    errors_categories,
    errors_certificates,
    errors_check,
    errors_clinic,
    errors_codes,
    errors_companies,
    errors_configuration,
    errors_consumption,
    errors_contacts,
    errors_corrections,
    errors_damages,
    errors_database,
    errors_documents,
    errors_exchange,
    errors_forms_library,
    errors_guard,
    errors_inbox,
    errors_intake,
    errors_letter_templates,
    errors_letters,
    errors_master_data,
    errors_offices,
    errors_operation,
    errors_program,
    errors_recording,
    errors_replies,
    errors_routing,
    errors_staff,
    errors_start,
    errors_uploads,
    errors_views,
    mark,
    tr,
)
from desktop.texts.dates import full_date, full_moment

_RULE_BOOK: dict[str, str] = {
    "case.transition": mark(
        "Der Vorgang hat inzwischen einen anderen Stand. Bitte laden Sie ihn neu."
    ),
    "release.blocker": mark("Es ist noch ein Fehler offen. Bitte klären Sie ihn vor der Freigabe."),
    "release.warning": mark(
        "Über eine Warnung ist noch nicht entschieden. Bitte bestätigen Sie sie mit einem Grund."
    ),
    "release.own_proposal": mark(
        "Eigene Vorschläge gibt eine andere Person frei. Bitte bitten Sie eine Kollegin oder einen "
        "Kollegen um die Freigabe."
    ),
    "release.substitute": mark(
        "Auch in Vertretung gibt niemand den Vorschlag der vertretenen Person frei. Bitte bitten "
        "Sie eine dritte Person um die Freigabe."
    ),
}

ERRORS: Mapping[str, str] = MappingProxyType(
    {
        **_RULE_BOOK,
        **errors_accounts.ERRORS,
        **errors_acting.ERRORS,
        **errors_audit.ERRORS,
        **errors_bulk.ERRORS,
        **errors_cases.ERRORS,
        **errors_categories.ERRORS,
        **errors_certificates.ERRORS,
        **errors_check.ERRORS,
        **errors_clinic.ERRORS,
        **errors_codes.ERRORS,
        **errors_corrections.ERRORS,
        **errors_consumption.ERRORS,
        **errors_contacts.ERRORS,
        **errors_damages.ERRORS,
        **errors_database.ERRORS,
        **errors_documents.ERRORS,
        **errors_program.ERRORS,
        **errors_start.ERRORS,
        **errors_uploads.ERRORS,
        **errors_views.ERRORS,
        **errors_exchange.ERRORS,
        **errors_forms_library.ERRORS,
        **errors_guard.ERRORS,
        **errors_inbox.ERRORS,
        **errors_intake.ERRORS,
        **errors_letter_templates.ERRORS,
        **errors_letters.ERRORS,
        **errors_master_data.ERRORS,
        **errors_offices.ERRORS,
        **errors_recording.ERRORS,
        **errors_replies.ERRORS,
        **errors_routing.ERRORS,
        **errors_companies.ERRORS,
        **errors_configuration.ERRORS,
        **errors_staff.ERRORS,
        **errors_operation.ERRORS,
    }
)
"""Code of a ``UserError`` to the German sentence that says what to do."""

_UNKNOWN = mark("Das hat nicht geklappt (Kennung {code}). Bitte versuchen Sie es noch einmal.")


class _Params(dict[str, object]):
    """Parameters as shown; one that is missing becomes a gap, never an error in the error."""

    def __missing__(self, key: str) -> str:
        return "…"


def error_sentence(error: UserError) -> str:
    """Return the sentence for a ``UserError`` in the language that is spoken."""
    shown = _Params({name: _shown(value) for name, value in error.params.items()})
    sentence = ERRORS.get(error.code)
    if sentence is None:
        return tr(_UNKNOWN, code=error.code)
    return tr(sentence).format_map(shown)


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return full_moment(value)
    return full_date(value) if isinstance(value, date) else value
