"""The deadline strip in words: its sentence, what happens if nobody acts, and its description."""

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.deadlines import RunStatus
from desktop.domain.outlook import CorrectionOutlook, Outlook, RunOutlook
from desktop.texts import mark, ntr, tr
from desktop.texts.dates import (
    clock_time,
    day_month,
    full_date,
    month_name,
    near_date,
    run_name,
    spoken_time,
    weekday_name,
)

_ORDINALS = (
    mark("erster"),
    mark("zweiter"),
    mark("dritter"),
    mark("vierter"),
    mark("fünfter"),
    mark("sechster"),
    mark("siebter"),
    mark("achter"),
    mark("neunter"),
    mark("zehnter"),
)
_NUMBERS = (
    mark("einem"),
    mark("zwei"),
    mark("drei"),
    mark("vier"),
    mark("fünf"),
    mark("sechs"),
    mark("sieben"),
    mark("acht"),
    mark("neun"),
    mark("zehn"),
)


def deadline_sentence(outlook: Outlook) -> str:
    """Return the strip's first line: what happens with this case and by when."""
    run = outlook.run
    if run is None:
        return _promise_sentence(outlook)
    return _sentence(
        mark(
            "Eingang {received} {place}: wird im {month} berücksichtigt, {effect} – "
            "Lastschriftdatei am {file}, {hour}, Frist {due}"
        ),
        received=day_month(outlook.received_on),
        place=_place(outlook, run),
        month=month_name(run.effective_month),
        effect=_effect(run),
        file=day_month(run.debit_file_on),
        hour=spoken_time(run.debit_file_at),
        due=day_month(outlook.due_on),
    )


def _sentence(msgid: str, /, **params: object) -> str:
    return _ended(tr(msgid, **params))


def _ended(text: str) -> str:
    """Return the text as a sentence; a German day such as 02.12. brings its own full stop."""
    return text if text.endswith(".") else f"{text}."


def _place(outlook: Outlook, run: RunOutlook) -> str:
    cutoff = day_month(run.cutoff_on)
    if run.after_cutoff and run.cutoff_on.month == 12:
        return tr("liegt nach dem Dezember-Stichtag {cutoff}", cutoff=cutoff)
    if run.after_cutoff:
        return tr("liegt nach dem Stichtag {cutoff}", cutoff=cutoff)
    if outlook.received_on == run.cutoff_on:
        return tr("liegt noch am Stichtag {cutoff}", cutoff=cutoff)
    return tr("liegt vor dem Stichtag {cutoff}", cutoff=cutoff)


def _effect(run: RunOutlook) -> str:
    day = day_month(run.collection_on)
    if run.variant is BankChangeVariant.REVOCATION:
        return tr("ab {day} wird nicht mehr eingezogen", day=day)
    if run.variant is BankChangeVariant.MANDATE_ONLY:
        return tr("erster Einzug mit dem neuen Mandat {day}", day=day)
    return tr("erster Einzug vom neuen Konto {day}", day=day)


def _promise_sentence(outlook: Outlook) -> str:
    received, due = day_month(outlook.received_on), near_date(outlook.due_on)
    left = outlook.workdays_to_due
    if outlook.settled:
        return tr("Eingang {received}, Frist {due}: erledigt.", received=received, due=due)
    if outlook.overdue:
        return ntr(
            "Eingang {received}, Frist war {due}: seit {n} Werktag überschritten.",
            "Eingang {received}, Frist war {due}: seit {n} Werktagen überschritten.",
            -left,
            received=received,
            due=due,
        )
    if outlook.due_on == outlook.today:
        return tr("Eingang {received}, Frist {due}: heute fällig.", received=received, due=due)
    return ntr(
        "Eingang {received}, Frist {due}: noch {n} Werktag.",
        "Eingang {received}, Frist {due}: noch {n} Werktage.",
        left,
        received=received,
        due=due,
    )


