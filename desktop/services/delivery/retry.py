"""Try one delivery again at once, because a person has put right what kept it."""

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.exchange import Delivery
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require


def retry_now(context: ServiceContext, actor: Actor, delivery_id: int) -> None:
    """End the pause of a delivery that rests after a failure; the next pass of delivery takes it.

    Whoever delivers does so under the lease of delivery: nothing is sent from here, so that two
    people who press at once send nothing twice. If it fails again, its pauses grow on.

    Raises:
        UserError: ``access.denied``, ``delivery.not_resting`` where it left meanwhile.
    """
    with context.database.write() as unit:
        row = unit.session.get(Delivery, delivery_id, with_for_update=True)
        if row is None:
            raise UserError("delivery.not_resting")
        require(actor, Permission.WORK_CASES, row.company_id)
        resting = row.state is DeliveryState.WAITING and row.channel is DeliveryChannel.PORTAL
        if not resting or not row.last_error:
            raise UserError("delivery.not_resting")
        row.not_before = min(row.not_before, context.clock.now())
        record(
            unit,
            context,
            actor,
            AuditAction.DELIVERY_RETRIED,
            "deliveries",
            row.id,
            row.company_id,
            {"attempts": row.attempts, "reason": row.last_error},
        )
        unit.case_changed(row.case_id)
        unit.changed(ChangeKind.DELIVERY, row.id)
