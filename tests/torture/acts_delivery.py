"""Delivery: what is due lies with the portal once, whole, and is noted as sent."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.exchange import Delivery
from desktop.services.delivery.outbox import OutgoingEvent
from tests.torture.acts_intake import BIG
from tests.torture.acts_release import prepare_undo
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, lost
from tests.torture.world import World

LATER = timedelta(hours=1)
"""By then every undo time is over."""
LATEST = timedelta(days=1)
"""By then every pause after a failure is over, too."""


def prepare(world: World) -> None:
    """Releases with their confirmations; the last event of each case carries a file."""
    prepare_undo(world)
    stored = world.context.documents.put([BIG])
    with world.context.database.write() as unit:
        rows = unit.session.scalars(
            select(Delivery).where(Delivery.type == OutgoingEvent.CASE_STATUS_CHANGED.value)
        )
        for row in rows:
            entry = {"file": "anlage-1.pdf", "sha256": stored.sha256, "size": stored.size}
            row.data = {**row.data, "attachments": [entry]}


def do(desk: Desk) -> None:
    """Run the command; every event that is noted as sent is an acknowledgement."""
    desk.listener = _acknowledge
    desk.at(LATEST if desk.restarted else LATER)
    desk.command("deliver", "--once")


def _acknowledge(desk: Desk, changes: frozenset[Change]) -> None:
    for change in changes:
        if change.kind is ChangeKind.DELIVERY and change.id is not None:
            desk.acknowledge("noted", change.id)


def check(after: Recovered) -> Iterable[Finding]:
    """What was noted is there; in the end nothing waits. The folders themselves are everybody's."""
    rows = after.session.scalars(select(Delivery)).all()
    known = {str(row.id): row for row in rows}
    for one in after.of("noted"):
        row = known.get(one)
        # An attempt that failed is noted as well, with its reason.
        if row is None or (row.state is not DeliveryState.DELIVERED and not row.last_error):
            yield lost(f"the note on delivery {one}")
    if after.finished:
        yield from (
            lost(f"delivery {row.id} still waits")
            for row in rows
            if row.state is DeliveryState.WAITING and row.channel is DeliveryChannel.PORTAL
        )
