"""Letters with registration codes in tests: a request on the pile, and a portal to write about."""

from uuid import uuid4

from sqlalchemy import select

from desktop.domain.accounts import CodeOrigin
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.exchange import Delivery
from desktop.models.registration import LetterTemplate, RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind
from tests.support.factories import Household

PORTAL = "https://portal.mieterdesk.example/registrierung"
RECIPIENT = "Frau\nAylin Musterbach\nMusterkehre 12\n22041 Hamburg"


def portal_known(context: ServiceContext, company_id: int) -> None:
    """The company has said where its portal is."""
    with context.database.write() as unit:
        unit.session.add(
            LetterTemplate(
                company_id=company_id,
                kind="registration_code",
                number=1,
                texts={"portal": PORTAL},
                made_at=context.clock.now(),
                made_by_id=None,
            )
        )


def add_code_letter(context: ServiceContext, home: Household, *, recipient: str = RECIPIENT) -> int:
    """A request of the household's account whose letter waits; returns the delivery."""
    with context.database.write() as unit:
        account_id = unit.session.scalars(
            select(PortalAccount.id).where(PortalAccount.tenancy_id == home.tenancy_id)
        ).one()
        delivery = Delivery(
            event_id=str(uuid4()),
            company_id=home.company_id,
            tenancy_id=home.tenancy_id,
            channel=DeliveryChannel.LETTER,
            type=LetterKind.REGISTRATION_CODE.value,
            time=context.clock.now(),
            data={},
            recipient=recipient,
            state=DeliveryState.WAITING,
            not_before=context.clock.now(),
            attempts=0,
            last_error="",
        )
        unit.session.add(delivery)
        unit.session.flush()
        unit.session.add(
            RegistrationCode(
                public_id=str(uuid4()),
                company_id=home.company_id,
                portal_account_id=account_id,
                origin=CodeOrigin.LETTER,
                state=CodeState.REQUESTED,
                requested_at=context.clock.now(),
                requested_by_id=home.clerk.person_id,
                delivery_id=delivery.id,
                address={"lines": recipient.splitlines()},
            )
        )
        return delivery.id
