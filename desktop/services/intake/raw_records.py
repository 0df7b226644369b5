"""Raw records that nobody could interpret when they came are interpreted when support comes.

They lie in the database only, each with its key used up. One that turns out not to keep the
contract stays as it is, with the reason; nothing is asked of the portal again.
"""

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import (
    HANDLED_TYPES,
    WRITTEN_TYPES,
    PortalEvent,
    event_time,
    read_event,
)
from desktop.domain.portal_json import RefusedEventError, parse_json
from desktop.models.exchange import IntakeRecord
from desktop.services.intake.folder import IntakePass

_NAMES = sorted(event_type.full_name for event_type in HANDLED_TYPES - WRITTEN_TYPES)
_LOG = logging.getLogger(__name__)
_LAST = datetime.max.replace(tzinfo=UTC)


def raw_records_wait(session: Session, given_up: Collection[int]) -> bool:
    """Whether there are raw records that can be interpreted by now.

    ``given_up`` are those over which this program run met a bug.
    """
    query = _waiting()
    if given_up:
        query = query.where(IntakeRecord.id.not_in(given_up))
    return session.scalar(query.limit(1)) is not None


def interpret_raw_records(
    work: IntakePass,
    given_up: set[int],
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Interpret all that can be, in the order of the events' time; returns how many were.

    Each has a transaction of its own: whoever is killed goes on with the next one. One over which
    we meet a bug is told to the log and added to ``given_up``; the next start tries it again.
    """
    with work.context.database.read() as session:
        found = session.execute(_waiting().add_columns(IntakeRecord.raw)).all()
    done = 0
    for record_id, _ in sorted(found, key=lambda row: (_time_of(row.raw), row.id)):
        if is_cancelled():
            break
        if record_id not in given_up:
            done += _interpreted(work, record_id, given_up)
    return done


def _waiting() -> Select[tuple[int]]:
    return select(IntakeRecord.id).where(
        IntakeRecord.outcome == IntakeOutcome.UNSUPPORTED,
        IntakeRecord.event_type.in_(_NAMES),
        IntakeRecord.reason.is_(None),
        IntakeRecord.raw.is_not(None),
    )


def _time_of(raw: bytes) -> datetime:
    try:
        return event_time(parse_json(raw)) or _LAST
    except RefusedEventError:
        return _LAST


def _interpreted(work: IntakePass, record_id: int, given_up: set[int]) -> bool:
    try:
        with work.context.database.write() as unit:
            return _interpret(unit, work, record_id)
    except UserError as error:
        if error.code != "conflict.changed":
            raise
        # Somebody changed the account in the same moment: the next pass takes it.
        return False
    except Exception:  # noqa: BLE001 - one record must never keep back those behind it
        given_up.add(record_id)
        _LOG.exception("raw record %s could not be interpreted", record_id)
        return False


def _interpret(unit: UnitOfWork, work: IntakePass, record_id: int) -> bool:
    from desktop.services.intake.decision import decide_report
    from desktop.services.intake.records import note_report

    row = unit.session.get_one(IntakeRecord, record_id, with_for_update=True)
    if row.outcome is not IntakeOutcome.UNSUPPORTED or row.raw is None:
        return False
    try:
        event: PortalEvent = read_event(parse_json(row.raw), work.context.clock.now())
        decision = decide_report(unit.session, event, work.companies.get(event.company))
    except RefusedEventError as refused:
        row.reason, row.detail = refused.reason.value, refused.place
        unit.changed(ChangeKind.INTAKE, row.id)
        return False
    note_report(unit, work.context, event, decision, row)
    unit.session.flush()
    unit.changed(ChangeKind.INTAKE, row.id)
    return True
