"""Batches and their letters as screens show them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session

from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_period import Period
from desktop.domain.documents import RowState, Verdict
from desktop.domain.errors import UserError
from desktop.models.company import Company, Staff
from desktop.models.document import Upload, UploadRow
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import ChosenWay
from desktop.services.documents.view import PartyWay
from desktop.services.documents.ways import contracts_of, party_ways, time_of
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor, Permission, in_reach, require
from desktop.services.staff.companies import reaches_all
from desktop.services.uploads.loading import (
    facts_of,
    is_ready,
    is_unread,
    load_upload,
    match_of_row,
    period_of,
)
from desktop.services.uploads.planning import timing_of, together
from desktop.services.uploads.view import PageLine, RowLine, UploadCounts, UploadLine

_ORDER = (Verdict.HELD, Verdict.NONE, Verdict.CHECK, Verdict.SURE)
"""The order of the list: what needs a person comes first."""


def list_uploads(context: ServiceContext, actor: Actor) -> tuple[UploadLine, ...]:
    """Return the batches of the companies that a person may see, the newest first."""
    require(actor, Permission.READ_CASES)
    query = select(Upload).order_by(Upload.id.desc())
    with context.database.read() as session:
        if not reaches_all(session, actor):
            # Those of all companies belong to who may see all of them.
            query = query.where(Upload.company_id.in_(actor.company_ids or ()))
        now = context.clock.now()
        return tuple(_line(session, upload, now) for upload in session.scalars(query))


def upload_line(context: ServiceContext, actor: Actor, upload_id: int) -> UploadLine:
    """Return the head of a batch's page with its exact counts.

    Raises:
        UserError: as ``load_upload``.
    """
    with context.database.read() as session:
        upload = load_upload(session, actor, upload_id)
        return _line(session, upload, context.clock.now())


def upload_rows(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    verdict: Verdict | None = None,
    *,
    states: Sequence[RowState] = (RowState.WAITING,),
) -> tuple[RowLine, ...]:
    """Return the letters of a batch that were read: held back, no hit, to check, sure.

    Raises:
        UserError: as ``load_upload``.
    """
    with context.database.read() as session:
        upload = load_upload(session, actor, upload_id)
        query = _rows(upload_id).where(UploadRow.state.in_(states))
        if verdict is not None:
            query = query.where(UploadRow.verdict == verdict)
        return _row_lines(context, session, actor, upload, session.scalars(query).all())


def upload_row(context: ServiceContext, actor: Actor, row_id: int) -> RowLine:
    """Return one letter as it stands now.

    Raises:
        UserError: ``upload.row_not_found``; as ``load_upload``.
    """
    with context.database.read() as session:
        row = loaded_row(session, actor, row_id)
        upload = session.get_one(Upload, row.upload_id)
        return _row_lines(context, session, actor, upload, [row])[0]


def row_pages(context: ServiceContext, actor: Actor, row_id: int) -> tuple[PageLine, ...]:
    """Return for each page of a letter whom it names, and which words to mark on it.

    Raises:
        UserError: as ``upload_row``.
    """
    with context.database.read() as session:
        row = loaded_row(session, actor, row_id)
        pages = facts_of(row).pages
        ids = {one.tenancy_id for page in pages for one in page.claims}
        people = _contracts(session, actor, sorted(ids))
        return tuple(_page_line(page, row.tenancy_id, people) for page in pages)


def row_ways(context: ServiceContext, actor: Actor, row_id: int) -> tuple[PartyWay, ...]:
    """Return how a letter would reach each party; empty as long as nobody knows whose it is.

    Raises:
        UserError: as ``upload_row``.
    """
    with context.database.read() as session:
        row = loaded_row(session, actor, row_id)
        upload = session.get_one(Upload, row.upload_id)
        return _ways(context, session, actor, upload, [row]).get(row.id, ())


def rows_to_check(context: ServiceContext, actor: Actor, upload_id: int) -> Iterator[RowLine]:
    """Yield the letters that a person has to look at, for the list as CSV.

    Raises:
        UserError: as ``load_upload``.
    """
    for row in upload_rows(context, actor, upload_id):
        if not row.ready:
            yield row


def loaded_row(session: Session, actor: Actor, row_id: int) -> UploadRow:
    """Return a letter of a batch that the person may see.

    Raises:
        UserError: ``upload.row_not_found``; as ``load_upload``.
    """
    require(actor, Permission.READ_CASES)
    row = session.get(UploadRow, row_id)
    if row is None:
        raise UserError("upload.row_not_found")
    load_upload(session, actor, row.upload_id)
    return row


def _rows(upload_id: int) -> Select[tuple[UploadRow]]:
    order: ColumnElement[int] = case(
        {verdict: place for place, verdict in enumerate(_ORDER)},
        value=UploadRow.verdict,
        else_=len(_ORDER),
    )
    return (
        select(UploadRow)
        .where(UploadRow.upload_id == upload_id, UploadRow.verdict.is_not(None))
        .order_by(order, UploadRow.position, UploadRow.page_from)
    )


def _line(session: Session, upload: Upload, now: datetime) -> UploadLine:
    company = session.get(Company, upload.company_id) if upload.company_id else None
    maker = session.get(Staff, upload.made_by_id) if upload.made_by_id else None
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(UploadRow.size), 0)).where(
            UploadRow.upload_id == upload.id, UploadRow.split_from_id.is_(None)
        )
    ).one()
    timing, deadline = timing_of(upload, now, by_post=False)
    return UploadLine(
        id=upload.id,
        version=upload.version,
        number=upload.number,
        state=upload.state,
        kind=upload.kind,
        title=upload.title,
        period=period_of(upload),
        company_id=upload.company_id,
        company="" if company is None else company.short_name,
        visible_from=upload.visible_from,
        source=upload.source,
        made_at=upload.made_at,
        made_by="" if maker is None else maker.name,
        published_at=upload.published_at,
        files=files,
        size=int(size),
        counts=_counts(session, upload.id),
        deadline=deadline,
        timing=timing,
    )


def _counts(session: Session, upload_id: int) -> UploadCounts:
    decided = case((UploadRow.decided_at.is_not(None), 1), else_=0)
    verdicts: dict[Verdict, int] = dict.fromkeys(_ORDER, 0)
    found = {"ready": 0, "unread": 0}
    states = dict.fromkeys(RowState, 0)
    for state, verdict, by_hand, count in session.execute(
        select(UploadRow.state, UploadRow.verdict, decided, func.count())
        .where(UploadRow.upload_id == upload_id)
        .group_by(UploadRow.state, UploadRow.verdict, decided)
    ).tuples():
        states[state] += count
        if state is not RowState.WAITING:
            continue
        if verdict is None:
            found["unread"] += count
            continue
        verdicts[verdict] += count
        found["ready"] += count if by_hand or verdict is Verdict.SURE else 0
    return UploadCounts(
        verdicts=verdicts,
        ready=found["ready"],
        unread=found["unread"],
        published=states[RowState.PUBLISHED],
        removed=states[RowState.REMOVED],
    )


class _Contract:
    """What a list shows of a contract."""

    def __init__(self, tenancy: Tenancy, house: Property, company: Company) -> None:
        self.number = tenancy.contract_number
        self.ends_on = tenancy.ends_on
        self.address = f"{house.street} {house.house_number}"
        self.company = company.short_name
        self.tenants: list[str] = []

    @property
    def words(self) -> str:
        """Names and number."""
        return " · ".join([", ".join(self.tenants), self.number])


def _contracts(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, _Contract]:
    """The contracts among these that the person may see: a letter may name other companies'."""
    found: dict[int, _Contract] = {}
    reach = true() if actor.company_ids is None else Tenancy.company_id.in_(actor.company_ids)
    for part in portions(ids):
        for tenancy, house, company in session.execute(
            select(Tenancy, Property, Company)
            .join(Unit, Unit.id == Tenancy.unit_id)
            .join(Property, Property.id == Unit.property_id)
            .join(Company, Company.id == Tenancy.company_id)
            .where(Tenancy.id.in_(part), reach)
        ).tuples():
            found[tenancy.id] = _Contract(tenancy, house, company)
        for tenancy_id, first, surname in session.execute(
            select(TenancyParty.tenancy_id, Tenant.first_name, Tenant.surname)
            .join(Tenant, Tenant.id == TenancyParty.tenant_id)
            .where(TenancyParty.tenancy_id.in_(part))
            .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
        ).tuples():
            if tenancy_id in found:
                found[tenancy_id].tenants.append(f"{first} {surname}".strip())
    return found


