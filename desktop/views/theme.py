"""The theme as built: colours, fonts and sizes of the scheme and font scale now in force.

``current()`` is a module-level look-up, so delegates and ``paintEvent`` may call it freely. Who
changes the theme is ``theme_controller.ThemeController``.
"""

from __future__ import annotations

import math

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPen

from desktop.views.theme_fonts import build_font, register_fonts
from desktop.views.theme_tokens import Mode, Role, Row, TextStyle, Tokens, load_tokens

__all__ = [
    "Mode",
    "Role",
    "Row",
    "TextStyle",
    "Theme",
    "current",
    "install",
]

MIN_PERCENT = 80
MAX_PERCENT = 200


class Theme:
    """One colour scheme at one font scale. Immutable; a change makes a new one.

    Colours, fonts and metrics are made once and handed out again: callers must not change them.
    """

    def __init__(self, mode: Mode, percent: int = 100) -> None:
        """Build for ``mode`` and a font size of ``percent`` (80 to 200) of the normal one."""
        self.mode = mode
        self.percent = max(MIN_PERCENT, min(MAX_PERCENT, percent))
        self.scale = self.percent / 100
        self.tokens: Tokens = load_tokens()
        self._colours = {role: QColor(text) for role, text in self.tokens.colours[mode].items()}
        self._fonts: dict[tuple[TextStyle, int | None], QFont] = {}
        self._metrics: dict[tuple[TextStyle, int | None], QFontMetrics] = {}
        self._pens: dict[tuple[Role, float], QPen] = {}

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark scheme."""
        return self.mode is Mode.DARK

    def color(self, role: Role) -> QColor:
        """Colour of a role, shared: do not modify."""
        return self._colours[role]

    def pen(self, role: Role, width: float = 1.0) -> QPen:
        """Solid pen in the colour of a role; ``width`` in pixels, not scaled."""
        key = (role, width)
        pen = self._pens.get(key)
        if pen is None:
            pen = self._pens[key] = QPen(self._colours[role], width)
        return pen

    def font(self, style: TextStyle, weight: int | None = None) -> QFont:
        """Font of a step of the type scale, with tabular figures; ``weight`` overrides its own."""
        key = (style, weight)
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = build_font(self.tokens, style, self.scale, weight)
        return font

    def metrics(self, style: TextStyle, weight: int | None = None) -> QFontMetrics:
        """Metrics of ``font(style, weight)``."""
        key = (style, weight)
        metrics = self._metrics.get(key)
        if metrics is None:
            metrics = self._metrics[key] = QFontMetrics(self.font(style, weight))
        return metrics

    def px(self, length: float) -> int:
        """A length given in pixels at 100 %, in pixels at the font scale in force."""
        return max(1, math.floor(length * self.scale + 0.5)) if length > 0 else 0

    def space(self, step: int) -> int:
        """Spacing of the scale (0, 1, 2, 3, 4, 5, 6, 8) at the font scale."""
        return self.px(self.tokens.space[step])

    def radius(self, name: str) -> int:
        """Corner radius ("pill", "control", "card"); radii do not grow with the font."""
        return self.tokens.radius[name]

    def row_height(self, row: Row, lines: int = 1) -> int:
        """Height of a row: the token or, where the font needs more, its lines plus 2 x 4."""
        text = self.metrics(TextStyle.BODY).height() * lines + 2 * self.space(1)
        return max(self.px(self.tokens.rows[row]), text)

    def control(self, name: str) -> int:
        """Height of a control ("button", "buttonSmall", "input", "icon", "avatar", ...), scaled."""
        return self.px(self.tokens.control[name])

    def line_height(self, style: TextStyle) -> int:
        """Line height of a type step, scaled, never smaller than its glyphs."""
        return max(self.px(self.tokens.steps[style].line), self.metrics(style).height())


class _InForce:
    """Holds the one theme of this process."""

    theme: Theme | None = None


def current() -> Theme:
    """The theme in force; light at 100 % until one has been installed. Needs a QGuiApplication."""
    theme = _InForce.theme
    if theme is None:
        register_fonts()
        theme = _InForce.theme = Theme(Mode.LIGHT)
    return theme


def install(theme: Theme) -> None:
    """Make ``theme`` the one in force. For the controller and for tests."""
    _InForce.theme = theme
