"""``deliver``: hand what is due to the portal."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_once_or_watch, add_today
from desktop.settings import load_settings
from desktop.texts import ntr, tr

if TYPE_CHECKING:
    from desktop.services.context import ServiceContext
    from desktop.services.delivery.port import PortalOutbox
    from desktop.services.hand_over.ports import ErpFiles

NAME: Final = "deliver"
HELP: Final = tr("übergibt dem Portal, was zu senden ist")
_PATIENCE_SECONDS: Final = 15
"""So long a single pass waits for another program that is delivering."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    add_once_or_watch(parser)
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Delivers once and prints the counts, or until it is stopped.

    With ``--watch`` the runs that a company wants written by themselves are written, too.

    Raises:
        UserError: ``lease.taken`` (only with ``--once``) and what opening the data folder raises.
    """
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        outbox = application.build_portal_outbox(args.data_folder)
        if args.once:
            return _once(context, outbox)
        seconds = load_settings(args.data_folder).poll_seconds
        _watch(context, outbox, application.build_erp_files(args.data_folder), seconds)
        return 0
    finally:
        context.close()


def _once(context: "ServiceContext", outbox: "PortalOutbox") -> int:
    from datetime import timedelta

    from desktop.services.operation.heartbeats import Heart
    from desktop.services.operation.jobs import delivery_pass

    heart = Heart(context, NAME)
    counts = delivery_pass(context, heart, outbox, patience=timedelta(seconds=_PATIENCE_SECONDS))
    line = {"delivered": counts.delivered, "waiting": counts.waiting, "failed": counts.failed}
    sys.stdout.write(json.dumps(line) + "\n")
    if counts.failed:
        print(
            ntr(
                "{n} Sendung konnte nicht übergeben werden. Sie ist gespeichert und wird wieder "
                "versucht. Bitte prüfen Sie den Austauschordner; der Vorgang nennt den Grund.",
                "{n} Sendungen konnten nicht übergeben werden. Sie sind gespeichert und werden "
                "wieder versucht. Bitte prüfen Sie den Austauschordner; die Vorgänge nennen die "
                "Gründe.",
                counts.failed,
            ),
            file=sys.stderr,
        )
        return 1
    return 0


def _watch(
    context: "ServiceContext", outbox: "PortalOutbox", erp_files: "ErpFiles", seconds: float
) -> None:
    from desktop.commands.watching import stopped_by_signals, watch
    from desktop.services.operation.heartbeats import Heart
    from desktop.services.operation.jobs import delivery_pass, hand_over_pass

    heart = Heart(context, NAME)
    with stopped_by_signals() as stop:

        def one_pass() -> None:
            delivery_pass(context, heart, outbox, is_cancelled=stop.is_set)
            hand_over_pass(context, heart, erp_files)

        watch(one_pass, stop, seconds)
