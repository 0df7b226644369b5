"""Painting where no window is open: a command on a server has no screen."""

from functools import lru_cache

from PySide6.QtGui import QGuiApplication

from desktop.adapters.letters.press import LetterPress


def painting_anywhere() -> LetterPress:
    """Return a press; Qt is started without a screen where no window has started it."""
    if QGuiApplication.instance() is None:
        _started()
    return LetterPress()


@lru_cache(maxsize=1)
def _started() -> QGuiApplication:
    """The application has to live as long as something is painted."""
    return QGuiApplication(["Mieterdesk", "-platform", "offscreen"])
