"""What the page of master data asks: how files would be read, what was taken in before."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased

from desktop.database.statements import insert_with_conflict
from desktop.domain.accounts import ImportState
from desktop.domain.errors import UserError
from desktop.models.company import Staff
from desktop.models.master_data import ColumnMapping, MasterDataImport
from desktop.services.context import ServiceContext
from desktop.services.leases import is_held
from desktop.services.master_data.importing import LEASE
from desktop.services.master_data.ports import Spreadsheets
from desktop.services.master_data.tables import (
    PLACES,
    TableChoice,
    TableOffer,
    headings_hash,
    offer_for,
    open_sheets,
)
from desktop.services.master_data.view import ImportCounts, PastImport
from desktop.services.staff.access import Actor, Permission, require

SHOWN = 200
"""So many imports the history shows, the newest."""


def look_into(
    context: ServiceContext, actor: Actor, spreadsheets: Spreadsheets, paths: Sequence[Path]
) -> tuple[TableOffer, ...]:
    """Return the tables of files and how each would be read.

    Raises:
        UserError: ``access.denied``, ``spreadsheet.*``.
    """
    require(actor, Permission.ADMINISTER)
    sheets = open_sheets(spreadsheets, paths)
    with context.database.read() as session:
        return tuple(offer_for(session, sheet.facts, None) for sheet in sheets)


def remember_columns(
    context: ServiceContext, actor: Actor, offer: TableOffer, choice: TableChoice
) -> None:
    """Remember what a person said of these headings, for the next file that has the same.

    Raises:
        UserError: ``access.denied``, ``master_data.columns_missing``.
    """
    require(actor, Permission.ADMINISTER)
    chosen = TableOffer(offer.facts, choice.kind, choice.columns, remembered=True)
    if chosen.missing:
        raise UserError(
            "master_data.columns_missing",
            file=offer.facts.name,
            columns=", ".join(chosen.missing),
        )
    values = {
        # By their places: what the headings say may be the first row of a file that has none.
        "columns": {PLACES: list(choice.columns)},
        "saved_at": context.clock.now(),
        "saved_by_id": actor.staff_id,
    }
    with context.database.write() as unit:
        unit.session.execute(
            insert_with_conflict(unit.session, ColumnMapping)
            .values(kind=choice.kind, headings=headings_hash(offer.facts.headings), **values)
            .on_conflict_do_update(index_elements=["kind", "headings"], set_=values)
        )


def list_imports(context: ServiceContext, actor: Actor) -> tuple[PastImport, ...]:
    """Return what was taken in, the newest first.

    What still seems to run while nobody takes anything in was broken off: its program died.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    taker_back = aliased(Staff)
    query = (
        select(MasterDataImport, Staff.name, taker_back.name)
        .outerjoin(Staff, Staff.id == MasterDataImport.by_id)
        .outerjoin(taker_back, taker_back.id == MasterDataImport.taken_back_by_id)
        .order_by(MasterDataImport.id.desc())
        .limit(SHOWN)
    )
    with context.database.read() as session:
        found = session.execute(query).all()
        runs = is_held(context, session, LEASE)
        return tuple(_past(row, by or "", back or "", runs=runs) for row, by, back in found)


def _past(row: MasterDataImport, by: str, taken_back_by: str, *, runs: bool) -> PastImport:
    did = row.added or row.changed or row.ended
    died = row.state is ImportState.RUNNING and not runs
    state = ImportState.STOPPED if died else row.state
    return PastImport(
        import_id=row.id,
        kind=row.kind,
        state=state,
        file_name=row.file_name,
        started_at=row.started_at,
        finished_at=row.finished_at,
        by=by,
        counts=ImportCounts(row.added, row.changed, row.ended, row.suspicious, row.bad),
        taken_back_at=row.taken_back_at,
        taken_back_by=taken_back_by,
        take_back_reason=row.take_back_reason,
        can_be_taken_back=bool(did) and state in (ImportState.DONE, ImportState.STOPPED),
    )
