"""How checks are run: one line each, whatever becomes of them, and nothing is left behind."""

import logging
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from desktop.self_test.check import Check, CheckFailedError, Place, demand, expect, expect_all
from desktop.self_test.runner import run_checks
from tests.support.surprises import LogWatch

IBAN = "DE58 2005 0550 0001 2345 74"


def _run(**checks: Check) -> tuple[int, list[str]]:
    said: list[str] = []
    named: Mapping[str, Check] = {name.replace("_", "-"): check for name, check in checks.items()}
    return run_checks(named, said.append), said


def _passes(_place: Place) -> str:
    return "7"


def test_a_check_that_passes_says_what_it_found() -> None:
    status, said = _run(holidays=_passes)
    assert status == 0
    assert said == ["ok      Feiertage aller 16 Länder: 7", "Selbsttest bestanden: 1 Prüfungen."]


def test_one_failure_does_not_keep_the_others_from_running() -> None:
    def fails(_place: Place) -> str:
        raise CheckFailedError("Es fehlt: alles.")

    status, said = _run(holidays=fails, icons=_passes)
    assert status == 1
    assert said[0] == "FEHLER  Feiertage aller 16 Länder: Es fehlt: alles."
    assert said[1].startswith("ok ")
    assert "1 von 2" in said[2]


def test_an_unexpected_error_is_one_line_without_private_data() -> None:
    def fails(_place: Place) -> str:
        raise ValueError(f"first line\nsecond line {IBAN}")

    status, said = _run(icons=fails)
    assert status == 1
    assert said[0] == "FEHLER  Symbole: ValueError: first line second line ▇▇▇"


def test_a_check_without_a_title_keeps_its_name() -> None:
    assert _run(of_my_own=_passes)[1][0] == "ok      of-my-own: 7"


def test_the_folder_of_the_checks_is_removed() -> None:
    places: list[Path] = []

    def writes(place: Place) -> str:
        (place.path / "left.txt").write_text("left", encoding="utf-8")
        places.append(place.path)
        raise ValueError

    _run(writes=writes)
    assert not places[0].exists()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda: expect("Zahl", 3, 4), "Zahl: erwartet „4“, gefunden „3“."),
        (lambda: expect_all(("a", "b"), ("c", "b", "a", "d")), "Es fehlt: c, d."),
        (lambda: demand("QPrinter", ""), "Fehlt oder arbeitet falsch: QPrinter."),
    ],
)
def test_demands_say_what_is_wrong(act: Callable[[], None], reason: str) -> None:
    with pytest.raises(CheckFailedError) as caught:
        act()
    assert str(caught.value) == reason


def test_demands_that_are_met_say_nothing() -> None:
    expect("Zahl", 4, 4)
    expect_all(("a", "b"), ("b",))
    demand("QPrinter", "x")


def test_nobody_reaches_a_network_while_checks_run() -> None:
    refused: list[str] = []

    def reaches(place: Place) -> str:
        for act in (
            lambda: socket.create_connection(("192.0.2.1", 9), timeout=0.01),
            lambda: socket.getaddrinfo("portal.invalid", 443),
        ):
            try:
                act()
            except ConnectionRefusedError as error:
                refused.append(str(error))
        return ",".join(place.network.attempts)

    status, said = _run(reaches=reaches)
    assert status == 0
    assert refused == ["socket.getaddrinfo", "socket.getaddrinfo"]
    assert "socket.getaddrinfo" in said[0]
    # Afterwards the guard rests.
    assert socket.getaddrinfo("127.0.0.1", 9)


def test_warnings_of_the_checks_are_kept(log_watch: LogWatch) -> None:
    def warns(place: Place) -> str:
        logging.getLogger("probe").info("nothing")
        logging.getLogger("probe").warning("something")
        return ",".join(place.surprises.found)

    with log_watch.expected(containing="something"):
        _, said = _run(warns=warns)
    assert said[0].endswith(": something")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_a_socket_within_the_computer_is_no_network(tmp_path: Path) -> None:
    def asks_within(_place: Place) -> str:
        with (
            socket.socket(socket.AF_UNIX) as serving,
            socket.socket(socket.AF_UNIX) as asking,
        ):
            serving.bind(str(tmp_path / "ring"))
            serving.listen()
            asking.connect(str(tmp_path / "ring"))
        return "7"

    assert _run(key_ring=asks_within)[0] == 0
