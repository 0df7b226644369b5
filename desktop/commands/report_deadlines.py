"""``report-deadlines``: broken promises and missed debit runs of a period."""

import argparse
from datetime import date
from typing import Final

from desktop.commands.arguments import add_format, add_today, day
from desktop.commands.rows import row_writer
from desktop.texts import tr

NAME: Final = "report-deadlines"
HELP: Final = tr("listet gebrochene Zusagen und verpasste Läufe eines Zeitraums auf")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--from",
        dest="first",
        type=day,
        metavar="DATUM",
        help=tr("erster Tag (JJJJ-MM-TT); sonst der Erste des Monats von --to"),
    )
    parser.add_argument(
        "--to",
        dest="last",
        type=day,
        metavar="DATUM",
        help=tr("letzter Tag (JJJJ-MM-TT); sonst heute"),
    )
    parser.add_argument("--company", metavar="CODE", help=tr("nur Vorgänge dieser Gesellschaft"))
    add_today(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Writes one line for each missed deadline to standard output, by day.

    Raises:
        UserError: ``report.period``, ``company.unknown`` and what opening the data folder raises.
    """
    from desktop.services.inbox.deadline_report import Period, report_lines
    from desktop.services.inbox.report_file import COLUMNS, values
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    clock = application.clock_at(args.today)
    last: date = args.last or clock.today()
    period = Period(args.first or last.replace(day=1), last)
    context = application.build_context(args.data_folder, clock=clock)
    try:
        write = row_writer(args.format, COLUMNS)
        for line in report_lines(context, SYSTEM, period, args.company):
            write(values(line))
    finally:
        context.close()
    return 0
