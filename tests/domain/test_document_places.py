"""Places of documents as they stand in a company's settings."""

import pytest

from desktop.domain.company_rules import CompanyRules
from desktop.domain.document_places import BucketPlace, CommonPlace, FolderPlace, parse_place
from desktop.services.staff.company_settings import parse_rules, stored_form

GOOD = [
    ("common", CommonPlace()),
    (r"\\server\akten\thor", FolderPlace(r"\\server\akten\thor")),
    ("/mnt/akten", FolderPlace("/mnt/akten")),
    ("s3://akten", BucketPlace("akten")),
    (
        "s3://akten/thor/docs?endpoint=https://s3.example.org:9000&region=eu-1",
        BucketPlace("akten", "thor/docs", "https://s3.example.org:9000", "eu-1"),
    ),
    ("s3://akten?endpoint=http://127.0.0.1:9", BucketPlace("akten", "", "http://127.0.0.1:9")),
]


def test_places_are_read_and_written_alike() -> None:
    for text, place in GOOD:
        assert parse_place(text) == place
        assert place.as_text() == text
    rules = CompanyRules(document_places=tuple(text for text, _ in GOOD))
    assert parse_rules(stored_form(rules), "thor") == rules


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "path"),
        ("akten", "path"),
        ("../akten", "path"),
        ("/mnt/a\nb", "path"),
        ("s3://", "bucket"),
        ("s3://Akten", "bucket"),
        ("s3://akten/../x", "prefix"),
        ("s3://akten?endpoint=http://s3.example.org", "endpoint"),
        ("s3://akten?endpoint=ftp://s3.example.org", "endpoint"),
        ("s3://akten?endpoint=https://user:word@s3.example.org", "endpoint"),
        ("s3://akten?endpoint=https://s3.example.org/path", "endpoint"),
        ("s3://akten?endpoint=https://s3.example.org:123456", "endpoint"),
        ("s3://akten?region=EU/1", "region"),
    ],
)
def test_what_is_no_place_is_refused(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        parse_place(text)
