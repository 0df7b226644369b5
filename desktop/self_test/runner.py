"""Runs the checks one after another, each to its end whatever became of the others."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop import logs
from desktop.self_test.check import Check, CheckFailedError, Place
from desktop.self_test.watch import NetworkGuard, Surprises
from desktop.texts.self_test import bad_line, good_line, summary_text, title

Say = Callable[[str], None]


def run_checks(checks: Mapping[str, Check], say: Say) -> int:
    """Run the checks and say one line for each; returns 0, or 1 if one failed."""
    surprises, network = Surprises(), NetworkGuard()
    root = logging.getLogger()
    with TemporaryDirectory(prefix="mieterdesk-self-test-") as name:
        place = Place(Path(name).resolve(), surprises, network)
        handler = logs.start_logging(place.log_file)
        root.addHandler(surprises)
        network.start()
        try:
            failed = sum(not _passes(code, check, place, say) for code, check in checks.items())
        finally:
            network.stop()
            root.removeHandler(surprises)
            logs.stop_logging(handler)
    say(summary_text(len(checks), failed))
    return 1 if failed else 0


def _passes(code: str, check: Check, place: Place, say: Say) -> bool:
    try:
        detail = check(place)
    except CheckFailedError as error:
        say(bad_line(title(code), str(error)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of this check
        say(bad_line(title(code), logs.redact(f"{type(error).__name__}: {error}")))
    else:
        say(good_line(title(code), detail))
        return True
    return False
