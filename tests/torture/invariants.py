"""What must be true of a data folder at every moment, whatever was killed; for all acts."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, text

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.kinds import (
    DecisionKind,
    DeliveryChannel,
    DeliveryState,
    UndoKind,
    VersionState,
)
from desktop.domain.mandate import MandateStatus
from desktop.models import metadata
from desktop.models.bank import BankChange, BankDetails, Decision, ErpRow, ErpRun, Mandate
from desktop.models.case import Case
from desktop.models.consumption import ConsumptionImport
from desktop.models.contact import ContactRow
from desktop.models.exchange import Delivery, UndoEntry
from desktop.models.master_data import MasterDataImport
from desktop.services.audit_trail.verifying import verify_chain
from tests.torture.acts_codes import invariants as codes
from tests.torture.findings import Finding, Recovered, doubled, half, lost

_IMPORTS = (MasterDataImport.__tablename__, ConsumptionImport.__tablename__)
"""An import names the file it read; that is kept nowhere."""
_GONE = (MandateStatus.SUPERSEDED, MandateStatus.WITHDRAWN)


def check(after: Recovered) -> Iterator[Finding]:
    """Everything that is wrong with the data folder as such."""
    for look in (_database, _audit, _documents, _versions, _releases, _runs, _deliveries, codes):
        yield from look(after)


def _database(after: Recovered) -> Iterator[Finding]:
    if after.session.get_bind().dialect.name != "sqlite":
        return
    said = after.session.scalars(text("PRAGMA integrity_check")).all()
    if said != ["ok"]:
        yield half(f"the database is damaged: {said[:3]}")
    if after.session.execute(text("PRAGMA foreign_key_check")).first() is not None:
        yield half("rows point nowhere")


def _audit(after: Recovered) -> Iterator[Finding]:
    report = verify_chain(after.session)
    for finding in report.findings:
        yield half(f"the audit chain breaks: {finding}")


def _documents(after: Recovered) -> Iterator[Finding]:
    """Whatever names a content by its hash, in whatever table: the content is there, and right."""
    named: set[str] = set()
    for table in metadata.tables.values():
        if "sha256" in table.columns and table.name not in _IMPORTS:
            column = table.c.sha256
            named.update(after.session.scalars(select(column).where(column.is_not(None))))
    for data in after.session.scalars(select(Delivery.data)):
        named.update(entry["sha256"] for entry in data.get("attachments") or [])
    for name in named:
        file = after.folder.documents / name
        if not file.is_file():
            yield lost(f"document {name[:8]}")
        elif _hash(file) != name:
            yield half(f"document {name[:8]} has another content")


def _versions(after: Recovered) -> Iterator[Finding]:
    """A contract has one version of its bank details, and of its mandate, that is in force."""
    details = Counter(
        after.session.scalars(
            select(BankDetails.tenancy_id).where(BankDetails.state == VersionState.CURRENT)
        )
    )
    mandates = Counter(
        after.session.scalars(select(Mandate.tenancy_id).where(Mandate.state.not_in(_GONE)))
    )
    for tenancy_id in after.session.scalars(select(BankDetails.tenancy_id).distinct()):
        for found, what in (
            (details[tenancy_id], "bank details"),
            (mandates[tenancy_id], "mandates"),
        ):
            if found > 1:
                yield doubled(f"contract {tenancy_id} has {found} current {what}")
            if found == 0:
                yield lost(f"contract {tenancy_id} has no current {what}")


def _releases(after: Recovered) -> Iterator[Finding]:
    """A release is all of it: decision, versions, row for the ERP, closed case, way back."""
    session = after.session
    decisions = _standing_decisions(after)
    rows = Counter(
        session.scalars(select(ErpRow.bank_change_id).where(ErpRow.cancelled_at.is_(None)))
    )
    versions = Counter(
        session.scalars(
            select(BankDetails.bank_change_id).where(BankDetails.state != VersionState.WITHDRAWN)
        )
    )
    ways_back = Counter(
        session.scalars(
            select(UndoEntry.case_id).where(
                UndoEntry.kind == UndoKind.RELEASE, UndoEntry.undone_at.is_(None)
            )
        )
    )
    closed = Counter(session.scalars(select(Case.id).where(Case.state == CaseState.CLOSED)))
    for change in session.scalars(select(BankChange)):
        wanted = int(change.state is BankChangeState.RELEASED)
        found = {
            "decisions": decisions[change.id, DecisionKind.RELEASED],
            "rows": rows[change.id],
            "versions": versions[change.id],
            "ways back": ways_back[change.case_id],
            "closed cases": closed[change.case_id],
        }
        for what, number in found.items():
            if number != wanted:
                text = f"{number} {what} of bank change {change.id}, {change.state.value}"
                yield doubled(text) if number > 1 else half(text)
        proposals = decisions[change.id, DecisionKind.PROPOSED]
        if proposals != int(change.state is not BankChangeState.OPEN):
            yield half(f"{proposals} proposals of bank change {change.id}, {change.state.value}")


def _standing_decisions(after: Recovered) -> Counter[tuple[int, DecisionKind]]:
    """Decisions that no other one has reversed."""
    rows = after.session.scalars(select(Decision)).all()
    reversed_ones = {row.reverses_id for row in rows}
    return Counter((row.bank_change_id, row.kind) for row in rows if row.id not in reversed_ones)


def _runs(after: Recovered) -> Iterator[Finding]:
    """Runs are numbered without gaps, and so are the rows in each."""
    runs = {run.number: run for run in after.session.scalars(select(ErpRun))}
    if sorted(runs) != list(range(1, len(runs) + 1)):
        yield half(f"the runs are {sorted(runs)}")
    rows = after.session.scalars(select(ErpRow).where(ErpRow.run_number.is_not(None))).all()
    contacts = after.session.scalars(select(ContactRow).where(ContactRow.run_number.is_not(None)))
    every = [*rows, *contacts]
    for number, run in runs.items():
        found = sorted(row.row_number or 0 for row in every if row.run_number == number)
        if found != list(range(1, run.row_count + 1)):
            yield half(f"run {number} of {run.row_count} has the rows {found}")
    handed_over = Counter(row.bank_change_id for row in rows)
    yield from (doubled(f"bank change {one}") for one, times in handed_over.items() if times > 1)


def _deliveries(after: Recovered) -> Iterator[Finding]:
    """What lies with the portal is whole and has one row; what is noted as sent lies there."""
    new = after.exchange / "to-portal" / "new"
    folders = {path.name: path for path in new.iterdir()} if new.exists() else {}
    rows = {row.event_id: row for row in after.session.scalars(select(Delivery))}
    for name, folder in folders.items():
        row = rows.get(name)
        if row is None or row.state is DeliveryState.CANCELLED or not row.attempts:
            yield doubled(f"event {name[:8]} left without its row")
        else:
            yield from _whole(row, folder)
    for row in rows.values():
        sent = row.state is DeliveryState.DELIVERED and row.channel is DeliveryChannel.PORTAL
        if sent and row.event_id not in folders:
            yield lost(f"event {row.event_id[:8]} is noted as sent and lies nowhere")


def _whole(row: Delivery, folder: Path) -> Iterator[Finding]:
    try:
        event = json.loads((folder / "event.json").read_bytes())
    except (OSError, ValueError):
        yield half(f"event {row.event_id[:8]} cannot be read")
        return
    if event["id"] != row.event_id or event["data"] != row.data:
        yield half(f"event {row.event_id[:8]} is another one than its row")
    for entry in row.data.get("attachments") or []:
        file = folder / entry["file"]
        if not file.is_file() or _hash(file) != entry["sha256"]:
            yield half(f"an attachment of event {row.event_id[:8]}")


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
