"""Dates as people write them, and errors as sentences that say what to do."""

from datetime import UTC, date, datetime, time

import pytest

from desktop.domain.contact_data import ContactProblem
from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.domain.release import Refusal
from desktop.resources import resource_path
from desktop.texts import speaking
from desktop.texts.dates import (
    clock_time,
    day_month,
    full_date,
    full_moment,
    month_and_year,
    month_name,
    near_date,
    near_moment,
    plain_time,
    run_name,
    spoken_time,
    weekday_name,
)
from desktop.texts.errors import ERRORS, error_sentence
from desktop.texts.waiting import runs_on

DAY = date(2026, 11, 30)
FILE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_a_promise_that_is_over_does_not_run_on() -> None:
    assert runs_on(DAY, DAY) == "Frist läuft weiter: Mo 30.11."
    assert runs_on(DAY, date(2026, 12, 1)) == "Frist war Mo 30.11."
    assert not runs_on(None, DAY)


def test_german_dates() -> None:
    assert near_date(DAY) == "Mo 30.11."
    assert full_date(DAY) == "30.11.2026"
    assert day_month(date(2027, 1, 4)) == "04.01."
    assert weekday_name(DAY) == "Montag"
    assert month_name(Month(2026, 3)) == "März"
    assert month_name(11) == "November"
    assert month_and_year(DAY) == "November 2026"
    assert run_name(Month(2026, 12)) == "12/26"


def test_instants_are_shown_in_berlin_time() -> None:
    assert clock_time(FILE) == "10:00 Uhr"
    assert plain_time(FILE) == "10:00"
    assert spoken_time(FILE) == "10 Uhr"
    assert spoken_time(time(10, 30)) == "10:30 Uhr"
    assert full_moment(FILE) == "30.11.2026, 10:00 Uhr"
    assert near_moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "Do 02.07., 00:05"


def test_english_dates() -> None:
    with speaking("en"):
        assert near_date(DAY) == "Mon 30 Nov"
        assert full_date(DAY) == "30 Nov 2026"
        assert clock_time(FILE) == "10:00"
        assert month_and_year(DAY) == "November 2026"


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_is_a_sentence_with_or_without_parameters(code: str) -> None:
    sentence = error_sentence(UserError(code))
    assert sentence.strip().endswith((".", "?", "!"))
    assert "{" not in sentence


def test_parameters_are_shown_as_people_read_them() -> None:
    error = UserError("check.federal_state", states="BW, HH")
    assert error_sentence(error) == "Dieses Bundesland gibt es nicht; möglich sind: BW, HH."


def test_an_unknown_code_still_says_something() -> None:
    assert "nobody.knows" in error_sentence(UserError("nobody.knows"))


def test_every_refusal_of_a_release_has_its_sentence() -> None:
    assert {refusal.value for refusal in Refusal} <= set(ERRORS)


def test_every_problem_of_contact_data_has_its_sentence() -> None:
    assert {problem.value for problem in ContactProblem} <= set(ERRORS)


def test_shipped_files_are_found() -> None:
    assert resource_path("locale", "en").is_dir()


def test_a_frozen_program_finds_them_too(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert str(resource_path("icons")).startswith(str(tmp_path))
