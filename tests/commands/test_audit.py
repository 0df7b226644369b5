"""``audit`` as it is called: JSON lines, an exit status that can be watched, a file of anchors."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop import app, commands
from desktop.services.audit import AuditAction, record
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder


def test_the_log_is_anchored_verified_and_what_is_wrong_with_it_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")

    def call(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
        status = commands.run(
            ["audit", *arguments, "--data-dir", str(folder.path)], load_application=lambda: app
        )
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def tamper(statement: str) -> None:
        with (
            closing(app.build_context(folder)) as context,
            context.database.write_connection() as connection,
            connection.begin(),
        ):
            connection.execute(text("DROP TRIGGER IF EXISTS audit_events_no_delete"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_events_no_update"))
            connection.execute(text(statement))

    assert call("anchor") == (0, [{}]), "there is no line yet"
    with closing(app.build_context(folder)) as context:
        for case_id in (1, 2, 3):
            with context.database.write() as unit:
                record(unit, context, SYSTEM, AuditAction.CASE_CLOSED, "cases", case_id, None)
    status, (noted,) = call("anchor")
    assert (status, noted["id"]) == (0, 3)
    assert call("anchor") == (0, [{}]), "one for each day"
    none = {"changed": 0, "removed": 0, "inserted": 0, "cut_off": 0, "rewritten": 0, "restored": 0}
    assert call("verify") == (0, [{"checked": 3, "anchors": 1, **none}])
    tamper("UPDATE audit_events SET actor = 'somebody' WHERE id = 1")
    tamper("DELETE FROM audit_events WHERE id = 3")
    status, told = call("verify")
    assert status == 1
    assert told == [
        {"fault": "changed", "first": 1, "last": 1, "day": None},
        {"fault": "cut_off", "first": 3, "last": 3, "day": noted["day"]},
        {"checked": 2, "anchors": 1, **none, "changed": 1, "cut_off": 1},
    ]
    other = tmp_path / "other.jsonl"
    assert call("verify", "--anchors", str(other))[1][-1]["cut_off"] == 0
    other.write_text("Ich war es nicht.\n", "utf-8")
    assert call("verify", "--anchors", str(other)) == (2, [])
    assert not (folder.path / "audit-anchors.jsonl").read_text("utf-8").count("\n\n")
