"""Deal with one folder: read, judge, store its files, write, and put it where it belongs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, defer

from desktop.domain.kinds import IntakeOutcome, QuarantineState
from desktop.domain.portal_folder import FolderName, FolderPlace, PortalFolder
from desktop.models.exchange import IntakeRecord
from desktop.services.context import ServiceContext
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.reading import (
    DEFAULT_LIMITS,
    FolderContent,
    SizeLimits,
    fits,
    read_folder,
)
from desktop.services.staff.access import SYSTEM, Actor

if TYPE_CHECKING:
    from desktop.services.intake.decision import CompanyEntry, Decision

_LOG = logging.getLogger(__name__)
_RESOLVED = (QuarantineState.MENDED, QuarantineState.DISCARDED, QuarantineState.REPROCESSED)


@dataclass(frozen=True, slots=True)
class IntakePass:
    """What holds for all folders of one pass; made by ``begin_pass``."""

    context: ServiceContext
    inbox: PortalInbox
    companies: Mapping[str, CompanyEntry]
    limits: Mapping[str, SizeLimits]
    actor: Actor


def begin_pass(context: ServiceContext, inbox: PortalInbox, *, actor: Actor = SYSTEM) -> IntakePass:
    """Look up what holds for all folders. The caller holds the lease of the intake."""
    from desktop.services.intake.decision import load_companies

    with context.database.read() as session:
        companies = load_companies(session)
    limits = {code: company.limits for code, company in companies.items()}
    return IntakePass(context, inbox, companies, limits, actor)


def process(
    work: IntakePass, folder: PortalFolder, *, record_id: int | None = None
) -> IntakeOutcome:
    """Deal with one folder; ``record_id`` is that of one in quarantine that is processed again.

    Raises:
        OSError: the folder cannot be read now; nothing was written.
        UserError: ``database.*``, ``documents.*`` and the like; nothing was written.
    """
    from desktop.services.intake.decision import decide
    from desktop.services.intake.records import Arrival, store_files, write_arrival

    context = work.context
    content = read_folder(work.inbox, folder, limits=work.limits, now=context.clock.now())
    with context.database.read() as session:
        decision = decide(session, content, work.companies)
        older = _older_entries(session, content, decision, record_id)
    older = [entry for entry in older if _can_be_kept(work, content, entry)]
    kept_in = folder.place_name
    if folder.place is FolderPlace.CLAIMED:
        kept_in = work.inbox.free_name(folder)
    arrival = Arrival(
        content=content,
        decision=decision,
        files=store_files(context, work.inbox, content, decision, _still_kept(work, older)),
        kept_in=kept_in,
        record_id=record_id,
        mends=tuple(entry.id for entry in older),
    )
    with context.database.write() as unit:
        outcome = write_arrival(unit, context, work.actor, arrival)
    _settle(work, folder, kept_in if outcome is IntakeOutcome.QUARANTINED else None)
    if older or record_id is not None:
        tidy_quarantine(work)
    return outcome


def finish_interrupted(work: IntakePass, folder: PortalFolder) -> bool:
    """Do what follows the commit if a killed run has committed this folder.

    Returns:
        False if there was no commit: the folder is to be processed.
    """
    with work.context.database.read() as session:
        row = session.execute(
            select(
                IntakeRecord.id,
                IntakeRecord.outcome,
                IntakeRecord.quarantine_state,
                IntakeRecord.kept_in,
            ).where(IntakeRecord.claim == folder.place_name.text)
        ).one_or_none()
    if row is None:
        return False
    waits = row.quarantine_state is QuarantineState.OPEN and row.kept_in is not None
    kept_in = FolderName(row.kept_in) if waits else None
    if kept_in is not None and work.inbox.kept(kept_in, folder.name) is not None:
        # The name was free when the record was written; somebody has used it since.
        kept_in = work.inbox.free_name(folder)
        with work.context.database.write() as unit:
            unit.session.execute(
                update(IntakeRecord).where(IntakeRecord.id == row.id).values(kept_in=kept_in.raw)
            )
    _settle(work, folder, kept_in)
    return True


def has_resolved_folders(session: Session) -> bool:
    """Tell whether folders lie in the quarantine that need not lie there any more."""
    return session.scalar(_resolved().limit(1)) is not None


def tidy_quarantine(work: IntakePass) -> None:
    """Remove the folders that a person, or a mended delivery, has dealt with."""
    with work.context.database.read() as session:
        ids = session.scalars(_resolved()).all()
    for record_id in ids:
        try:
            _remove_kept(work, record_id)
        except OSError as error:
            _LOG.warning("a folder of the quarantine could not be removed: %s", error.strerror)


def kept_folder(inbox: PortalInbox, row: IntakeRecord) -> PortalFolder | None:
    """Return the folder of a quarantined record; None if somebody took it away."""
    if row.kept_in is None:
        return None
    kept_in = FolderName(row.kept_in)
    # The name's bytes are those of the quarantine unless a namesake lay there already.
    same = kept_in.text == row.folder
    return inbox.kept(kept_in, kept_in if same else FolderName(row.folder.encode("utf-8")))


def _resolved() -> Select[tuple[int]]:
    return select(IntakeRecord.id).where(
        IntakeRecord.quarantine_state.in_(_RESOLVED), IntakeRecord.kept_in.is_not(None)
    )


def _remove_kept(work: IntakePass, record_id: int) -> None:
    with work.context.database.read() as session:
        row = session.get_one(IntakeRecord, record_id, options=[defer(IntakeRecord.raw)])
    folder = kept_folder(work.inbox, row)
    if folder is not None:
        work.inbox.finish(folder)
    with work.context.database.write() as unit:
        unit.session.execute(
            update(IntakeRecord).where(IntakeRecord.id == record_id).values(kept_in=None)
        )


def _older_entries(
    session: Session, content: FolderContent, decision: Decision, record_id: int | None
) -> list[IntakeRecord]:
    """Quarantined deliveries of the same event that this one mends."""
    from desktop.services.intake.decision import Duplicate, Quarantined, open_quarantine

    if content.event is None or isinstance(decision, Quarantined | Duplicate):
        return []
    entries = open_quarantine(session, content.event.key)
    return [entry for entry in entries if entry.id != record_id]


def _can_be_kept(work: IntakePass, content: FolderContent, entry: IntakeRecord) -> bool:
    """Whether the files of a broken delivery may go to its record, so that its folder can go.

    What is too large to be taken in is too large to be kept: a person decides on it.
    """
    folder = kept_folder(work.inbox, entry)
    if folder is None:
        return True
    limits = work.limits.get(content.head.company or "", DEFAULT_LIMITS)
    return fits(work.inbox.files(folder), limits)


def _still_kept(work: IntakePass, entries: list[IntakeRecord]) -> list[tuple[int, PortalFolder]]:
    folders = ((entry.id, kept_folder(work.inbox, entry)) for entry in entries)
    return [(record_id, folder) for record_id, folder in folders if folder is not None]


def _settle(work: IntakePass, folder: PortalFolder, kept_in: FolderName | None) -> None:
    """Put the folder where it belongs after the commit; the next pass makes good what fails."""
    if folder.place is FolderPlace.QUARANTINE:
        return
    try:
        if kept_in is None:
            work.inbox.finish(folder)
        else:
            work.inbox.quarantine(folder, kept_in)
    except OSError as error:
        _LOG.warning("a folder could not be put away after its commit: %s", error.strerror)
