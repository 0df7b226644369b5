"""How the first window of a run looks: the few settings that are needed before all others.

They are read without what checks a whole file of settings, whose loading the window would wait for.
What is wrong with a file is said by ``desktop.settings``.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

from desktop.data_folder import DataFolder
from desktop.texts import Language


class ThemeChoice(StrEnum):
    """Colours of the interface; ``SYSTEM`` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Looks:
    """What ``desktop.settings.AppSettings`` calls by the same names."""

    language: Language = Language.GERMAN
    theme: ThemeChoice = ThemeChoice.SYSTEM
    font_percent: int = 100
    demo_password: str | None = None


def peek_looks(folder: DataFolder) -> Looks:
    """Read how the window looks; what cannot be read is as in a new folder."""
    try:
        stored = json.loads(folder.settings_file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Looks()
    if not isinstance(stored, dict):
        return Looks()
    language, theme = stored.get("language"), stored.get("theme")
    percent, password = stored.get("font_percent"), stored.get("demo_password")
    return Looks(
        language=Language(language) if language in list(Language) else Language.GERMAN,
        theme=ThemeChoice(theme) if theme in list(ThemeChoice) else ThemeChoice.SYSTEM,
        font_percent=percent if type(percent) is int else 100,
        demo_password=password if isinstance(password, str) else None,
    )
