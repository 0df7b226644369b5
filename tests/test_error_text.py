"""An error in words holds its kind and its places, and nothing that somebody told us."""

import errno
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop.crash import make_report
from desktop.database.engine import Database
from desktop.domain.errors import UserError
from desktop.error_text import error_places, error_summary, short_path
from desktop.logs import RedactingFormatter

NAME = "Aylin Musterbach"
PRIVATE = (
    NAME,
    "Musterkehre 12, 22041 Hamburg",
    "10.4417.0302",
    "aylin.musterbach@example.org",
    "+49 40 1234567",
    "DE89370400440532013000",
    "K7QM-2XRA-9PTW",
    "Muster-Kennwort-2026",
    "/home/aylin/Dokumente/miete.pdf",
)
CANARY = " | ".join(PRIVATE)


def lookup() -> None:
    {}[CANARY]  # type: ignore[index]


def conversion() -> None:
    int(CANARY)


def missing_file() -> None:
    raise FileNotFoundError(errno.ENOENT, "gone", f"/home/aylin/{NAME}.pdf")


def assertion() -> None:
    assert not CANARY, CANARY


def encoding() -> None:
    f"{CANARY} ä".encode("ascii")


def broken_json() -> None:
    json.loads(CANARY)


def chained() -> None:
    try:
        conversion()
    except ValueError as error:
        raise RuntimeError(f"for {CANARY}") from error


def noted() -> None:
    error = RuntimeError(CANARY)
    error.add_note(CANARY)
    raise error


def grouped() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), TypeError(CANARY)])


def renamed() -> None:
    raise type("Strange", (Exception,), {"__str__": lambda _: CANARY})


def attribute() -> None:
    getattr(object(), NAME)


def raised(act: Callable[[], None]) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the test's matter
        act()
    return caught.value


@pytest.mark.parametrize(
    "act",
    [
        lookup,
        conversion,
        missing_file,
        assertion,
        encoding,
        broken_json,
        chained,
        noted,
        grouped,
        renamed,
        attribute,
    ],
)
def test_no_message_gets_into_a_report_or_a_log(act: Callable[[], None]) -> None:
    error = raised(act)
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, error.__traceback__)
    )
    for told in (make_report(error, "lane").text, RedactingFormatter().format(record)):
        assert f"test_error_text.py:{act.__code__.co_firstlineno + 1} " in told or act in (
            chained,
            noted,
        )
        for private in (*PRIVATE, "Musterbach", "Aylin", "22041", "4417", "1234567"):
            assert private not in told


@pytest.mark.parametrize(
    ("error", "summary"),
    [
        (ValueError("x"), "ValueError"),
        (OSError(errno.ENOSPC, "no space", "/home/aylin/x"), "OSError (ENOSPC)"),
        (UserError("case.closed", name=NAME), "desktop.domain.errors.UserError (case.closed)"),
        (raised(lambda: None.case_id), "AttributeError (NoneType.case_id)"),  # type: ignore[attr-defined]
        (ModuleNotFoundError("no", name="holidays"), "ModuleNotFoundError (holidays)"),
    ],
)
def test_what_the_program_itself_says_is_kept(error: BaseException, summary: str) -> None:
    assert error_summary(error) == summary


def test_an_error_of_the_database_names_its_kind_not_its_row(db: Database) -> None:
    with pytest.raises(DBAPIError) as caught, db.write() as unit:
        unit.session.execute(
            text("INSERT INTO companies (code, nowhere) VALUES (:code, 1)"), {"code": NAME}
        )
    told = make_report(caught.value, "lane").text
    assert NAME not in told
    assert "companies" not in told
    assert "SQLITE_ERROR" in told or "42703" in told


def test_causes_stand_behind_their_effect() -> None:
    told = error_places(raised(chained))
    assert told.index("RuntimeError") < told.index("caused by: ValueError")


def test_a_recursion_is_told_briefly() -> None:
    def deeper() -> None:
        deeper()

    told = error_places(raised(deeper))
    assert "more" in told
    assert len(told.splitlines()) < 80


def test_places_tell_the_program_and_never_whose_home_it_is() -> None:
    assert short_path(__file__) == "tests/test_error_text.py"
    assert short_path("/home/aylin/.venv/lib/site-packages/sqlalchemy/engine/base.py") == (
        "sqlalchemy/engine/base.py"
    )
    assert short_path("/home/aylin/eigenes.py") == "eigenes.py"
    assert Path(sys.executable).parent.as_posix() not in error_places(raised(broken_json))
