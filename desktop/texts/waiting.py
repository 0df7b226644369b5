"""Sentences about cases that wait: until when, why, and that the promise runs on."""

from datetime import date

from desktop.domain.waiting import WaitingChoice, waiting_is_over
from desktop.texts import mark, tr
from desktop.texts.dates import near_date

_CHOICES = {
    WaitingChoice.TOMORROW: mark("morgen"),
    WaitingChoice.MONDAY: mark("Montag"),
    WaitingChoice.BEFORE_FILE: mark("2 WT vor der Datei"),
    WaitingChoice.IN_A_WEEK: mark("in einer Woche"),
}


def choice_text(choice: WaitingChoice, day: date) -> str:
    """Return what the button of a day says, such as "morgen, Di 24.11."."""
    return f"{tr(_CHOICES[choice])}, {near_date(day)}"


def runs_on(due_on: date | None, today: date) -> str:
    """Return "Frist läuft weiter: Mi 02.12."; "" for a case without a promise.

    A promise that was not kept runs no longer: "Frist war Di 27.10.".
    """
    if due_on is None:
        return ""
    day = near_date(due_on)
    if due_on < today:
        return tr("Frist war {day}", day=day)
    return tr("Frist läuft weiter: {day}", day=day)


def waiting_pill(waiting_until: date, today: date) -> str:
    """Return what the hourglass says."""
    day = near_date(waiting_until)
    if waiting_is_over(waiting_until, today):
        return tr("Wiedervorlage ist fällig ({day})", day=day)
    return tr("wartet auf Mieter:in bis {day}", day=day)


def waiting_title(waiting_until: date, reason: str, today: date) -> str:
    """Return until when a case waits and why, or that its day has come."""
    day = near_date(waiting_until)
    if waiting_is_over(waiting_until, today):
        said = tr("Wiedervorlage ist fällig ({day})", day=day)
    else:
        said = tr("Wartet bis {day}", day=day)
    return f"{said}: {reason}" if reason else said


def waiting_detail(waiting_until: date, due_on: date | None, today: date) -> str:
    """Return what happens meanwhile, and what ends the waiting."""
    ends = (
        tr(
            "Bitte ansehen. Der Vorgang wartet, bis Sie die Wiedervorlage beenden oder eine "
            "Antwort eingeht."
        )
        if waiting_is_over(waiting_until, today)
        else tr("Eine Antwort beendet das Warten.")
    )
    return f"{ends} {runs_on(due_on, today)}".rstrip()