def _row_lines(
    context: ServiceContext,
    session: Session,
    actor: Actor,
    upload: Upload,
    rows: Sequence[UploadRow],
) -> tuple[RowLine, ...]:
    ids = sorted({row.tenancy_id for row in rows if row.tenancy_id is not None})
    contracts = _contracts(session, actor, ids)
    ways = _ways(context, session, actor, upload, rows)
    names = dict(session.execute(select(Staff.id, Staff.name)).tuples().all())
    return tuple(
        _row_line(row, contracts.get(row.tenancy_id or 0), ways.get(row.id), names) for row in rows
    )


def _row_line(
    row: UploadRow,
    contract: _Contract | None,
    ways: tuple[PartyWay, ...] | None,
    names: dict[int, str],
) -> RowLine:
    return RowLine(
        id=row.id,
        version=row.version,
        file_name=row.file_name,
        state=row.state,
        size=row.size,
        pages=row.pages,
        first=row.page_from,
        last=row.page_to,
        without=facts_of(row).without if row.page_to and row.pages else (),
        verdict=row.verdict,
        reasons=match_of_row(row).reasons,
        tenancy_id=None if contract is None else row.tenancy_id,
        contract_number="" if contract is None else contract.number,
        tenants=() if contract is None else tuple(contract.tenants),
        address="" if contract is None else contract.address,
        ends_on=None if contract is None else contract.ends_on,
        company="" if contract is None else contract.company,
        decided_by=names.get(row.decided_by_id or 0, ""),
        decision_note=row.decision_note,
        way=None if ways is None else together({one.way for one in ways}),
        way_by_hand=row.way is not None,
        ready=is_ready(row),
        document_id=row.document_id,
        sha256=row.sha256,
        is_unread=is_unread(row),
    )


