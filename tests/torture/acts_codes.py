"""Letters with a code for many: asked for and printed, a batch at a time, the older codes ended."""

from collections.abc import Iterable

from sqlalchemy import select, update

from desktop.domain.accounts import AddressChoice
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.registration.use_cases import (
    BulkRequest,
    RenderedCode,
    RequestCode,
    letter_codes,
    lock_letters,
    not_again,
    post_codes,
    prepare_codes,
    render_again,
    render_requests,
    request_code,
    request_many,
)
from tests.torture.acts_release import person
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World

_LETTERS_A_BATCH = 2


def prepare(world: World) -> None:
    """Nobody is registered; every second party has an older letter, which a newer one replaces."""
    context = world.context
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount).values(state=PortalAccountState.INVITED, external_id=None)
        )
    clerk = person(context, "clerk1")
    for home in world.homes[::2]:
        wanted = RequestCode(
            tenancy_id=home.tenancy_id, tenant_id=home.tenant_id, address=AddressChoice.POSTAL
        )
        made = request_code(context, clerk, wanted)
        _print(context, [made.delivery_id or 0])
        request_code(context, clerk, wanted)


def do(desk: Desk) -> None:
    """Ask for what is missing, then print what waits; paper is acknowledged as it comes out."""
    with desk.open() as context:
        with context.database.read() as session:
            company_id = session.scalars(select(Company.id)).one()
        clerk = person(context, "clerk1")
        # Whoever was killed between the code and the paper prints again, with new codes.
        for lookup in _print_again(context):
            desk.acknowledge("on paper", lookup)
        done = request_many(context, clerk, BulkRequest(company_id=company_id))
        desk.acknowledge("asked", done.requested)
        while waiting := _waiting(context):
            for lookup in _print(context, waiting[:_LETTERS_A_BATCH]):
                desk.acknowledge("on paper", lookup)


def _waiting(context: ServiceContext) -> list[int]:
    with context.database.read() as session:
        return [
            delivery_id
            for delivery_id in session.scalars(
                select(RegistrationCode.delivery_id)
                .where(RegistrationCode.state == CodeState.REQUESTED)
                .order_by(RegistrationCode.id)
            )
            if delivery_id is not None
        ]


def _print(context: ServiceContext, delivery_ids: list[int]) -> list[str]:
    """Make one batch; returns what stands on its paper as the database knows it."""
    clerk = person(context, "clerk1")
    prepared = prepare_codes(context, len(delivery_ids))
    with context.database.write() as unit:
        lock_letters(unit.session, delivery_ids)
        rows = list(letter_codes(unit.session, delivery_ids).values())
        rendered = render_requests(unit, context, clerk, rows, prepared)
    return _post(context, rendered)


def _print_again(context: ServiceContext) -> list[str]:
    """Print once more what was rendered and of which nobody said that it is on paper."""
    with context.database.read() as session:
        ids = session.scalars(
            select(RegistrationCode.id).where(RegistrationCode.state == CodeState.ISSUED)
        ).all()
    if not ids:
        return []
    prepared = prepare_codes(context, len(ids))
    clerk = person(context, "clerk1")
    with context.database.write() as unit:
        rows = [unit.session.get_one(RegistrationCode, one) for one in ids]
        refused = not_again(unit.session, rows)
        rows = [row for row in rows if row.id not in refused]
        rendered = render_again(unit, context, clerk, rows, prepared)
    return _post(context, rendered)


def _post(context: ServiceContext, rendered: list[RenderedCode]) -> list[str]:
    """Say that letters are with the post; returns what stands on them."""
    clerk = person(context, "clerk1")
    with context.database.write() as unit:
        rows = [unit.session.get_one(RegistrationCode, one.code_id) for one in rendered]
        post_codes(unit, context, clerk, rows)
    return [context.codes.lookup(one.clear.symbols) for one in rendered]


def check(after: Recovered) -> Iterable[Finding]:
    """What is on paper counts, or its account says why not; in the end everybody has a letter."""
    rows = after.session.scalars(select(RegistrationCode)).all()
    by_lookup = {row.lookup: row for row in rows if row.lookup is not None}
    for lookup in after.of("on paper"):
        row = by_lookup.get(lookup)
        if row is None:
            yield lost("a printed code")
        elif not row.state.usable and row.end_reason is None:
            yield half(f"printed code {row.id} is {row.state.value} and nobody says why")
    if after.finished:
        accounts = after.session.scalars(select(PortalAccount.id)).all()
        having = {row.portal_account_id for row in rows if row.state is CodeState.POSTED}
        yield from (lost(f"account {one} has no letter") for one in accounts if one not in having)


def invariants(after: Recovered) -> Iterable[Finding]:
    """What holds at every moment: one usable code, one request, and a portal that knows of both."""
    rows = after.session.scalars(select(RegistrationCode).order_by(RegistrationCode.id)).all()
    usable = [row.portal_account_id for row in rows if row.state.usable]
    asked = [row.portal_account_id for row in rows if row.state is CodeState.REQUESTED]
    for found, what in ((usable, "usable codes"), (asked, "letters")):
        for account in {one for one in found if found.count(one) > 1}:
            yield doubled(f"account {account} has {found.count(account)} {what}")
    told = _told(after)
    for row in rows:
        heard = told.get(row.public_id, [])
        if row.state.usable and heard != ["issued"]:
            yield half(f"code {row.id} is {row.state.value}, the portal heard {heard}")
        if row.state is CodeState.REVOKED and row.hash is not None and heard[-1:] != ["revoked"]:
            yield half(f"code {row.id} is revoked, the portal heard {heard}")
        if row.state is CodeState.REQUESTED and heard:
            yield half(f"code {row.id} is only asked for, the portal heard {heard}")


def _told(after: Recovered) -> dict[str, list[str]]:
    """What the portal is told of each code, in the order in which it was caused."""
    found: dict[str, list[str]] = {}
    types = {OutgoingEvent.CODE_ISSUED: "issued", OutgoingEvent.CODE_REVOKED: "revoked"}
    rows = after.session.scalars(
        select(Delivery).where(Delivery.type.in_([*types])).order_by(Delivery.id)
    )
    for row in rows:
        found.setdefault(row.data["code_id"], []).append(types[OutgoingEvent(row.type)])
    return found
