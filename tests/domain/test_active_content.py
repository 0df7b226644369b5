"""Documents that do something by themselves are known, however they hide it."""

import zlib

import pytest

from desktop.domain import active_content
from desktop.domain.active_content import acts_by_itself, parts_act
from tests.support import pdf_files


@pytest.mark.parametrize(
    "name",
    [b"JavaScript", b"Launch", b"J#61vaScript", b"#4aavaScript", b"EmbeddedFile", b"RichMedia"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_acts_is_known_in_the_open_and_packed(name: bytes, packed: bool) -> None:
    assert acts_by_itself(pdf_files.acting(name, packed=packed))


def test_plain_documents_and_words_about_scripts_are_fine() -> None:
    assert not acts_by_itself(pdf_files.letter("JavaScript und Launch", "EmbeddedFile"))
    assert not acts_by_itself(pdf_files.acting(b"JavaScripture", packed=True))
    assert not acts_by_itself(pdf_files.acting(b"GoTo#20"))
    assert not acts_by_itself(pdf_files.pages(300))


def test_whoever_packs_too_much_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_content, "_UNPACKED", 1000)
    bomb = pdf_files.stream(
        zlib.compress(b" " * 100_000), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    )
    assert acts_by_itself(b"%PDF-1.7\n1 0 obj\n" + bomb + b"\nendobj\n%%EOF\n")


def test_parts_of_office_documents_that_act() -> None:
    assert parts_act(["word/document.xml", "word/embeddings/oleObject1.bin"])
    assert parts_act(["word/activeX/activeX1.xml"])
    assert parts_act(["content.xml", "Basic/Standard/script-lb.xml"])
    assert not parts_act(["[Content_Types].xml", "word/document.xml", "word/media/image1.png"])
