"""Who sees which batch and which import: what may be anybody's asks for the right to all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop.domain.documents import UploadState, Verdict
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.document import UploadRow
from desktop.services.consumption.use_cases import usage_desk
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.staff.companies import has_every_company
from desktop.services.uploads import use_cases as uploads
from tests.support.factories import (
    Household,
    actor_of,
    add_company,
    add_household,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.upload_batches import STATEMENTS, batch_of
from tests.support.usage import add_meter, take, usage_file

NAMES = "Betriebskostenabrechnung 2025 Vertrag 77.0001.0001 Svea Testhausen"


class Two:
    """Company ``thor`` with its clerk, company ``whs`` with a contract, and who may see both."""

    def __init__(self, context: ServiceContext) -> None:
        self.home: Household = add_household(context.database)
        with context.database.write() as unit:
            thor = unit.session.get_one(Company, self.home.company_id)
            whs = add_company(unit, "whs")
            tenant = add_tenant(unit, whs, first_name="Svea", surname="Testhausen")
            tenancy = add_tenancy(unit, whs, add_unit(unit, whs), [tenant], "77.0001.0001")
            self.tenancy_id = tenancy.id
            self.both: Actor = actor_of(add_staff(unit, "both", [thor, whs], name="Bo Beide"))


@pytest.fixture
def two(context: ServiceContext) -> Two:
    return Two(context)


def denied(act: Callable[[], object]) -> bool:
    """Whether the act is refused for want of a right."""
    with pytest.raises(UserError) as raised:
        act()
    return raised.value.code == "access.denied"


def test_a_batch_for_all_companies_asks_for_the_right_to_all(
    context: ServiceContext, two: Two, tmp_path: Path
) -> None:
    clerk = two.home.clerk
    upload_id = batch_of(context, two.both, tmp_path / "files", {"a.pdf": NAMES})
    (row,) = uploads.upload_rows(context, two.both, upload_id)
    assert (row.verdict, row.tenants) == (Verdict.SURE, ("Svea Testhausen",))
    assert [one.id for one in uploads.list_uploads(context, two.both)] == [upload_id]
    assert uploads.list_uploads(context, clerk) == ()
    assert denied(lambda: uploads.upload_line(context, clerk, upload_id))
    assert denied(lambda: uploads.row_file(context, clerk, row.id))
    assert denied(lambda: uploads.discard_upload(context, clerk, upload_id, "fremd"))
    assert denied(lambda: uploads.publish_upload(context, clerk, upload_id))
    assert denied(lambda: uploads.make_upload(context, clerk, STATEMENTS))
    assert [has_every_company(context, one) for one in (clerk, two.both)] == [False, True]
    assert uploads.upload_line(context, two.both, upload_id).state is UploadState.OPEN


def test_a_batch_of_one_company_tells_nothing_of_another_ones_contracts(
    context: ServiceContext, two: Two, tmp_path: Path
) -> None:
    clerk = two.home.clerk
    command = replace(STATEMENTS, company_id=two.home.company_id)
    upload_id = batch_of(context, clerk, tmp_path / "files", {"a.pdf": NAMES}, command)
    (row,) = uploads.upload_rows(context, clerk, upload_id)
    assert (row.verdict, row.tenancy_id) == (Verdict.HELD, None)
    assert (row.tenants, row.contract_number, row.address, row.company) == ((), "", "", "")
    assert [one.speaks_for for one in uploads.row_pages(context, clerk, row.id)] == [()]
    assert uploads.row_ways(context, clerk, row.id) == ()
    (seen,) = uploads.upload_rows(context, two.both, upload_id)
    assert seen.tenants == ("Svea Testhausen",)

    # Whatever makes it ready: who may not publish it leaves the batch as it is.
    with context.database.write() as unit:
        unit.session.execute(update(UploadRow).values(decided_at=context.clock.now()))
    assert denied(lambda: uploads.publish_upload(context, clerk, upload_id))
    assert uploads.upload_line(context, clerk, upload_id).state is UploadState.OPEN


def test_imports_of_other_companies_are_not_listed(
    context: ServiceContext, two: Two, tmp_path: Path
) -> None:
    add_meter(context, two.home.tenancy_id)
    add_meter(context, two.tenancy_id, "0815")
    theirs = {"company": "whs", "meter_number": "0815", "month": "2026-09", "value": "5"}
    take(context, usage_file(tmp_path / "whs.csv", theirs))
    take(context, usage_file(tmp_path / "thor.csv", {"month": "2026-09", "value": "5"}))
    mixed = ({"month": "2026-08", "value": "5"}, theirs | {"month": "2026-08"})
    take(context, usage_file(tmp_path / "both.csv", *mixed))

    def files(actor: Actor) -> list[str]:
        return [one.file_name for one in usage_desk(context, actor, None).imports]

    assert files(two.home.clerk) == ["thor.csv"]
    assert files(two.both) == ["both.csv", "thor.csv", "whs.csv"]
