"""Who changes the theme: the person's choice, the system's colour scheme, the font size keys.

The controller is made once, before the first window; it installs palette, font and style sheet.
The application is made before, with ``ARGUMENTS``.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.theme import MAX_PERCENT, MIN_PERCENT, Mode, TextStyle, Theme, current, install
from desktop.views.theme_fonts import register_fonts
from desktop.views.theme_style import build_palette, build_style_sheet
from desktop.views.widgets.focus_ring import FocusRing

_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)
ARGUMENTS = ("Mieterdesk", "-style", "Fusion")
"""What the application is made with. ``setStyle`` would hand over the style, and the first window
would wait for the 600 names that its class brings."""
PRESSES_MS = 150
"""Pause after which no further press of a key is expected."""


class Scheme(Enum):
    """What the person chose: "Hell", "Dunkel" or "System"."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class ThemeController(QObject):
    """Installs the theme on the application and changes it on wish.

    To style every window anew takes far longer than to press a key, so what is asked for by keys is
    done once, when no further press has come for a moment: ``prefer``, ``enlarge``, ``reduce`` and
    ``reset_size``. ``set_scheme`` and ``set_percent`` act at once.

    ``changed`` fires after palette, fonts and style sheet are in force; views drop painted caches
    and re-read sizes then.
    """

    changed = Signal()

    def __init__(
        self, application: QApplication, scheme: Scheme = Scheme.SYSTEM, percent: int = 100
    ) -> None:
        """Register the bundled fonts and apply ``scheme`` and ``percent``."""
        super().__init__(application)
        self._application = application
        self._scheme = scheme
        self._percent = percent
        self._presses = QTimer(self, singleShot=True, interval=PRESSES_MS)
        self._presses.timeout.connect(self._follow)
        register_fonts()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_hints_changed)
        self._ring = FocusRing(application)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """What the person chose, not what it came to."""
        return self._scheme

    @property
    def percent(self) -> int:
        """Font size in per cent of the normal one, as the person wants it."""
        return self._percent

    def set_scheme(self, scheme: Scheme) -> None:
        """Switch to light, dark or "as the system"."""
        self._scheme = scheme
        self._follow()

    def prefer(self, scheme: Scheme) -> None:
        """Switch soon, once for several wishes."""
        self._scheme = scheme
        self._presses.start()

    def set_percent(self, percent: int) -> None:
        """Set the font size, limited to 80-200 %."""
        self._percent = max(MIN_PERCENT, min(MAX_PERCENT, percent))
        self._follow()

    def enlarge(self) -> None:
        """Next larger font size (Strg+Plus)."""
        self._percent = next((s for s in _STEPS if s > self._percent), MAX_PERCENT)
        self._presses.start()

    def reduce(self) -> None:
        """Next smaller font size (Strg+Minus)."""
        self._percent = next((s for s in reversed(_STEPS) if s < self._percent), MIN_PERCENT)
        self._presses.start()

    def reset_size(self) -> None:
        """Back to 100 % (Strg+0)."""
        self._percent = 100
        self._presses.start()

    def stop(self) -> None:
        """Follow nothing any more; what was applied stays. For tests and a program that ends."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._on_hints_changed)
        self._presses.stop()
        self._ring.stop()
        self.deleteLater()

    def _mode(self) -> Mode:
        if self._scheme is Scheme.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return Mode.DARK if dark else Mode.LIGHT
        return Mode.DARK if self._scheme is Scheme.DARK else Mode.LIGHT

    def _on_hints_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._follow()

    def _follow(self) -> None:
        """Apply what is wanted by now, unless it is so."""
        self._presses.stop()
        now = current()
        if (now.mode, now.percent) != (self._mode(), self._percent):
            self._apply()

    def _apply(self) -> None:
        theme = Theme(self._mode(), self._percent)
        install(theme)
        unseen = self._unseen()
        self._application.setPalette(build_palette(theme))
        self._application.setFont(theme.font(TextStyle.BODY))
        self._application.setStyleSheet(build_style_sheet(theme))
        for widget in unseen:
            # To be seen first brings back the letters that it had last, and tells it nothing.
            widget.ensurePolished()
        for widget in unseen:
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        self.changed.emit()

    def _unseen(self) -> list[QWidget]:
        """Widgets that Qt tells nothing of another style, as nobody has seen them yet.

        They would keep the letters and distances of the zoom in which they were made. They are to
        be found before: whoever hears of the style may ask one for its size, and it counts as seen.
        """
        seen = Qt.WidgetAttribute.WA_WState_Polished
        return [one for one in self._application.allWidgets() if not one.testAttribute(seen)]
