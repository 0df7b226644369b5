"""How a released value stands with the ERP, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from desktop.domain.erp_echo import EchoProgress, EchoSubject
from desktop.texts import mark, tr
from desktop.texts.dates import full_date

_SUBJECTS: Final[Mapping[EchoSubject, str]] = {
    EchoSubject.BANK_DETAILS: mark("Bankverbindung"),
    EchoSubject.MANDATE: mark("Mandat"),
    EchoSubject.REVOCATION: mark("Widerruf"),
    EchoSubject.EMAIL: mark("E-Mail-Adresse"),
    EchoSubject.TELEPHONE: mark("Telefonnummer"),
    EchoSubject.ADDRESS: mark("Anschrift"),
}
_STATES: Final[Mapping[EchoProgress, str]] = {
    EchoProgress.NOT_HANDED_OVER: mark("noch nicht übergeben"),
    EchoProgress.WAITING: mark("wartet auf ERP"),
    EchoProgress.LATE: mark("wartet zu lange auf ERP"),
    EchoProgress.CONTRADICTED: mark("ERP hat einen anderen Wert"),
    EchoProgress.NEWER: mark("ERP hat einen neueren Wert"),
    EchoProgress.CONFIRMED: mark("vom ERP bestätigt"),
    EchoProgress.REPLACED: mark("ersetzt"),
}


def subject_name(subject: EchoSubject) -> str:
    """Return what was released."""
    return tr(_SUBJECTS[subject])


def progress_name(progress: EchoProgress) -> str:
    """Return where it stands, in a few words."""
    return tr(_STATES[progress])


def progress_sentence(
    progress: EchoProgress, *, since: date | None, answered_on: date | None, theirs: str
) -> str:
    """Return where it stands with its day; ``theirs`` is what the ERP brought, "" for nothing."""
    if progress in (EchoProgress.WAITING, EchoProgress.LATE) and since is not None:
        return tr("{state} seit {day}", state=progress_name(progress), day=full_date(since))
    if progress is EchoProgress.CONFIRMED and answered_on is not None:
        return tr("vom ERP bestätigt am {day}", day=full_date(answered_on))
    if theirs and progress in (EchoProgress.CONTRADICTED, EchoProgress.NEWER):
        return tr("{state}: {value}", state=progress_name(progress), value=theirs)
    return progress_name(progress)
