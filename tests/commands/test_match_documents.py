"""Invented statements and what matching makes of them, as both are called."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.domain.document_match.reasons import Reason, ReasonCode
from desktop.domain.documents import TextState
from desktop.texts.document_match import reason_text


def run(data: Path, *arguments: str) -> int:
    return commands.run(
        [*arguments[:1], "--data-dir", str(data), *arguments[1:]], load_application=lambda: app
    )


def truth_of(folder: Path) -> dict[str, set[tuple[str, str]]]:
    found = defaultdict(set)
    with (folder / "truth.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found[row["file"]].add((row["company"], row["contract_number"]))
    return dict(found)


def test_no_seed_brings_a_letter_to_the_wrong_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    for seed in ("1", "20", "300"):
        folder = tmp_path / seed
        made = ("create-demo-statements", str(folder), "--seed", seed, "--count", "100")
        assert run(data, *made) == 0
        assert "100" in capsys.readouterr().out
        truth = truth_of(folder)
        # The product does not read it.
        (folder / "truth.csv").unlink()
        assert run(data, "match-documents", str(folder), "--format", "jsonl") == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert {line["file"] for line in lines} == set(truth)
        sure = [line for line in lines if line["verdict"] == "sure"]
        wrong = [
            line
            for line in sure
            if (line["company"], line["contract_number"]) not in truth[line["file"]]
        ]
        assert wrong == []
        readable = sum(len(t) for file, t in truth.items() if not file.startswith("scan_"))
        assert len(sure) >= 0.95 * readable
        assert sum(len(there) for there in truth.values()) == 100


def test_another_company_is_held_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, folder = tmp_path / "data", tmp_path / "letters"
    run(data, "create-demo-statements", str(folder), "--seed", "5", "--count", "100")
    strangers = {name for name, t in truth_of(folder).items() if {code for code, _ in t} == {"whs"}}
    assert strangers
    capsys.readouterr()
    assert run(data, "match-documents", str(folder), "--company", "thor") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    held = {line["file"]: line for line in lines if line["file"] in strangers}
    assert {line["verdict"] for line in held.values()} <= {"held", "none"}
    assert not [one for one in lines if one["verdict"] == "sure" and one["company"] == "whs"]

    assert run(data, "match-documents", str(folder), "--company", "nobody") == 2
    assert run(data, "match-documents", str(tmp_path / "gone")) == 2
    assert run(data, "create-demo-statements", str(folder), "--seed", "5") == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_can_be_told(code: ReasonCode) -> None:
    values = {
        ReasonCode.UNREADABLE: (TextState.LOCKED.value,),
        ReasonCode.REFUSED: ("files.damaged",),
    }.get(code, ("2025-01-01", "2025-12-31"))
    text = reason_text(Reason(code, 3, values))
    assert text
    assert "{" not in text
