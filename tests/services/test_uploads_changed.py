"""Contracts and people change after a batch was read: nothing old is published."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop.domain.document_match.reasons import ReasonCode
from desktop.domain.document_period import Period
from desktop.domain.documents import Verdict
from desktop.domain.errors import UserError
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.context import ServiceContext
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import DecideRow
from tests.support.factories import Household, add_household
from tests.support.upload_batches import STATEMENTS, batch_of

LETTER = "Frau Aylin Musterbach\nVertrag 10.4417.0302\nBetriebskostenabrechnung 2025"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def rename(context: ServiceContext, home: Household, surname: str) -> None:
    """The party of the contract is somebody else."""
    with context.database.write() as unit:
        unit.session.execute(
            update(Tenant).where(Tenant.id == home.tenant_id).values(surname=surname)
        )


def row_of(
    context: ServiceContext, home: Household, upload_id: int
) -> tuple[Verdict | None, set[ReasonCode]]:
    """The one letter that waits."""
    (row,) = uploads.upload_rows(context, home.lead, upload_id)
    return row.verdict, {one.code for one in row.reasons}


def publish(context: ServiceContext, home: Household, upload_id: int) -> int | str:
    """How many letters were published, or why none could be."""
    try:
        return uploads.publish_upload(context, home.lead, upload_id).published
    except UserError as error:
        return error.code


def test_a_letter_is_judged_anew_where_its_contract_changed(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    upload_id = batch_of(context, home.lead, tmp_path / "files", {"a.pdf": LETTER})
    assert row_of(context, home, upload_id)[0] is Verdict.SURE
    rename(context, home, "Andere")
    assert publish(context, home, upload_id) == "upload.nothing_ready"
    assert row_of(context, home, upload_id)[0] is Verdict.CHECK

    # A decision holds for what it was made about.
    (row,) = uploads.upload_rows(context, home.lead, upload_id)
    decision = DecideRow(row_id=row.id, version=row.version, tenancy_id=home.tenancy_id)
    uploads.decide_row(context, home.lead, decision)
    rename(context, home, "Musterbach")
    assert publish(context, home, upload_id) == "upload.nothing_ready"
    verdict, reasons = row_of(context, home, upload_id)
    assert (verdict, ReasonCode.CHANGED in reasons) == (Verdict.CHECK, True)

    # What says nothing against it keeps it sure.
    other = batch_of(context, home.lead, tmp_path / "more", {"b.pdf": f"{LETTER}."})
    with context.database.write() as unit:
        unit.session.execute(update(Tenancy).values(starts_on=date(2022, 3, 1)))
    assert publish(context, home, other) == 1


def test_a_change_while_it_is_published_holds_the_letter_back(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    upload_id = batch_of(context, home.lead, tmp_path / "files", {"a.pdf": LETTER})

    def meanwhile() -> bool:
        rename(context, home, "Andere")
        return False

    done = uploads.publish_upload(context, home.lead, upload_id, is_cancelled=meanwhile)
    assert done.published == 0
    verdict, reasons = row_of(context, home, upload_id)
    assert (verdict, ReasonCode.CHANGED in reasons) == (Verdict.CHECK, True)
    # Changed back it is what it was.
    rename(context, home, "Musterbach")
    assert publish(context, home, upload_id) == 1


def test_what_a_person_changes_about_a_batch_lets_no_old_judgement_hold(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    upload_id = batch_of(context, home.lead, tmp_path / "files", {"a.pdf": LETTER})
    rename(context, home, "Andere")
    other = replace(STATEMENTS, period=Period(date(2024, 1, 1), date(2024, 12, 31)))
    for command in (other, STATEMENTS):
        uploads.change_upload(context, home.lead, upload_id, command)
    assert publish(context, home, upload_id) == "upload.nothing_ready"
    assert row_of(context, home, upload_id)[0] is Verdict.CHECK
    # What its pages say of the contract as it is now is published.
    rename(context, home, "Musterbach")
    again = batch_of(context, home.lead, tmp_path / "more", {"b.pdf": f"{LETTER}."})
    for command in (other, STATEMENTS):
        uploads.change_upload(context, home.lead, again, command)
    assert publish(context, home, again) == 1
