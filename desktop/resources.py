"""Where the files lie that ship with the program."""

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file below ``resources/``.

    A frozen program unpacks its data below ``sys._MEIPASS``; a checkout has them beside the
    package.
    """
    frozen_root = getattr(sys, "_MEIPASS", None)
    root = Path(frozen_root) if frozen_root else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)
