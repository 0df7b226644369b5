"""The whole audit log is read and compared with its chain, and with what was noted elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.audit_trail import (
    Anchor,
    ChainedLine,
    RestoredLines,
    TrailFault,
    TrailFinding,
    TrailJudge,
)
from desktop.domain.berlin_time import BERLIN, berlin_day
from desktop.domain.errors import UserError
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction, AuditLine, line_hash
from desktop.services.audit_trail.ports import AnchorPlace
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

KEPT = 1_000
"""So many findings are told one by one; more are only counted."""
_AT_ONCE = 1_000
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What was read: lines, anchors, how many lines have which fault, and the first findings."""

    checked: int
    anchors: int
    counts: Mapping[TrailFault, int]
    findings: tuple[TrailFinding, ...]

    @property
    def is_intact(self) -> bool:
        """Whether the log is the one that was written, as far as chain and anchors can tell."""
        return not self.findings


def verify_trail(
    context: ServiceContext,
    actor: Actor,
    place: AnchorPlace,
    *,
    on_progress: Report = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ChainReport:
    """Read the whole log and tell every line that was changed, removed, put in or cut off.

    Nothing is changed. ``on_progress`` is told how many lines of how many were read.

    Raises:
        UserError: ``access.denied``, ``audit.anchors_unreadable``, ``audit.verify_cancelled``.
    """
    require(actor, Permission.AUDIT)
    anchors = place.anchors()
    with context.database.read() as session:
        total = session.scalar(select(func.count()).select_from(AuditEvent)) or 0

        def watched(done: int) -> None:
            if is_cancelled():
                raise UserError("audit.verify_cancelled")
            on_progress(done, total)

        return verify_chain(session, anchors, on_portion=watched)


def verify_chain(
    session: Session,
    anchors: Iterable[Anchor] = (),
    *,
    on_portion: Callable[[int], None] = lambda _done: None,
) -> ChainReport:
    """Read the whole log of an open session; ``on_portion`` is told how many lines were read."""
    noted = tuple(anchors)
    judge = TrailJudge(noted, _restored(session))
    counts = dict.fromkeys(TrailFault, 0)
    findings: list[TrailFinding] = []
    for finding in _judged(session, judge, on_portion):
        counts[finding.fault] += finding.lines
        if len(findings) < KEPT:
            findings.append(finding)
    return ChainReport(judge.checked, len(noted), counts, tuple(findings))


def _restored(session: Session) -> Iterator[RestoredLines]:
    """The lines that went with each restore, as the log says itself."""
    query = select(AuditEvent.at, AuditEvent.details).where(
        AuditEvent.action == AuditAction.BACKUP_RESTORED
    )
    for at, details in session.execute(query):
        with contextlib.suppress(msgspec.DecodeError):
            told = msgspec.json.decode(details, type=_Restored)
            yield RestoredLines(told.first_line, told.last_line, berlin_day(at))


class _Restored(msgspec.Struct):
    """What the line about a restore says of the lines that went."""

    first_line: int = 0
    last_line: int | None = 0


def _judged(
    session: Session, judge: TrailJudge, on_portion: Callable[[int], None]
) -> Iterator[TrailFinding]:
    query = select(AuditEvent.__table__).order_by(AuditEvent.id)
    with session.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for number, row in enumerate(rows.mappings(), start=1):
            line = AuditLine(**{name: row[name] for name in AuditLine.__slots__})
            previous = row["previous_hash"]
            yield from judge.judge(
                ChainedLine(line.id, previous, row["hash"], line_hash(previous, line))
            )
            if number % _AT_ONCE == 0:
                on_portion(number)
    yield from judge.end()


def anchor_of_today(context: ServiceContext, place: AnchorPlace) -> Anchor | None:
    """Note the end of the log if nobody has today (in Berlin); return what was noted.

    Raises:
        UserError: ``audit.anchors_unreadable``, ``audit.anchors_not_writable``.
    """
    today = context.clock.now().astimezone(BERLIN).date()
    if any(anchor.day == today for anchor in place.anchors()):
        return None
    with context.database.read() as session:
        tail = session.execute(
            select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
        ).one_or_none()
    if tail is None:
        return None
    anchor = Anchor(today, tail.id, tail.hash)
    place.note(anchor)
    return anchor
