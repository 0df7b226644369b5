"""Words of damage reports: why something presses, where an order stands."""

from collections.abc import Mapping
from datetime import datetime

from desktop.domain.emergency import EmergencyReason
from desktop.domain.work import OrderState
from desktop.texts import mark, tr
from desktop.texts.dates import near_moment

_REASONS: Mapping[EmergencyReason, str] = {
    EmergencyReason.GAS: mark("In der Meldung geht es um austretendes Gas."),
    EmergencyReason.TRAPPED: mark("In der Meldung geht es um Eingeschlossene im Aufzug."),
    EmergencyReason.WATER: mark("In der Meldung geht es um einen Wasserschaden, der weiterläuft."),
    EmergencyReason.POWER: mark("In der Meldung geht es um einen Stromausfall."),
    EmergencyReason.HEATING: mark("Die Heizung ist ausgefallen, und es ist Heizperiode."),
    EmergencyReason.REPORTED: mark("Die Mieterin oder der Mieter hat „Notfall“ angegeben."),
    EmergencyReason.LIFT: mark("In der Meldung geht es um einen stehenden Aufzug."),
    EmergencyReason.NO_WATER: mark("In der Meldung geht es um fehlendes Wasser."),
}
_STATES: Mapping[OrderState, str] = {
    OrderState.DRAFT: mark("Entwurf"),
    OrderState.SENT_BY_HAND: mark("von Hand gesendet"),
    OrderState.DONE: mark("erledigt"),
    OrderState.CANCELLED: mark("storniert"),
}


def emergency_sentence(reason: EmergencyReason) -> str:
    """Return why a priority is suggested."""
    return tr(_REASONS[reason])


def order_state(state: OrderState) -> str:
    """Return where an order stands, in a word."""
    return tr(_STATES[state])


def order_line(state: OrderState, sent_at: datetime | None, sent_by: str) -> str:
    """Return where an order stands, with when and by whom it was sent while it is out."""
    if state is OrderState.SENT_BY_HAND and sent_at is not None:
        return tr(
            "von Hand gesendet am {moment} von {name}", moment=near_moment(sent_at), name=sent_by
        )
    return order_state(state)


def closed_office_sentence(opens_at: datetime | None, phone: str) -> str:
    """Return what a clerk should know while the office is closed."""
    if not phone:
        return tr("Das Büro ist geschlossen. Eine Notfallnummer ist nicht hinterlegt.")
    if opens_at is None:
        return tr(
            "Das Büro ist geschlossen. Antworten nennen die Notfallnummer {phone}.", phone=phone
        )
    return tr(
        "Das Büro ist bis {moment} Uhr geschlossen. Antworten nennen die Notfallnummer {phone}.",
        moment=near_moment(opens_at),
        phone=phone,
    )
