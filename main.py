"""``main.py [--data-dir DIR]`` opens the window, ``main.py COMMAND …`` runs a command."""

import sys

from desktop import commands, crash


def main() -> int:
    """Runs what the command line asks for; neither Qt nor the database is loaded unless needed."""
    crash.install_hooks()
    return commands.run(sys.argv[1:], load_application=_application)


def _application() -> commands.Application:
    from desktop import app

    return app


if __name__ == "__main__":
    sys.exit(main())
