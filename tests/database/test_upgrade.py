"""Databases of every earlier release come to today's schema, and nothing of them is lost."""

import lzma
from contextlib import closing
from pathlib import Path

import pytest

from desktop import app
from desktop.database.backup import Content, sound_content
from desktop.database.schema_versions import head_revision
from desktop.services.audit_trail.verifying import verify_trail
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder
from tests import fixtures

RELEASES = sorted(Path(fixtures.__file__).parent.glob("*.sqlite.xz"))
_LARGEST = 1 << 20


def content_of(database: Path) -> Content:
    found = sound_content(database)
    assert found is not None
    return found


def test_there_is_a_database_of_every_release_and_it_is_small() -> None:
    assert [release.name for release in RELEASES] == ["demo-0.1.0-schema-0028.sqlite.xz"]
    assert all(release.stat().st_size < _LARGEST for release in RELEASES)


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
def test_a_database_of_a_release_is_brought_to_today(release: Path, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.database_file.write_bytes(lzma.decompress(release.read_bytes()))
    before = content_of(folder.database_file)
    assert before.revision is not None
    assert before.revision in release.name
    with closing(app.build_context(folder)) as context:
        report = verify_trail(context, SYSTEM, app.build_anchors(folder))
    after = content_of(folder.database_file)
    assert after.revision == head_revision()
    assert report.is_intact
    assert (after.audit_id, after.audit_hash) == (before.audit_id, before.audit_hash)
    assert report.checked == before.rows["audit_events"] > 0
    # A revision may add rows and tables; what people made is all there.
    for table in ("cases", "messages", "tenancies", "bank_details", "decisions", "documents"):
        assert after.rows[table] == before.rows[table], table
    assert before.rows["cases"] > 0
    for column, total in before.sums.items():
        assert after.sums.get(column, total) == total, column
    copies = list(folder.path.glob("*-before-*.sqlite"))
    assert len(copies) == (before.revision != head_revision())
    assert all(content_of(copy) == before for copy in copies)
