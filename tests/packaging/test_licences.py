"""Nothing is packed whose licence nobody knows; the list of parts is what CycloneDX calls one."""

import json
import re
import sys
from pathlib import Path

import msgspec
import pytest
import schwifty
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from desktop import shipped_parts
from tests.packaging.conftest import ROOT

sys.path.append(str(ROOT / "packaging"))

import licences
import sbom

QT = ("libQt6Core.so.6", "/nowhere/libQt6Core.so.6", "BINARY")
BANKS = ("schwifty/bic.py", str(Path(schwifty.__file__)), "DATA")
FONT = ("resources/fonts/Inter-Bold.ttf", str(ROOT / "resources/fonts/Inter-Bold.ttf"), "DATA")
MOMENT = 1_790_000_000


def test_each_file_belongs_to_its_parts() -> None:
    found = {part.name: part for part in licences.parts_of([QT, BANKS, FONT])}
    assert {"Qt", "schwifty", "Inter", "Mieterdesk", "pyinstaller"} <= set(found)
    assert found["schwifty"].licence == "MIT"
    assert found["schwifty"].version
    assert [text.name for text in found["Qt"].texts][:2] == ["LGPL-3.txt", "GPL-3.txt"]
    for part in found.values():
        assert part.texts
        assert all(text.is_file() for text in part.texts), part


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it would be Python's")
def test_a_file_of_nobodys_is_not_packed() -> None:
    stray = ("lib/strange.so", "/nowhere/strange.so", "BINARY")
    with pytest.raises(licences.NobodysFilesError, match=r"strange\.so"):
        licences.parts_of([BANKS, stray])


def test_a_part_without_a_text_is_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "_TEXT", re.compile("nothing is called so"))
    with pytest.raises(licences.NobodysFilesError, match="schwifty"):
        licences.parts_of([BANKS])


def test_the_program_reads_what_is_written(tmp_path: Path) -> None:
    parts = licences.parts_of([QT, BANKS, FONT])
    written = licences.write(parts, tmp_path)
    assert {Path(place).name for place, _, _ in written} >= {"index.json", "README.txt"}
    read = shipped_parts.shipped_parts(tmp_path)
    assert [part.name for part in read] == [part.name for part in parts]
    assert all(shipped_parts.licence_text(part, tmp_path) for part in read)


def test_the_bill_of_materials_is_one() -> None:
    parts = licences.parts_of([QT, BANKS, FONT])
    text = sbom.document(parts, MOMENT)
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert sbom.document(parts, MOMENT) == text
    named = {one["name"] for one in json.loads(text)["components"]}
    assert named == {part.name for part in parts} - {"Mieterdesk"}
    # The validator bites.
    assert validator.validate_str(text.replace('"library"', '"bookshelf"', 1)) is not None


def test_the_packages_list_is_complete(package: Path) -> None:
    """Every library that has a folder of its own in the package is a part."""
    inside = package / "_internal"
    parts = shipped_parts.shipped_parts(inside / licences.FOLDER)
    names = {part.name for part in parts}
    assert {"Python", "Qt", "pyside6-essentials", "sqlalchemy", "openpyxl", "Inter"} <= names
    assert all(shipped_parts.licence_text(part, inside / licences.FOLDER) for part in parts)
    bill = msgspec.json.decode((inside / sbom.NAME).read_bytes())
    assert len(bill["components"]) == len(parts) - 1
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str((inside / sbom.NAME).read_text("utf-8")) is None
