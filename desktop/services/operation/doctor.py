"""Looks at everything a data folder needs to be well; nothing is changed."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from desktop.database.backup import Content, sound_content
from desktop.database.schema_versions import head_revision, known_revisions
from desktop.database.sqlite import DriverError
from desktop.domain.audit_trail import TrailFault
from desktop.domain.checkup import Check, CheckResult
from desktop.domain.errors import UserError
from desktop.domain.operation import Level, PlaceKind, Pulse
from desktop.models.exchange import AuditEvent
from desktop.services.audit_trail.ports import AnchorPlace
from desktop.services.audit_trail.verifying import verify_trail
from desktop.services.context import ServiceContext
from desktop.services.documents.verifying import verify_documents
from desktop.services.operation.health import pulse
from desktop.services.operation.ports import Places
from desktop.services.staff.access import SYSTEM

_CLOCK_BEHIND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Patient:
    """A data folder as it is found.

    ``database`` is the file, None for a server. ``find_key`` and ``open_unchanged`` raise
    UserError; the latter opens the database with the schema it has, or refuses an older one.
    """

    data: Path
    database: Path | None
    exchange: Path
    now: datetime
    find_key: Callable[[], bytes | None]
    open_unchanged: Callable[[], ServiceContext]
    places: Callable[[], Places]
    anchors: Callable[[], AnchorPlace]


def examine(patient: Patient) -> Iterator[CheckResult]:
    """Yield what was found, check by check; what cannot be checked any more is left out."""
    yield _folder(patient.data)
    try:
        key = patient.find_key()
    except UserError as error:
        yield CheckResult(Check.KEY, Level.DANGER, error.code, error.params)
        return
    yield CheckResult(Check.KEY, Level.OK, "key.none" if key is None else "key.fits")
    yield from _space(patient.places())
    yield _exchange(patient.exchange)
    if patient.database is not None:
        results, is_current = _file(patient.database, key)
        yield from results
        if not is_current:
            return
    yield from _opened(patient)


def _folder(data: Path) -> CheckResult:
    if not data.is_dir():
        return CheckResult(Check.FOLDER, Level.DANGER, "folder.missing", {"folder": str(data)})
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        code = "data_folder.not_writable"
        return CheckResult(Check.FOLDER, Level.DANGER, code, {"folder": str(data)})
    # Windows has no such bits.
    if sys.platform != "win32" and data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return CheckResult(Check.FOLDER, Level.WARNING, "folder.open", {"folder": str(data)})
    return CheckResult(Check.FOLDER, Level.OK, "folder.private", {"folder": str(data)})


def _space(places: Places) -> Iterator[CheckResult]:
    for space in places.spaces():
        if space.place is PlaceKind.EXCHANGE and space.free is None:
            continue
        code = "space.unknown" if space.free is None else "space.free"
        params = {"place": space.place.value, "free": space.free}
        yield CheckResult(Check.SPACE, space.level, code, params)


def _exchange(folder: Path) -> CheckResult:
    params = {"folder": str(folder)}
    if not folder.is_dir():
        return CheckResult(Check.EXCHANGE, Level.WARNING, "exchange.missing", params)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return CheckResult(Check.EXCHANGE, Level.DANGER, "exchange.not_writable", params)
    return CheckResult(Check.EXCHANGE, Level.OK, "exchange.fine", params)


def _file(database: Path, key: bytes | None) -> tuple[list[CheckResult], bool]:
    """What is found in the file, and whether it has today's schema."""
    if not database.is_file() or database.stat().st_size == 0:
        missing = CheckResult(
            Check.DATABASE, Level.DANGER, "database.none", {"file": str(database)}
        )
        return [missing], False
    content: Content | None
    try:
        content = sound_content(database, key)
    except DriverError:
        if not _may_be_opened(database):
            # Nobody shall put a backup in the place of a sound file.
            return [CheckResult(Check.DATABASE, Level.DANGER, "database.not_accessible")], False
        content = None
    if content is None:
        return [CheckResult(Check.DATABASE, Level.DANGER, "database.damaged")], False
    rows = sum(content.rows.values())
    found = [CheckResult(Check.DATABASE, Level.OK, "database.sound", {"rows": rows})]
    is_current = content.revision == head_revision()
    found.append(_schema(content.revision, is_current=is_current))
    return found, is_current


