"""Stores of companies: a network drive, a bucket of a server that speaks S3, sealed or not."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.companies import ChainedStore, CompanyStores, StoreOpener
from desktop.adapters.document_store.credentials import CredentialFile, Credentials
from desktop.adapters.document_store.remote import bucket_shelf
from desktop.adapters.document_store.store import ContentStore
from desktop.domain.document_places import BucketPlace, DocumentPlace, FolderPlace
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.services.documents.ports import DocumentStores
from desktop.services.ports import DocumentStore
from tests.support.s3_server import BUCKET, s3_server
from tests.support.surprises import LogWatch

KEY = MasterKey(bytes(range(32)))
LETTER = b"%PDF-1.7 Kaethe Gross " * 9000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with s3_server() as started:
        yield started


@pytest.fixture
def place(address: str, request: pytest.FixtureRequest) -> BucketPlace:
    prefix = hashlib.sha256(request.node.name.encode()).hexdigest()[:12]
    return BucketPlace(BUCKET, prefix, address, "eu-central-1")


class Book:
    """Says where two companies keep their documents."""

    def __init__(self, **places: tuple[DocumentPlace, ...]) -> None:
        self.places = places

    def of(self, company_code: str) -> tuple[DocumentPlace, ...]:
        return self.places[company_code]

    def all(self) -> tuple[DocumentPlace, ...]:
        return tuple(place for places in self.places.values() for place in places)


def code_of(store: DocumentStore, sha256: str) -> str:
    with pytest.raises(UserError) as caught:
        store.open(sha256)
    return caught.value.code


@pytest.mark.parametrize("key", [None, KEY])
def test_a_bucket_keeps_contents_and_proves_them(
    place: BucketPlace, key: MasterKey | None, log_watch: LogWatch
) -> None:
    shelf = bucket_shelf(place, "K", "S")
    store: DocumentStore = ContentStore(shelf, key)
    stored = store.put([LETTER[:1000], LETTER[1000:]])
    assert (stored.sha256, stored.size) == (hashlib.sha256(LETTER).hexdigest(), len(LETTER))
    assert store.put([LETTER]) == stored
    assert store.exists(stored.sha256)
    with store.open(stored.sha256) as content:
        assert content.read() == LETTER
    (kept,) = store.listed()
    assert kept.name == store.name_of(stored.sha256)
    assert (kept.name == stored.sha256) is (key is None)
    assert kept.since is not None
    assert abs(kept.since - datetime.now(UTC)) < timedelta(minutes=5)
    with shelf.open(kept.name) as raw:
        lying = raw.read()
    assert (b"Kaethe" in lying) is (key is None)
    shelf._files.pipe_file(f"{BUCKET}/{place.prefix}/{kept.name}", b"%PDF-1.7 something else")
    assert code_of(store, stored.sha256) == "documents.damaged"
    shelf._files.pipe_file(f"{BUCKET}/{place.prefix}/{kept.name}", b"x" * len(lying))
    with log_watch.expected(containing=kept.name):
        store.put([LETTER])
    with store.open(stored.sha256) as content:
        assert content.read() == LETTER
    assert code_of(store, "0" * 64) == "documents.missing"
    assert not store.exists("0" * 64)


def test_a_server_that_does_not_answer_has_lost_nothing(address: str) -> None:
    nowhere = BucketPlace(BUCKET, "x", "http://127.0.0.1:9", "eu-central-1")
    store = ContentStore(bucket_shelf(nowhere, "K", "S"))
    assert code_of(store, "0" * 64) == "documents.unreachable"
    for ask in (lambda: store.exists("0" * 64), lambda: list(store.listed())):
        with pytest.raises(UserError, match=r"documents\.unreachable"):
            ask()
    no_bucket = ContentStore(
        bucket_shelf(BucketPlace("gibt-es-nicht", "x", address, "eu-central-1"), "K", "S")
    )
    with pytest.raises(UserError, match=r"documents\.unreachable"):
        no_bucket.put([b"x"])


def test_a_drive_that_is_not_there_has_lost_nothing_and_is_not_made(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    open_store = StoreOpener(CredentialFile(tmp_path / "keys.json"))
    store = open_store(FolderPlace(str(drive)))
    stored = store.put([LETTER])
    with store.open(stored.sha256) as content:
        assert content.read() == LETTER
    away = tmp_path / "away"
    drive.rename(away)
    assert code_of(store, stored.sha256) == "documents.unreachable"
    for ask in (lambda: store.exists("0" * 64), lambda: store.put([b"x"])):
        with pytest.raises(UserError, match=r"documents\.unreachable"):
            ask()
    assert not drive.exists()
    away.rename(drive)
    assert code_of(store, "0" * 64) == "documents.missing"


def test_each_company_has_its_store_and_everything_is_found_where_it_lies(
    tmp_path: Path, place: BucketPlace
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    keys = CredentialFile(tmp_path / "keys.json")
    common = FolderDocumentStore(tmp_path / "documents", KEY)
    book = Book(common=(), moved=(place, FolderPlace(str(drive))))
    stores: DocumentStores = CompanyStores(common, book, StoreOpener(keys, KEY))
    with pytest.raises(UserError, match=r"documents\.no_credentials"):
        stores.of("moved").put([b"late"])
    assert code_of(stores.of("moved"), "0" * 64) == "documents.no_credentials"
    keys.keep(place, Credentials("K", "S"))
    earliest = stores.of("common").put([b"earliest"])
    book.places["moved"] = (FolderPlace(str(drive)),)
    earlier = stores.of("moved").put([b"earlier"])
    book.places["moved"] = (place, FolderPlace(str(drive)))
    late = stores.of("moved").put([b"late"])
    for stored in (earliest, earlier, late):
        assert stores.of("moved").exists(stored.sha256)
        with stores.of("moved").open(stored.sha256) as content:
            assert hashlib.sha256(content.read()).hexdigest() == stored.sha256
    assert code_of(stores.of("common"), late.sha256) == "documents.missing"
    assert [len(list(store.listed())) for store in stores.every()] == [1, 1, 1]
    everywhere = CompanyStores(common, book, StoreOpener(keys, KEY)).common
    assert isinstance(everywhere, ChainedStore)
    assert everywhere.exists(late.sha256)
    with everywhere.open(late.sha256) as content:
        assert content.read() == b"late"
    shutil.rmtree(drive)
    assert code_of(everywhere, earlier.sha256) == "documents.unreachable"


def test_credentials_are_for_their_owner_only(tmp_path: Path, place: BucketPlace) -> None:
    keys = CredentialFile(tmp_path / "keys.json")
    keys.keep(place, Credentials("K", "very secret"))
    keys.keep(BucketPlace("andere"), Credentials("K2", "S2"))
    assert (keys.of(place).secret_key, keys.has(BucketPlace("dritte"))) == ("very secret", False)
    assert "secret" not in repr(keys.of(place)).replace("secret_key", "")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    (tmp_path / "keys.json").chmod(0o640)
    with pytest.raises(UserError, match=r"documents\.credentials_unusable"):
        keys.of(place)
    (tmp_path / "keys.json").chmod(0o600)
    (tmp_path / "keys.json").write_text('{"x": "very secret"}')
    with pytest.raises(UserError, match=r"documents\.credentials_unusable") as caught:
        keys.of(place)
    assert caught.value.__suppress_context__
