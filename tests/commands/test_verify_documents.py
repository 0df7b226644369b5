"""``verify-documents`` as it is called: one JSON line, and an exit status that can be watched."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.settings import DataFolder
from tests.services.test_backups import keep_document


def test_it_tells_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = DataFolder(tmp_path / "data")
    with closing(app.build_context(folder)) as context:
        kept, lost = (keep_document(context, content) for content in (b"kept", b"lost"))
        young = context.documents.put([b"young"])

    def verify() -> int:
        arguments = ["verify-documents", "--data-dir", str(folder.path)]
        return commands.run(arguments, load_application=lambda: app)

    assert verify() == 0
    assert json.loads(capsys.readouterr().out) == {
        "documents": 2,
        "sound": 2,
        "missing": [],
        "damaged": [],
        "orphans": [],
        "young": 1,
    }
    (folder.documents / lost).unlink()
    (folder.documents / kept).write_bytes(b"kapt")
    assert verify() == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["missing"], told["damaged"], told["sound"]) == ([lost], [kept], 0)
    assert (folder.documents / young.sha256).is_file()
