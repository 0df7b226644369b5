"""What the card of contact data says."""

from __future__ import annotations

from desktop.domain.accounts import ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import ContactProblem
from desktop.services.contacts.view import ContactHint, DecidedContact, HintCode
from desktop.texts import tr
from desktop.texts.contacts import kind_name, problem_sentence
from desktop.texts.dates import full_date, near_moment


def hint_sentence(hint: ContactHint) -> str:
    """Return why a person should look twice."""
    day = "" if hint.day is None else full_date(hint.day)
    if hint.code is HintCode.BY_MAIL:
        return tr("Kam per E-Mail: Eine E-Mail beweist nicht, wer sie geschrieben hat.")
    if hint.code is HintCode.CODE_OPEN:
        return tr(
            "Für {name} ist ein Registrierungscode angefordert oder unterwegs ({day}).",
            name=hint.about,
            day=day or tr("ohne Datum"),
        )
    if hint.code is HintCode.BANK_CHANGE_OPEN:
        return tr(
            "Eine Änderung der Bankverbindung ist offen: {reference} vom {day}.",
            reference=hint.about,
            day=day,
        )
    if hint.code is HintCode.BANK_CHANGE_RECENT:
        return tr(
            "Die Bankverbindung wurde erst vor Kurzem geändert: {reference} vom {day}.",
            reference=hint.about,
            day=day,
        )
    return tr(
        "Vor Kurzem auch geändert: {what} am {day}.",
        what=kind_name(ContactKind(hint.about)),
        day=day,
    )


def decided_sentence(one: DecidedContact) -> str:
    """Return what was decided in this case, by whom and when."""
    what, when = kind_name(one.kind), near_moment(one.decided_at)
    if one.state is ContactState.REFUSED:
        reason = problem_sentence(ContactProblem(one.problem))
        return tr("Nicht übernommen: {what}, {when}. {reason}", what=what, when=when, reason=reason)
    if one.state is ContactState.UNDONE:
        return tr("Zurückgenommen: {what}, {when}", what=what, when=when)
    return tr(
        "Übernommen: {what} von {name}, {when}, {by}",
        what=what,
        name=one.tenant_name,
        when=when,
        by=one.decided_by or tr("Portal"),
    )
