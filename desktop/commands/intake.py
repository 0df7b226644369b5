"""``intake``: take in what the portal left, without a window."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_once_or_watch, add_today
from desktop.texts import ntr, tr

if TYPE_CHECKING:
    from desktop.commands import Application
    from desktop.services.context import ServiceContext

NAME: Final = "intake"
HELP: Final = tr("nimmt an, was das Portal im Austauschordner abgelegt hat")
_PATIENCE_SECONDS: Final = 15
"""So long a single pass waits for another program that is taking in."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    add_once_or_watch(parser)
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Takes in once and prints the counts, or until it is stopped.

    Returns 1 where folders had to be left, for example because they cannot be read.

    Raises:
        UserError: ``intake.folder_unusable``, ``lease.taken`` (only with ``--once``) and what
            opening the data folder raises.
    """
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        return (_once if args.once else _watch)(args, application, context)
    finally:
        context.close()


def _once(args: argparse.Namespace, application: "Application", context: "ServiceContext") -> int:
    from datetime import timedelta

    from desktop.services.operation.heartbeats import Heart
    from desktop.services.operation.jobs import intake_pass

    inbox = application.build_portal_inbox(args.data_folder)
    heart = Heart(context, NAME)
    counts = intake_pass(
        context,
        heart,
        inbox,
        patience=timedelta(seconds=_PATIENCE_SECONDS),
        press=application.build_press_without_window,
    )
    line = {
        "accepted": counts.accepted,
        "duplicate": counts.duplicate,
        "quarantined": counts.quarantined,
        "unsupported": counts.unsupported,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    if counts.left:
        print(
            ntr(
                "{n} Ordner ließ sich gerade nicht lesen. Er liegt unverändert da und wird beim "
                "nächsten Mal wieder versucht. Bitte prüfen Sie die Rechte im Austauschordner.",
                "{n} Ordner ließen sich gerade nicht lesen. Sie liegen unverändert da und werden "
                "beim nächsten Mal wieder versucht. "
                "Bitte prüfen Sie die Rechte im Austauschordner.",
                counts.left,
            ),
            file=sys.stderr,
        )
        return 1
    return 0


def _watch(args: argparse.Namespace, application: "Application", context: "ServiceContext") -> int:
    from desktop.commands.watching import stopped_by_signals, watch
    from desktop.services.intake.use_cases import FaultyFolders
    from desktop.services.operation.heartbeats import Heart
    from desktop.services.operation.jobs import intake_pass
    from desktop.settings import load_settings

    inbox = application.build_portal_inbox(args.data_folder)
    # A place that cannot be used from the start is a mistake; one that goes away may come back.
    inbox.prepare()
    faulty = FaultyFolders()
    heart = Heart(context, NAME)
    with stopped_by_signals() as stop:

        def one_pass() -> None:
            intake_pass(
                context,
                heart,
                inbox,
                is_cancelled=stop.is_set,
                faulty=faulty,
                press=application.build_press_without_window,
            )

        watch(one_pass, stop, load_settings(args.data_folder).poll_seconds)
    return 0
