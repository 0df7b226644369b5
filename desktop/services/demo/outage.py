"""One house in which the heating failed last night: everybody reports it, by an own way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import Channel
from desktop.domain.kinds import PortalAccountState, UnitKind
from desktop.models.company import Category
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.cases.commands import TakeCase
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.cases.use_cases import case_view, take
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import MarkOrderSent, OrderForm, PlaceOrder
from desktop.services.damages.order_draft import order_draft
from desktop.services.damages.orders import mark_sent, place_order
from desktop.services.demo.chance import Chance
from desktop.services.demo.files import picture
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


@dataclass(frozen=True, slots=True)
class _Household:
    tenancy_id: int
    company_id: int
    name: str
    account_id: int | None


def write_outage(context: ServiceContext, actors: Mapping[str, Actor], chance: Chance) -> int:
    """Let the households of one house report; returns how many cases that made.

    The first report has pictures and an order that is due today.
    """
    with context.database.read() as session:
        households = _households(session)
        category_id = session.scalars(
            select(Category.id).where(Category.code == "damage", Category.company_id.is_(None))
        ).one()
    pictures = tuple(_stored(context, number, chance) for number in range(1, _PICTURES + 1))
    made = [
        _report(context, household, category_id, number, pictures if number == 0 else ())
        for number, household in enumerate(households)
    ]
    if made:
        _order(context, actors["clerk1"], made[0])
    return len(made)


def _households(session: Session) -> list[_Household]:
    """The first flats of the house with the most contracts that run."""
    running = (
        select(Unit.property_id, func.count().label("n"))
        .join(Tenancy, Tenancy.unit_id == Unit.id)
        .where(Unit.kind == UnitKind.FLAT, Tenancy.ends_on.is_(None))
        .group_by(Unit.property_id)
        .order_by(func.count().desc(), Unit.property_id)
        .limit(1)
    )
    house = session.execute(running).first()
    if house is None:
        return []
    rows = session.execute(
        select(Tenancy.id, Tenancy.company_id, Tenant.id.label("tenant"), Tenant)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(TenancyParty, TenancyParty.tenancy_id == Tenancy.id)
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(
            Unit.property_id == house.property_id,
            Unit.kind == UnitKind.FLAT,
            Tenancy.ends_on.is_(None),
            TenancyParty.party_number == 1,
        )
        .order_by(Tenancy.id)
        .limit(REPORTS)
    ).all()
    return [_household(session, row) for row in rows]


def _household(session: Session, row: Row[tuple[int, int, int, Tenant]]) -> _Household:
    account = session.scalars(
        select(PortalAccount.id).where(
            PortalAccount.tenancy_id == row.id,
            PortalAccount.tenant_id == row.tenant,
            PortalAccount.state == PortalAccountState.ACTIVATED,
        )
    ).first()
    return _Household(row.id, row.company_id, row.Tenant.full_name, account)


def _stored(context: ServiceContext, number: int, chance: Chance) -> NewAttachment:
    kept = context.documents.put([picture(chance)])
    return NewAttachment(
        name=f"Heizung-{number}.png", media_type="image/png", size=kept.size, sha256=kept.sha256
    )


def _report(
    context: ServiceContext,
    household: _Household,
    category_id: int,
    number: int,
    pictures: tuple[NewAttachment, ...],
) -> int:
    subject, text = _WORDS[number % len(_WORDS)]
    by_portal = household.account_id is not None
    with context.database.write() as unit:
        return create_case(
            unit,
            context,
            NewCase(
                company_id=household.company_id,
                category_id=category_id,
                tenancy_id=household.tenancy_id,
                portal_account_id=household.account_id,
                channel=Channel.PORTAL if by_portal else Channel.TELEPHONE,
                received_at=context.clock.now() - _EVERY * (REPORTS + 1 - number),
                correspondent=household.name,
                subject=subject,
                text=f"{text}\n{household.name}",
                fields={
                    "location": "Wohnung",
                    "element": "Heizung",
                    "since": "gestern Abend",
                    "emergency": number == 0,
                },
                attachments=pictures,
            ),
        ).id


def _order(context: ServiceContext, actor: Actor, case_id: int) -> None:
    """An order that was sent and is due today."""
    version = case_view(context, actor, case_id).header.version
    version = take(context, actor, TakeCase(case_id, version)).version
    draft = order_draft(context, actor, case_id)
    form = OrderForm(
        contractor="Wärme Muster GmbH",
        email="auftrag@waerme-muster.example",
        due_on=context.clock.today(),
        text=draft.text,
        access=draft.access,
    )
    placed = place_order(context, actor, PlaceOrder(case_id, form, version))
    mark_sent(context, actor, MarkOrderSent(placed.order_id, 1, placed.result.version))