def _may_be_opened(database: Path) -> bool:
    """Whether it can be read at all: the log of changes beside it has to be written for that."""
    return os.access(database, os.R_OK | os.W_OK) and os.access(database.parent, os.W_OK | os.X_OK)


def _schema(revision: str | None, *, is_current: bool) -> CheckResult:
    params = {"revision": revision or "", "head": head_revision()}
    if is_current:
        return CheckResult(Check.SCHEMA, Level.OK, "schema.current", params)
    if revision in known_revisions():
        return CheckResult(Check.SCHEMA, Level.NOTE, "schema.older", params)
    return CheckResult(Check.SCHEMA, Level.DANGER, "schema.newer", params)


def _opened(patient: Patient) -> Iterator[CheckResult]:
    try:
        context = patient.open_unchanged()
    except UserError as error:
        yield CheckResult(Check.DATABASE, Level.DANGER, error.code, error.params)
        return
    with closing(context):
        yield _audit(context, patient.anchors())
        yield _documents(context)
        felt = pulse(context, SYSTEM, patient.places())
        yield from _backup(felt)
        yield _proof(felt)
        yield _clock(context, patient.now)


def _audit(context: ServiceContext, anchors: AnchorPlace) -> CheckResult:
    try:
        report = verify_trail(context, SYSTEM, anchors)
    except UserError as error:
        return CheckResult(Check.AUDIT, Level.WARNING, error.code, error.params)
    if report.is_intact:
        return CheckResult(Check.AUDIT, Level.OK, "audit.intact", {"n": report.checked})
    restored = report.counts[TrailFault.RESTORED]
    if others := sum(report.counts.values()) - restored:
        return CheckResult(Check.AUDIT, Level.DANGER, "audit.broken", {"n": others})
    return CheckResult(Check.AUDIT, Level.NOTE, "audit.restored", {"n": restored})


def _documents(context: ServiceContext) -> CheckResult:
    try:
        found = verify_documents(context, SYSTEM)
    except UserError as error:
        return CheckResult(Check.DOCUMENTS, Level.WARNING, error.code, error.params)
    if found.is_sound:
        return CheckResult(Check.DOCUMENTS, Level.OK, "documents.sound", {"n": found.documents})
    params = {"missing": len(found.missing), "damaged": len(found.damaged)}
    return CheckResult(Check.DOCUMENTS, Level.DANGER, "documents.lost", params)


def _backup(felt: Pulse) -> Iterator[CheckResult]:
    if not felt.is_embedded:
        yield CheckResult(Check.BACKUP, Level.NOTE, "backup.server")
        return
    if felt.backup is None:
        yield CheckResult(Check.BACKUP, felt.backup_level, "backup.none")
        return
    made = felt.backup.result
    told: dict[str, object] = {"at": felt.backup.at, "file": made.file}
    if felt.backup_is_due:
        yield CheckResult(Check.BACKUP, felt.backup_level, "backup.old", told)
    if not made.is_complete:
        told |= {"missing": made.missing, "damaged": made.damaged, "unreachable": made.unreachable}
        yield CheckResult(Check.BACKUP, Level.WARNING, "backup.incomplete", told)
    elif not felt.backup_is_due:
        yield CheckResult(Check.BACKUP, felt.backup_level, "backup.made", told)


def _proof(felt: Pulse) -> CheckResult:
    if felt.proof.failing is not None:
        return CheckResult(Check.PROOF, felt.proof_level, "proof.failed")
    if felt.proof.at is None or felt.proof.proven is None:
        return CheckResult(Check.PROOF, Level.NOTE, "proof.none")
    code = "proof.old" if felt.proof_level.is_trouble else "proof.made"
    params = {"at": felt.proof.at, "file": felt.proof.proven.file}
    return CheckResult(Check.PROOF, felt.proof_level, code, params)


def _clock(context: ServiceContext, now: datetime) -> CheckResult:
    with context.database.read() as session:
        last = session.scalars(
            select(AuditEvent.at).order_by(AuditEvent.id.desc()).limit(1)
        ).one_or_none()
    if last is not None and last - now > _CLOCK_BEHIND:
        return CheckResult(Check.CLOCK, Level.WARNING, "clock.behind", {"at": last, "now": now})
    return CheckResult(Check.CLOCK, Level.OK, "clock.fine", {"now": now})
