"""One house in which the heating failed last night: everybody reports it, by an own way."""

from collections.abc import Mapping
from datetime import date, timedelta

from desktop.services.cases.commands import TakeCase
from desktop.services.cases.creation import NewAttachment
from desktop.services.cases.use_cases import case_view, take
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import MarkOrderSent, OrderForm, PlaceOrder
from desktop.services.damages.order_draft import order_draft
from desktop.services.damages.orders import mark_sent, place_order
from desktop.services.demo.chance import Chance
from desktop.services.demo.files import picture
from desktop.services.demo.neighbours import Report, category_id, households, report_damage
from desktop.services.staff.access import Actor

REPORTS = 6
"""So many households report; none of them is grouped yet."""
_PICTURES = 3
_EVERY = timedelta(minutes=17)
_WORDS = (
    ("Heizung ausgefallen", "Guten Abend, seit etwa acht Uhr ist die Heizung ausgefallen."),
    ("Keine Heizung", "Bei uns sind alle Heizkörper kalt, wir sind ohne Heizung."),
    ("Heizungsausfall", "Die Heizung im ganzen Haus geht nicht mehr. Bitte melden Sie sich."),
    ("Wohnung wird nicht warm", "Unsere Heizung ist ausgefallen, wir haben kleine Kinder."),
    ("Heizung kalt", "Hallo, die Heizung ist kalt, bei den Nachbarn auch."),
    ("Heizung geht nicht", "Guten Morgen, die Heizung ist noch immer ausgefallen."),
)


def write_outage(
    context: ServiceContext, actors: Mapping[str, Actor], today: date, chance: Chance
) -> int:
    """Let the households of one house report; returns how many cases that made.

    The first report has pictures and an order that is due ``today``, the demonstration's day.
    """
    with context.database.read() as session:
        reporting = households(session, REPORTS)
        damage_id = category_id(session, "damage")
    pictures = tuple(_stored(context, number, chance) for number in range(1, _PICTURES + 1))
    made = [
        report_damage(
            context, household, damage_id, _report(context, number, () if number else pictures)
        )
        for number, household in enumerate(reporting)
    ]
    if made:
        _order(context, actors["clerk1"], made[0], today)
    return len(made)


def _stored(context: ServiceContext, number: int, chance: Chance) -> NewAttachment:
    kept = context.documents.put([picture(chance)])
    return NewAttachment(
        name=f"Heizung-{number}.png", media_type="image/png", size=kept.size, sha256=kept.sha256
    )


def _report(context: ServiceContext, number: int, pictures: tuple[NewAttachment, ...]) -> Report:
    subject, text = _WORDS[number % len(_WORDS)]
    return Report(
        at=context.clock.now() - _EVERY * (REPORTS + 1 - number),
        subject=subject,
        text=text,
        fields={
            "location": "Wohnung",
            "element": "Heizung",
            "since": "gestern Abend",
            "emergency": number == 0,
        },
        pictures=pictures,
    )


def _order(context: ServiceContext, actor: Actor, case_id: int, due_on: date) -> None:
    """An order that was sent."""
    version = case_view(context, actor, case_id).header.version
    version = take(context, actor, TakeCase(case_id, version)).version
    draft = order_draft(context, actor, case_id)
    form = OrderForm(
        contractor="Wärme Muster GmbH",
        email="auftrag@waerme-muster.example",
        due_on=due_on,
        text=draft.text,
        access=draft.access,
    )
    placed = place_order(context, actor, PlaceOrder(case_id, form, version))
    mark_sent(context, actor, MarkOrderSent(placed.order_id, 1, placed.result.version))
