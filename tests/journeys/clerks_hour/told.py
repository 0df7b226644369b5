"""Whether everything that left the house, or waits to leave, goes to the tenant of its case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.kinds import DeliveryChannel, DeliveryState, Direction
from desktop.models.case import Message
from desktop.models.exchange import Delivery
from desktop.services.demo.contracts import Contract
from tests.journeys.clerks_hour.post import Matter


def told_wrongly(session: Session, exchange: Path, matters: list[Matter]) -> list[str]:
    """What went to somebody else, or speaks of somebody else, as sentences."""
    by_case = {one.case_id: one for one in matters}
    found = []
    for delivery in session.scalars(
        select(Delivery).where(
            Delivery.case_id.in_(by_case), Delivery.state != DeliveryState.CANCELLED
        )
    ):
        assert delivery.case_id is not None
        matter = by_case[delivery.case_id]
        found += [f"{matter.reference}: {text}" for text in _of_delivery(delivery, matter.contract)]
    for event in _left(exchange):
        by_reference = {one.reference: one for one in matters}
        one = by_reference.get(event["data"]["case_reference"])
        if one is not None:
            found += [f"{one.reference}: {text}" for text in _of_event(event, one.contract)]
    for message in session.scalars(
        select(Message).where(Message.case_id.in_(by_case), Message.direction == Direction.OUTGOING)
    ):
        matter = by_case[message.case_id]
        found += [f"{matter.reference}: {text}" for text in _of_text(message, matter, matters)]
    return found


def count_told(session: Session, matters: list[Matter]) -> tuple[int, int]:
    """How many messages of these cases left by portal, and how many letters wait."""
    rows = session.scalars(
        select(Delivery).where(
            Delivery.case_id.in_([one.case_id for one in matters]),
            Delivery.message_id.is_not(None),
            Delivery.state != DeliveryState.CANCELLED,
        )
    ).all()
    portal = [row for row in rows if row.channel is DeliveryChannel.PORTAL]
    return len(portal), len(rows) - len(portal)


def _of_delivery(delivery: Delivery, contract: Contract) -> Iterator[str]:
    person = contract.parties[0]
    if delivery.channel is DeliveryChannel.LETTER:
        if delivery.recipient.splitlines()[0] != person.full_name:
            yield "a letter to somebody else"
        return
    if delivery.data["contract_number"] != contract.number:
        yield "an event for another contract"
    if delivery.data["portal_account"] not in (None, person.external_id):
        yield "an event for another account"


def _of_event(event: dict[str, dict[str, str]], contract: Contract) -> Iterator[str]:
    data = event["data"]
    if data["company"] != contract.house.code or data["contract_number"] != contract.number:
        yield "left for another contract"
    if "text" in data and data["portal_account"] != contract.parties[0].external_id:
        yield "left for another account"


def _of_text(message: Message, matter: Matter, matters: list[Matter]) -> Iterator[str]:
    own = matter.contract
    if own.parties[0].surname not in message.text:
        yield "a text that does not address its tenant"
    for other in matters:
        names = (other.contract.number, other.reference)
        if other.contract.number != own.number and any(name in message.text for name in names):
            yield f"a text that names {other.reference}"


def _left(exchange: Path) -> Iterator[dict[str, dict[str, str]]]:
    for path in (exchange / "to-portal" / "new").glob("*/event.json"):
        yield json.loads(path.read_bytes())