def _ways(
    context: ServiceContext,
    session: Session,
    actor: Actor,
    upload: Upload,
    rows: Sequence[UploadRow],
) -> dict[int, tuple[PartyWay, ...]]:
    known = {row.id: row.tenancy_id for row in rows if row.tenancy_id is not None}
    contracts = contracts_of(session, known.values())
    today, period = context.clock.today(), period_of(upload)
    found: dict[int, tuple[PartyWay, ...]] = {}
    for row in rows:
        contract = contracts.get(row.tenancy_id or 0)
        if contract is None or not in_reach(actor, contract.tenancy.company_id):
            continue
        time: Period = time_of(contract.tenancy, period, today)
        chosen = () if row.way is None else (ChosenWay(None, row.way, row.way_note),)
        try:
            found[row.id] = party_ways(contract, time, chosen)
        except UserError:
            # The chosen way does not work for everybody: the dry run says why.
            found[row.id] = party_ways(contract, time, ())
    return found


def _page_line(page: PageFacts, tenancy_id: int | None, people: dict[int, _Contract]) -> PageLine:
    own = [seen.text for seen in page.numbers if tenancy_id in seen.tenancies]
    own += [seen.text for seen in page.names if tenancy_id in seen.tenancies]
    other = [seen.text for seen in page.numbers if tenancy_id not in seen.tenancies]
    other += [
        seen.text for seen in page.names if tenancy_id not in seen.tenancies and not seen.aside
    ]
    named = {one for seen in page.names if not seen.aside for one in seen.tenancies}
    spoken = dict.fromkeys([*page.numbered, *sorted(named - {tenancy_id})])
    if tenancy_id in named:
        spoken.setdefault(tenancy_id)
    return PageLine(
        page=page.number,
        speaks_for=tuple(people[one].words for one in spoken if one in people),
        fits=tuple(dict.fromkeys(own)),
        contradicts=tuple(dict.fromkeys(other)),
    )
