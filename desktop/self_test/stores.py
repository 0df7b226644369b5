"""Does the document store work here: sealed contents, and what speaks S3 to other computers?"""

import os

from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.remote import bucket_shelf
from desktop.domain.document_places import BucketPlace
from desktop.domain.master_key import MasterKey
from desktop.self_test.check import Place, demand, expect


def check_document_store(place: Place) -> str:
    """A sealed content comes back, and a client for S3 is made, with nobody to speak to."""
    key = MasterKey(os.urandom(32))
    store = FolderDocumentStore(place.path / "sealed", key)
    stored = store.put([b"Gr\xc3\xbc\xc3\x9fe"])
    with store.open(stored.sha256) as content:
        expect("AES-GCM", content.read(), b"Gr\xc3\xbc\xc3\x9fe")
    demand("HMAC", store.path(stored.sha256).name != stored.sha256)
    somewhere = BucketPlace("akten", "", "https://s3.example.org", "eu-central-1")
    bucket_shelf(somewhere, "K", "S").prepare()
    return "AES-256-GCM, S3"
