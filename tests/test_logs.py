"""Nothing private reaches the log, however it is written."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.logs import REDACTED, redact, start_logging, stop_logging

IBANS = [
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "de89 3704 0044 0532 0130 00",
    "DE89-3704-0044-0532-0130-00",
    "DE89.3704.0044.0532.0130.00",
    "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
    "DE 89 370400440532013000",
    "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
    "DE89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00",
    "DE89  3704\n0044\t0532 0130 00",
    "DE00 3704 0044 0532 0130 00",
    "DE8937040044053201300",
    "AT611904300234573201",
    "NL91 ABNA 0417 1643 00",
    "N L 9 1 A B N A 0 4 1 7 1 6 4 3 0 0",
    "GB29NWBK60161331926819",
    "FR14 2004 1010 0505 0001 3M02 606",
    "NO93 8601 1117 947",
    "MT84MALT011000012345MTLCAST001S",
]


@pytest.mark.parametrize("iban", IBANS)
@pytest.mark.parametrize(
    "frame", ["{}", "IBAN: {}, Kontoinhaber", "'iban': '{}'}}", "({})", "x={}\n"]
)
def test_an_iban_never_shows(iban: str, frame: str) -> None:
    shown = redact(frame.format(iban))
    assert REDACTED in shown
    assert not any(
        part in shown for part in ("3704", "0532", "ABNA", "1904", "NWBK", "2004", "8601")
    )
    assert sum(sign.isdigit() for sign in shown) == 0


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("code K7QM-2XRA-9PTW was typed", "K7QM-2XRA-9PTW"),
        ("code k7qm-2xra-9ptw was typed", "2xra"),
        ("password=hunter2", "hunter2"),
        ("host=x password='two words' port=5", "two words"),
        ('{"passwort": "geheim123", "x": 1}', "geheim123"),
        ("Kennwort: geheim123", "geheim123"),
        ("new_password='a\\'b c'", "b c"),
        ("MIETERDESK_TOKEN=abc", "abc"),
        ("postgresql+psycopg://clerk:s3cr3t@server/db", "s3cr3t"),
        ("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2g", "c29tZXNhbHQ"),
    ],
)
def test_codes_and_passwords_never_show(text: str, secret: str) -> None:
    assert secret in text
    shown = redact(text)
    assert secret not in shown
    assert REDACTED in shown


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("reply to aylin.musterbach@example.org failed", "aylin.musterbach@example.org"),
        ("<Rolf@Musterbach-Beispiel.de>", "Rolf@Musterbach-Beispiel.de"),
        ("called 040 12345678 twice", "040 12345678"),
        ("called +49 (0)40 123-4567", "+49 (0)40 123-4567"),
        ("contract 10.4417.0302 of thor", "10.4417.0302"),
        ("no file /home/aylin/mieterdesk.log here", "aylin"),
        (r"no file C:\Users\Aylin\mieterdesk.log here", "Aylin"),
    ],
)
def test_what_has_a_form_is_blacked_out(text: str, private: str) -> None:
    assert private in text
    assert redact(text) == text.replace(private, REDACTED)


@pytest.mark.parametrize(
    "text",
    [
        "Case V-2026-110418 was opened on 2026-11-20 at 23:59:59",
        "8a0c5c1e-4b7d-4f0a-9d2b-0123456789ab",
        "folder 00000000-0000-4000-8000-000000000001 took 12345678 bytes",
        "version 6.11.3, 3.53.4 and 2026.10.1",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "migrated to 0004 in 1.2 s, 12 rows",
        'File "desktop/services/intake/use_cases.py", line 120, in take_in',
    ],
)
def test_what_is_not_private_stays_readable(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_no_text_stops_it(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "data" / "mieterdesk.log"
    handler = start_logging(file)
    yield file
    stop_logging(handler)


def test_a_quiet_run_leaves_no_file(log_file: Path) -> None:
    logging.getLogger("mieterdesk.test").debug("not worth a line")
    assert not log_file.parent.exists()


def test_arguments_and_tracebacks_are_redacted(log_file: Path) -> None:
    try:
        raise ValueError("bad account DE89 3704 0044 0532 0130 00")
    except ValueError:
        logging.getLogger("mieterdesk.test").info("for %s", IBANS[0], exc_info=True)
    written = log_file.read_text(encoding="utf-8")
    assert "tests/test_logs.py" in written
    assert "bad account" not in written
    assert "0532" not in written
    # The message alone: of the error only its kind and its places are kept.
    assert written.count(REDACTED) == 1


def test_only_the_owner_reads_the_log(log_file: Path) -> None:
    logging.getLogger("mieterdesk.test").info("a line")
    assert log_file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_a_large_log_is_set_aside_while_the_program_runs_and_few_stay(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.logs._LARGE", 10)
    for number in range(8):
        logging.getLogger("mieterdesk.test").info("line %d, DE89370400440532013000", number)
    kept = [log_file, *(log_file.with_name(f"{log_file.name}.{n}") for n in range(1, 5))]
    texts = [file.read_text(encoding="utf-8") for file in kept]
    assert [text.partition("line ")[2][0] for text in texts] == list("76543")
    assert sorted(log_file.parent.iterdir()) == sorted(kept)
    assert not any("0532" in text for text in texts)
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept) or sys.platform == "win32"


def test_whoever_writes_to_the_same_log_goes_on_in_the_new_one(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.logs._LOOK_AFTER", 2)
    log = logging.getLogger("mieterdesk.test")
    log.info("before")
    log_file.replace(log_file.with_name("mieterdesk.log.1"))
    log.info("into the old one")
    log.info("into the new one")
    assert "new" in log_file.read_text(encoding="utf-8")
    assert "old" in log_file.with_name("mieterdesk.log.1").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    handler = start_logging(tmp_path / "file" / "mieterdesk.log")
    try:
        logging.getLogger("mieterdesk.test").info("a line")
    finally:
        stop_logging(handler)
    assert capsys.readouterr().err == ""


def test_a_row_that_postgresql_refused_is_blacked_out() -> None:
    text = "violates check\nDETAIL:  Failing row contains (7, Erika Beispiel, Musterweg).\nmore"
    assert redact(text) == f"violates check\nDETAIL:  {REDACTED}\nmore"
