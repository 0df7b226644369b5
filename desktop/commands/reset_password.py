"""``reset-password``: let somebody in again when nobody is left in the window who could."""

import argparse
import json
import sys
from typing import Final

from desktop.texts import tr

NAME: Final = "reset-password"
HELP: Final = tr("gibt einer Person ein Einmal-Kennwort und hebt die Sperre ihrer Anmeldung auf")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("login", metavar=tr("BENUTZERNAME"), help=tr("wie bei der Anmeldung"))


def run(args: argparse.Namespace) -> int:
    """Prints how the person signs in, one JSON line: ``login``, ``name``, ``password``, ``until``.

    The password is said here once and kept nowhere; ``until`` is UTC. Whoever may write the
    database may do this without a right in the program: that person could change anything in it.

    Raises:
        UserError: ``staff.unknown``, ``staff.inactive`` and what opening the data folder raises.
    """
    from desktop.services.staff.access import SYSTEM
    from desktop.services.staff.passwords import reset_password_of

    context = args.application().build_context(args.data_folder)
    try:
        access = reset_password_of(context, SYSTEM, args.login)
    finally:
        context.close()
    line = {
        "login": access.login,
        "name": access.name,
        "password": access.password,
        "until": access.until.isoformat(),
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0
