"""What the dialog for a new code says about people, addresses and recent changes."""

from __future__ import annotations

from datetime import date

from desktop.domain.accounts import AddressChoice
from desktop.services.registration.guard import SeenChange
from desktop.services.registration.people import LetterAddress
from desktop.services.registration.view import PartyOptions
from desktop.texts import ntr, tr
from desktop.texts.accounts import contact_text
from desktop.texts.dates import full_date


def guard_text(party: PartyOptions, *, old: bool) -> str:
    """What recent changes may mean, and what is to be done because of them."""
    first = tr("Neue Kontaktdaten und kurz darauf ein neuer Code: so gehen Kontodiebe vor.")
    if old:
        then = tr("Der Brief geht an eine unveränderte Anschrift, darum genügt das hier.")
    elif party.guard.old_numbers:
        then = tr("Bitte rufen Sie unter einer Nummer zurück, die vorher bekannt war.")
    else:
        then = tr(
            "Eine ältere Nummer ist hier nicht bekannt. Rufen Sie eine Nummer aus der Akte "
            "an und geben Sie an, seit wann sie bekannt ist und woher Sie sie haben."
        )
    return f"{first} {then}"


def change_text(change: SeenChange, today: date) -> str:
    """What was changed, and when it was told or done."""
    days = (today - change.learnt_on).days
    day = full_date(change.learnt_on)
    what = tr("Anschrift der Mieteinheit") if change.is_move else contact_text(change.kind)
    if change.changed_on < change.learnt_on:
        said = full_date(change.changed_on)
        return tr("{what} am {date} gemeldet, geändert am {said}", what=what, date=day, said=said)
    if days <= 0:
        return tr("{what} heute geändert ({date})", what=what, date=day)
    return ntr(
        "{what} vor {n} Tag geändert ({date})",
        "{what} vor {n} Tagen geändert ({date})",
        days,
        what=what,
        date=day,
    )


def why_not(code: str) -> str:
    """In a few words why somebody gets no code."""
    short = {
        "codes.account_open": tr("ist bereits aktiviert"),
        "codes.account_locked": tr("ist gesperrt"),
        "codes.party_left": tr("ist ausgeschieden"),
        "codes.address_missing": tr("ohne Anschrift"),
    }
    return short.get(code, tr("nicht möglich"))


def address_title(choice: AddressChoice) -> str:
    """What an address is."""
    return tr("Postanschrift") if choice is AddressChoice.POSTAL else tr("Mieteinheit")


def known_text(address: LetterAddress, party: PartyOptions) -> str:
    """Since when an address is known, seen from what the guard asks."""
    if address.known_since is None:
        return tr("Stand unbekannt")
    if address.known_since >= party.guard.demand.old_before:
        return tr("geändert am {date}", date=full_date(address.known_since))
    return tr("unverändert seit {date}", date=full_date(address.known_since))