def consequence_sentence(outlook: Outlook) -> str:
    """Return the strip's second line: what happens if nobody acts."""
    run = outlook.run
    if run is None:
        return tr("Lauf und Stichtag gelten nur für Bankverbindung und SEPA.")
    if run.correction is not None:
        return _taken_back(run.correction)
    if run.exported and run.status is RunStatus.MISSED:
        return _sentence(
            mark(
                "Verspätet an die Mietbuchhaltung übergeben: gilt erst ab dem Einzug am {day} "
                "statt {promised}"
            ),
            day=day_month(run.expected_collection_on),
            promised=day_month(run.collection_on),
        )
    if run.exported:
        return _sentence(
            mark("An die Mietbuchhaltung übergeben: gilt ab dem Einzug am {day}"),
            day=day_month(run.expected_collection_on),
        )
    if run.status is RunStatus.MISSED:
        return _missed(run)
    if outlook.settled:
        return tr(
            "Für Lauf {run} vorgesehen; die Übergabe ist bis {day}, {hour}, möglich.",
            run=run_name(run.month),
            day=near_date(run.debit_file_on),
            hour=clock_time(run.debit_file_at),
        )
    if run.after_cutoff:
        return _until_then(run)
    return _without_release(run)


def _taken_back(correction: CorrectionOutlook) -> str:
    day = day_month(correction.collection_on)
    if correction.pending:
        text = _sentence(
            mark(
                "Rücknahme liegt zur Freigabe: Danach gilt ab dem Einzug am {day} wieder, was "
                "vorher galt"
            ),
            day=day,
        )
    else:
        text = _sentence(
            mark("Freigabe zurückgenommen: Ab dem Einzug am {day} gilt wieder, was vorher galt"),
            day=day,
        )
    if correction.used_on is None:
        return text
    used = day_month(correction.used_on)
    return text + " " + _sentence(mark("Der Einzug am {used} nutzt noch die Freigabe"), used=used)


def _missed(run: RunOutlook) -> str:
    params = {"run": run_name(run.month), "day": day_month(run.expected_collection_on)}
    if run.variant is BankChangeVariant.REVOCATION:
        return tr(
            "Lauf {run} ist nicht mehr zu schaffen: Erst ab {day} wird nicht mehr eingezogen.",
            **params,
        )
    if run.variant is BankChangeVariant.MANDATE_ONLY:
        return tr(
            "Lauf {run} ist nicht mehr zu schaffen: Erst am {day} wird mit dem neuen Mandat "
            "eingezogen.",
            **params,
        )
    return tr(
        "Lauf {run} ist nicht mehr zu schaffen: Erst am {day} wird vom neuen Konto eingezogen.",
        **params,
    )


def _until_then(run: RunOutlook) -> str:
    if run.cutoff_on.month == 12:
        return tr(
            "Im Dezember gilt der {day}. als Stichtag. Bis zum ersten Einzug bleibt alles wie "
            "bisher.",
            day=run.cutoff_on.day,
        )
    if run.variant is BankChangeVariant.NEW_ACCOUNT:
        return tr("Bis dahin wird das alte Konto belastet. Darauf weist die Antwortvorlage hin.")
    return tr("Bis dahin bleibt alles wie bisher. Darauf weist die Antwortvorlage hin.")


def _without_release(run: RunOutlook) -> str:
    params = {
        "file": near_date(run.debit_file_on),
        "hour": clock_time(run.debit_file_at),
        "day": day_month(run.collection_on),
    }
    if run.variant is BankChangeVariant.REVOCATION:
        return tr("Ohne Freigabe bis {file}, {hour}, wird am {day} noch eingezogen.", **params)
    if run.variant is BankChangeVariant.MANDATE_ONLY:
        return tr("Ohne Freigabe bis {file}, {hour}, gilt am {day} noch das alte Mandat.", **params)
    return tr(
        "Ohne Freigabe bis {file}, {hour}, wird am {day} noch das alte Konto belastet.", **params
    )


