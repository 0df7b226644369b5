"""Who publishes and who delivers at once wait for each other in one order, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.domain.documents import DocumentState
from desktop.models.document import Document
from desktop.models.exchange import Delivery
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.documents.publishing import publish_in
from desktop.services.documents.use_cases import undo_publication
from desktop.services.staff.access import SYSTEM
from tests.support.documents import add_content, agree, statement
from tests.support.factories import Household, add_household
from tests.support.locks import wait_for_a_lock


def _publish(
    context: ServiceContext, home: Household, text: str, replaces_id: int | None = None
) -> int:
    content = add_content(context, text)
    with context.database.write() as unit:
        new = statement(home.tenancy_id, content, replaces_id=replaces_id)
        return publish_in(unit, context, home.clerk, new).id


def _replace(context: ServiceContext, home: Household, first: int) -> None:
    _publish(context, home, "zwei", first)


def _undo(context: ServiceContext, home: Household, first: int) -> None:
    undo_publication(context, home.clerk, first + 1)


@pytest.mark.parametrize("act", [_replace, _undo])
def test_an_event_that_is_noted_while_its_document_is_replaced_waits_in_no_circle(
    context: ServiceContext, act: Callable[[ServiceContext, Household, int], None]
) -> None:
    """Whoever delivers holds the row of the event and then writes the audit log."""
    home = add_household(context.database)
    agree(context, home.tenancy_id, home.tenant_id)
    first = _publish(context, home, "eins")
    if act is _undo:
        _replace(context, home, first)
    with ThreadPoolExecutor(1) as pool:
        with context.database.write() as unit:
            event = unit.session.get_one(Delivery, 1, with_for_update=True)
            event.last_error = "noted"
            unit.session.flush()
            acting = pool.submit(act, context, home, first)
            wait_for_a_lock(unit.session)
            done = AuditAction.DELIVERY_FAILED
            record(unit, context, SYSTEM, done, "deliveries", event.id, event.company_id, {})
        acting.result()
    with context.database.read() as session:
        states = [session.get_one(Document, one).state for one in (first, first + 1)]
    assert (states == [DocumentState.PUBLISHED, DocumentState.UNDONE]) is (act is _undo)
