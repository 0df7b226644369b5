"""The screen that tests draw on: none at all, 1920 by 1080 pixels large."""

import os
from pathlib import Path

_CONFIGURATION = Path(__file__).with_name("offscreen.json")


def use_offscreen_screen() -> None:
    """Chooses Qt's platform; has to run before the application object is made."""
    # The option's value ends at a colon, so an absolute path of Windows cannot be given.
    configuration = os.path.relpath(_CONFIGURATION)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={configuration}"
    os.environ["QT_SCALE_FACTOR"] = "1"
    os.environ["QT_LOGGING_RULES"] = "qt.qpa.*=false"
