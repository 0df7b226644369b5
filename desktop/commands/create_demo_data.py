"""``create-demo-data``: fills an empty data folder with invented people and their cases."""

import argparse
import sys
from pathlib import Path
from typing import Final

from desktop.commands.arguments import day
from desktop.texts import tr

NAME: Final = "create-demo-data"
HELP: Final = tr("legt Demodaten in einem leeren Datenordner an")
_DEFAULT_CASES: Final = 5_280


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--today",
        type=day,
        metavar="DATUM",
        help=tr("der Tag, an dem die Demodaten spielen (JJJJ-MM-TT); sonst heute"),
    )
    parser.add_argument(
        "--cases",
        type=int,
        default=_DEFAULT_CASES,
        metavar="ANZAHL",
        help=tr("wie viele Vorgänge; sonst {cases}", cases=_DEFAULT_CASES),
    )


def run(args: argparse.Namespace) -> int:
    """Creates the data and tells how to sign in.

    Raises:
        UserError: ``demo.folder_in_use``, ``demo.too_few_cases`` and what opening the data folder
            raises.
    """
    from msgspec import structs

    from desktop.domain.berlin_time import berlin_instant
    from desktop.services.demo.create import DEMO_PASSWORD, create_demo_data
    from desktop.services.demo.stepping_clock import SteppingClock
    from desktop.settings import load_settings, save_settings

    application = args.application()
    machine = application.clock_at(None)
    today = args.today or machine.today()
    clock = SteppingClock(berlin_instant(today), machine)
    context = application.build_context(args.data_folder, clock=clock)
    try:
        settings = load_settings(args.data_folder)
        named = settings.exchange_dir
        summary = create_demo_data(
            context,
            clock,
            application.build_portal_inbox(args.data_folder),
            Path(named) if named else args.data_folder.exchange,
            cases=args.cases,
            on_progress=_show_progress,
        )
        save_settings(args.data_folder, structs.replace(settings, demo_password=DEMO_PASSWORD))
    finally:
        context.close()
    print(
        tr(
            "Demodaten zum {day} angelegt: {cases} Vorgänge, davon {open} offen, "
            "{tenancies} Verträge.",
            day=summary.today.isoformat(),
            cases=summary.cases,
            open=summary.open_cases,
            tenancies=summary.tenancies,
        )
    )
    print(
        tr(
            "Anmeldung als {logins}, Kennwort: {password}",
            logins=", ".join(summary.logins),
            password=DEMO_PASSWORD,
        )
    )
    return 0


def _show_progress(done: int, total: int) -> None:
    """Counts up on a terminal; a file or pipe gets nothing."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{done} / {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
