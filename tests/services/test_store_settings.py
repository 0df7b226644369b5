"""Where a company keeps its documents is set by an administrator, once the place has answered."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.documents.store_settings import (
    PlaceChoice,
    SaveStoreSettings,
    StoreForm,
    StoreSettings,
    list_store_settings,
    save_store_settings,
)
from desktop.services.staff.access import Actor
from tests.support.factories import actor_of, add_household, add_staff
from tests.support.s3_server import BUCKET, s3_server


@pytest.fixture
def admin(context: ServiceContext) -> Actor:
    home = add_household(context.database)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida"))


def saved(context: ServiceContext, admin: Actor, form: StoreForm) -> StoreSettings:
    before = list_store_settings(context, admin)[0]
    command = SaveStoreSettings(before.company_id, form, before.version)
    return save_store_settings(context, admin, command)


def places(context: ServiceContext) -> object:
    with context.database.read() as session:
        return session.scalars(select(Company.settings)).one().get("document_places")


def test_a_company_moves_to_a_folder_to_a_bucket_and_back(
    context: ServiceContext, admin: Actor, tmp_path: Path
) -> None:
    assert list_store_settings(context, admin)[0].form == StoreForm()
    with context.database.read() as session:
        code = session.scalars(select(Company.code)).one()
    drive = tmp_path / "drive"
    drive.mkdir()
    folder = StoreForm(choice=PlaceChoice.FOLDER, folder=str(drive))
    kept = [context.stores.of(code).put([b"common"])]
    assert saved(context, admin, replace(folder, folder=f" {drive} ")).form == folder
    kept.append(context.stores.of(code).put([b"drive"]))
    with s3_server() as address:
        bucket = StoreForm(
            choice=PlaceChoice.BUCKET, bucket=BUCKET, endpoint=address, region="eu-central-1"
        )
        with pytest.raises(UserError, match=r"documents\.no_credentials"):
            saved(context, admin, bucket)
        typed = replace(bucket, access_key="K", secret_key="very secret")
        assert saved(context, admin, typed).form == bucket
        kept.append(context.stores.of(code).put([b"bucket"]))
        assert saved(context, admin, StoreForm()).form == StoreForm()
        kept.append(context.stores.of(code).put([b"common again"]))
        assert places(context) == [
            "common",
            f"s3://{BUCKET}?endpoint={address}&region=eu-central-1",
            str(drive),
        ]
        for one in kept:
            context.stores.of(code).open(one.sha256).close()
        assert [len(list(store.listed())) for store in context.stores.every()] == [2, 1, 1]
    with context.database.read() as session:
        everything = [
            *(json.dumps(one) for one in session.scalars(select(Company.settings))),
            *(json.dumps(one) for one in session.scalars(select(AuditEvent.details))),
        ]
    assert not [text for text in everything if "very secret" in text]
    assert "secret" not in repr(typed)


def test_what_does_not_answer_or_fit_is_not_kept(
    context: ServiceContext, admin: Actor, tmp_path: Path
) -> None:
    bucket = StoreForm(choice=PlaceChoice.BUCKET, bucket=BUCKET)
    for form, code in (
        (StoreForm(choice=PlaceChoice.FOLDER, folder="akten"), "store_settings.bad_path"),
        (
            StoreForm(choice=PlaceChoice.FOLDER, folder=str(tmp_path / "none")),
            "documents.unreachable",
        ),
        (replace(bucket, bucket="A"), "store_settings.bad_bucket"),
        (replace(bucket, prefix="../x"), "store_settings.bad_prefix"),
        (replace(bucket, endpoint="http://s3.example.org"), "store_settings.bad_endpoint"),
        (replace(bucket, region="EU 1"), "store_settings.bad_region"),
        (replace(bucket, access_key="K"), "store_settings.half_a_key"),
        (
            replace(bucket, endpoint="http://127.0.0.1:9", access_key="K", secret_key="S"),
            "documents.unreachable",
        ),
    ):
        with pytest.raises(UserError) as caught:
            saved(context, admin, form)
        assert (form, caught.value.code) == (form, code)
    assert places(context) is None
    assert not (tmp_path / "document-stores.json").exists()
