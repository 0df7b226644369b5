"""Arguments that several commands share, so that they look and read the same everywhere."""

import argparse
from datetime import date

from desktop.texts import tr


def add_today(parser: argparse.ArgumentParser) -> None:
    """Declares ``--today DATE``: a ``date``, or ``None`` where it is absent."""
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
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
