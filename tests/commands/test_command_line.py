"""What holds for every command: its help, its exit status, its one sentence when it cannot run."""

import argparse
import logging
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import commands
from desktop.domain.errors import UserError
from desktop.settings import DataFolder
from tests.support.surprises import LogWatch

ROOT = Path(__file__).resolve().parents[2]
Work = Callable[[argparse.Namespace], int]


def _no_application() -> commands.Application:
    raise AssertionError("this command needs no application")


def _run(*arguments: str) -> int:
    return commands.run(arguments, load_application=_no_application)


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Adds a command ``probe`` that does what the test wants."""

    def add(work: Work) -> None:
        module: Any = types.ModuleType("tests.commands.probe")
        module.NAME, module.HELP = "probe", "Probiert etwas."
        module.add_arguments = _add_arguments
        module.run = work
        monkeypatch.setitem(sys.modules, "tests.commands.probe", module)
        monkeypatch.setitem(commands.COMMANDS, "probe", "tests.commands.probe")

    return add


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?")
    parser.add_argument("--number", type=int)
    parser.add_argument("--format", choices=("jsonl", "csv"))
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--once", action="store_true")
    either.add_argument("--watch", action="store_true")


@pytest.mark.parametrize("status", [0, 1])
def test_the_status_of_the_command_is_handed_on(probe: Callable[[Work], None], status: int) -> None:
    probe(lambda args: status)
    assert _run("probe") == status


def test_the_data_folder_stands_after_the_name(
    probe: Callable[[Work], None], tmp_path: Path
) -> None:
    seen: list[DataFolder] = []

    def work(args: argparse.Namespace) -> int:
        seen.append(args.data_folder)
        return 0

    probe(work)
    assert _run("probe", "--data-dir", str(tmp_path / "there")) == 0
    assert _run("probe") == 0
    assert seen == [
        DataFolder(tmp_path / "there"),
        DataFolder(Path(os.environ["MIETERDESK_DATA_DIR"])),
    ]
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--number", "x"], "Für --number ist „x“ kein gültiger Wert."),
        (["--number"], "Hinter --number fehlt der Wert."),
        (["--format", "pdf"], "Für --format ist „pdf“ nicht möglich; möglich sind: jsonl, csv."),
        (["--nonsense"], "Diese Angabe ist nicht vorgesehen: --nonsense."),
        (["--form", "csv"], "Diese Angabe ist nicht vorgesehen: --form."),
        (["a", "b"], "Diese Angabe ist nicht vorgesehen: b."),
        (["--once=1"], "--once nimmt keinen Wert an."),
        (["--once", "--watch"], "--watch und --once schließen einander aus."),
    ],
)
def test_a_call_that_does_not_fit_is_one_sentence(
    probe: Callable[[Work], None],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    probe(lambda args: 0)
    assert _run("probe", *arguments) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", sentence + "\n")


def test_what_a_person_can_put_right_is_one_sentence(
    probe: Callable[[Work], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def work(args: argparse.Namespace) -> int:
        raise UserError("data_folder.not_usable", folder="/nowhere")

    probe(work)
    assert _run("probe") == 2
    sentence = (
        "Der Datenordner /nowhere lässt sich nicht anlegen oder nicht benutzen. Es wurde nichts "
        "geändert. Bitte prüfen Sie Pfad, Datenträger und Rechte.\n"
    )
    assert capsys.readouterr().err == sentence


def test_a_bug_is_one_sentence_and_its_details_are_in_the_log(
    probe: Callable[[Work], None],
    capsys: pytest.CaptureFixture[str],
    log_watch: LogWatch,
    tmp_path: Path,
) -> None:
    def work(args: argparse.Namespace) -> int:
        raise ZeroDivisionError("over DE89 3704 0044 0532 0130 00")

    probe(work)
    with log_watch.expected(logging.CRITICAL, logger="mieterdesk.crash"):
        assert _run("probe", "--data-dir", str(tmp_path)) == 2
    log = (tmp_path / "mieterdesk.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "0532" not in log
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "mieterdesk.log" in error
    assert "ZeroDivision" not in error


def test_a_reader_who_leaves_is_no_error(
    probe: Callable[[Work], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def work(args: argparse.Namespace) -> int:
        raise BrokenPipeError

    probe(work)
    assert _run("probe") == 0
    assert capsys.readouterr().err == ""


def test_an_interruption_is_quiet(
    probe: Callable[[Work], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def work(args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    probe(work)
    assert _run("probe") == 130
    assert capsys.readouterr().err == ""


def _main(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_help_lists_every_command_in_utf8_whatever_the_locale() -> None:
    ran = _main("--help", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="")
    assert (ran.returncode, ran.stderr) == (0, b"")
    text = ran.stdout.decode("utf-8")
    assert "Öffnet Mieterdesk." in text
    for name in commands.COMMANDS:
        assert f"  {name} " in text


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_every_command_has_a_german_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        _run(name, "--help")
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Aufruf: main.py {name} ")
    assert "--data-dir ORDNER" in shown
    assert "show this help" not in shown


def test_an_unknown_command_is_one_sentence() -> None:
    ran = _main("nonsense")
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert ran.stderr.decode().startswith("Den Befehl „nonsense“ gibt es nicht")
    assert ran.stderr.count(b"\n") == 1


def test_a_reader_who_leaves_early_sees_no_complaint(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "1", "iban": "DE89370400440532013000"}\n' * 3_000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "check-bank-details", str(lines)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
