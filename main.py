"""``main.py [--data-dir DIR]`` opens the window, ``main.py COMMAND …`` runs a command.

``main.py --self-test`` asks whether everything the program needs is there and works.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import commands, crash, memory
from desktop.adapters import pdf_reader, spelling


def main() -> int:
    """Runs what the command line asks for; neither Qt nor the database is loaded unless needed."""
    crash.install_hooks()
    memory.keep_no_sources()
    memory.share_one_heap()
    if sys.argv[1:] == [pdf_reader.ARGUMENT]:
        from desktop.adapters.pdf_reader import drawing

        return drawing.serve()
    if sys.argv[1:] == [spelling.ARGUMENT]:
        from desktop.adapters.spelling import checking

        return checking.serve()
    return commands.run(
        sys.argv[1:],
        load_application=_application,
        self_test=_self_test,
        open_window=_open_window,
    )


def _application() -> commands.Application:
    from desktop import app

    return app


def _open_window(data_dir: Path) -> int:
    with memory.rarely_collecting_garbage():
        from desktop import window_start

    def load() -> window_start.Rest:
        with memory.asyncio_when_used():
            from desktop import app

            app.load_entrance()
        return app

    return window_start.open_window(data_dir, load)


def _self_test(names: Sequence[str]) -> int:
    from desktop.self_test import table

    return table.run(names)


if __name__ == "__main__":
    sys.exit(main())
