"""Arguments that several commands share, so that they look and read the same everywhere."""

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Final

from desktop.domain.berlin_time import in_range
from desktop.texts import tr

_DAY_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day(text: str) -> date:
    """Read a day of the form ``YYYY-MM-DD`` from which deadlines can be counted.

    Raises ``ValueError`` for everything else, as argparse expects.
    """
    if not _DAY_FORM.fullmatch(text):
        raise ValueError(text)
    found = date.fromisoformat(text)
    if not in_range(found):
        raise ValueError(text)
    return found


def add_today(parser: argparse.ArgumentParser) -> None:
    """Declares ``--today DATE``: a ``date``, or ``None`` where it is absent."""
    parser.add_argument(
        "--today",
        type=day,
        metavar="DATUM",
        help=tr("als wäre es 0 Uhr dieses Tages (JJJJ-MM-TT); sonst gilt jetzt"),
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Declares ``--format jsonl|csv``; see ``desktop.commands.rows``."""
    parser.add_argument(
        "--format",
        choices=("jsonl", "csv"),
        default="jsonl",
        help=tr("JSON-Zeilen oder CSV; sonst JSON-Zeilen"),
    )


def add_once_or_watch(parser: argparse.ArgumentParser) -> None:
    """Declares ``--once`` and ``--watch``, of which exactly one has to be given."""
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--once", action="store_true", help=tr("einmal, dann endet der Befehl"))
    way.add_argument("--watch", action="store_true", help=tr("immer wieder, bis er beendet wird"))


def file_path(text: str) -> Path:
    """Read the path of a file; raises ``ValueError`` for none, as argparse expects."""
    if not text:
        raise ValueError(text)
    return Path(text).absolute()