def deadline_description(outlook: Outlook) -> str:
    """Return the whole strip for a screen reader: dates written out, no signs or arrows."""
    parts = [*_described_receipt(outlook), _described_today(outlook), *_described_dates(outlook)]
    if (last := _described_state(outlook)) is not None:
        parts.append(last)
    return " ".join(parts)


def _described_receipt(outlook: Outlook) -> list[str]:
    run, received = outlook.run, full_date(outlook.received_on)
    if run is None:
        return [_sentence(mark("Eingang {received}"), received=received)]
    cutoff = day_month(run.cutoff_on)
    if run.after_cutoff:
        receipt = tr(
            "Eingang {received}, nach dem Stichtag {cutoff}", received=received, cutoff=cutoff
        )
    else:
        receipt = tr(
            "Eingang {received}, vor dem Stichtag {cutoff}", received=received, cutoff=cutoff
        )
    effect = tr(
        "Wird im {month} berücksichtigt, {effect}",
        month=month_name(run.effective_month),
        effect=_effect(run),
    )
    return [_ended(receipt), _ended(effect)]


def _described_today(outlook: Outlook) -> str:
    weekday, day = weekday_name(outlook.today), day_month(outlook.today)
    number, total = outlook.workday_number, outlook.promise_workdays
    if not 1 <= number <= total:
        return _sentence(mark("Heute ist {weekday}, {day}"), weekday=weekday, day=day)
    return _sentence(
        mark("Heute ist {weekday}, {day}, {number} von {total} Werktagen"),
        weekday=weekday,
        day=day,
        number=_ordinal(number),
        total=_number(total),
    )


def _ordinal(number: int) -> str:
    return tr(_ORDINALS[number - 1]) if number <= len(_ORDINALS) else f"{number}."


def _number(number: int) -> str:
    return tr(_NUMBERS[number - 1]) if number <= len(_NUMBERS) else str(number)


def _described_dates(outlook: Outlook) -> list[str]:
    if outlook.settled:
        return []
    due = tr(
        "Frist am {weekday}, {day}",
        weekday=weekday_name(outlook.due_on),
        day=day_month(outlook.due_on),
    )
    dates = [(outlook.due_on, due, outlook.workdays_to_due)]
    run = outlook.run
    if run is not None and run.status is not RunStatus.MISSED and not run.exported:
        file = tr(
            "Lastschriftdatei am {weekday}, {day}, {hour}",
            weekday=weekday_name(run.debit_file_on),
            day=day_month(run.debit_file_on),
            hour=spoken_time(run.debit_file_at),
        )
        dates.append((run.debit_file_on, file, run.workdays_to_file))
    ahead = sorted(entry for entry in dates if entry[0] >= outlook.today)
    texts = (mark("Nächster Termin: {what}, {when}."), mark("Danach: {what}, {when}."))
    return [
        tr(text, what=what, when=_in_workdays(left))
        for text, (_, what, left) in zip(texts, ahead, strict=False)
    ]


def _in_workdays(left: int) -> str:
    if left <= 0:
        return tr("heute")
    return ntr("in {n} Werktag", "in {n} Werktagen", left)


def _described_state(outlook: Outlook) -> str | None:
    run = outlook.run
    if run is not None and run.correction is not None:
        return _taken_back(run.correction)
    if outlook.settled:
        return tr("Der Vorgang ist entschieden.")
    parts: list[str] = []
    if outlook.overdue:
        parts.append(
            ntr(
                "Die Frist ist seit {n} Werktag überschritten",
                "Die Frist ist seit {n} Werktagen überschritten",
                -outlook.workdays_to_due,
            )
        )
    if run is not None and run.status is RunStatus.MISSED:
        parts.append(tr("Lauf {run} ist verpasst", run=run_name(run.month)))
    elif run is not None and run.status is RunStatus.AT_RISK:
        parts.append(tr("Lauf {run} ist gefährdet", run=run_name(run.month)))
    if outlook.open_blockers:
        parts.append(ntr("ein Fehler offen", "{n} Fehler offen", outlook.open_blockers))
    text = ", ".join(parts)
    return _ended(text[0].upper() + text[1:]) if text else None
