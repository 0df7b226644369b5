"""Certificates that the portal asked for and that are complete are issued, one by one.

Each has a transaction of its own: whoever is killed goes on with the next one, and what was issued
is not issued again. Where that is refused a person gets a case.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.case_status import Channel
from desktop.domain.certificates import PAPER_NAMES, CertificateKind
from desktop.domain.documents import OPEN_CERTIFICATES
from desktop.domain.errors import UserError
from desktop.models.document import Certificate
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.context import ServiceContext
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import SYSTEM
from desktop.texts import tr
from desktop.texts.errors import error_sentence

if TYPE_CHECKING:
    from desktop.services.cases.creation import NewCase

_LOG = logging.getLogger(__name__)
_FOR_A_PERSON = (
    "account.not_found",
    "certificates.incomplete",
    "certificates.party_left",
    "documents.content_unknown",
    "documents.duplicate",
    "documents.infected",
    "documents.nobody_concerned",
    "documents.not_printable",
    "documents.outside_contract",
    "files.",
)
"""Refusals that no later attempt would change."""


def issue_waiting(
    context: ServiceContext,
    press: Callable[[], LetterPress],
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Issue what waits, in the order in which it was asked for; returns how many were issued.

    ``press`` is only asked for where something waits. What fails for a reason that may pass is left
    for the next time.
    """
    with context.database.read() as session:
        waiting = session.execute(
            select(Certificate.id, Certificate.version)
            .where(
                Certificate.state.in_(OPEN_CERTIFICATES),
                Certificate.in_reply_to.is_not(None),
                Certificate.asked_by_id.is_(None),
                Certificate.case_id.is_(None),
            )
            .order_by(Certificate.id)
        ).all()
    done = 0
    for row in waiting:
        if is_cancelled():
            break
        done += _issued(context, press, row.id, row.version)
    return done


def _issued(
    context: ServiceContext, press: Callable[[], LetterPress], certificate_id: int, version: int
) -> bool:
    from desktop.services.certificates.issuing import issue

    try:
        issue(context, SYSTEM, press(), certificate_id, version)
    except UserError as error:
        if error.code in {"certificates.changed", "certificates.contract_changed"}:
            # Another program was faster, or an import; the next time is soon.
            return False
        if not error.code.startswith(_FOR_A_PERSON):
            _LOG.warning("certificate %s is left for the next time: %s", certificate_id, error.code)
            return False
        _hand_over(context, certificate_id, version, error)
        return False
    except Exception:  # noqa: BLE001 - one certificate must never keep back those behind it
        _LOG.exception("certificate %s could not be issued", certificate_id)
        return False
    return True


def _hand_over(
    context: ServiceContext, certificate_id: int, version: int, error: UserError
) -> None:
    """Give a person a case that says why it was not issued."""
    from desktop.services.cases.creation import create_case

    with context.database.write() as unit:
        row = unit.session.get_one(Certificate, certificate_id, with_for_update=True)
        if row.version != version:
            return
        row.case_id = create_case(
            unit, context, _case(unit.session, row, row.asked_at, error_sentence(error))
        ).id


def _case(session: Session, row: Certificate, asked_at: datetime, reason: str) -> NewCase:
    from desktop.services.cases.creation import NewCase
    from desktop.services.certificates.requests import category_id

    tenancy = session.get_one(Tenancy, row.tenancy_id)
    tenant_id = row.tenant_id or tenancy.parties[0].tenant_id
    account_id = session.scalar(
        select(PortalAccount.id).where(
            PortalAccount.tenancy_id == row.tenancy_id, PortalAccount.tenant_id == tenant_id
        )
    )
    name = PAPER_NAMES[CertificateKind(row.kind)]
    return NewCase(
        company_id=row.company_id,
        category_id=category_id(session, row.company_id),
        tenancy_id=row.tenancy_id,
        portal_account_id=account_id,
        channel=Channel.PORTAL,
        received_at=asked_at,
        correspondent=session.get_one(Tenant, tenant_id).full_name,
        subject=tr("Im Portal verlangt: {what}", what=name),
        text="\n\n".join((tr("Die Bescheinigung wurde nicht ausgestellt."), reason)),
        fields={},
        event_id=row.in_reply_to,
    )
