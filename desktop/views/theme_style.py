"""Palette and style sheet made from the tokens.

Delegates read the palette's groups; the style sheet covers what Fusion draws differently from the
design. Its template knows ``${bg.app}`` for a colour, ``[[12]]`` for a length that grows with the
font and ``$image(name)`` for a picture of ``resources/styles/images``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtGui import QPalette

from desktop.views.theme import Theme
from desktop.views.theme_tokens import RESOURCES, Role

_COLOUR = re.compile(r"\$\{([A-Za-z0-9.]+)\}")
_LENGTH = re.compile(r"\[\[([0-9.]+)\]\]")
_IMAGE = re.compile(r"\$image\(([a-z-]+)\)")

_ROLES = {
    QPalette.ColorRole.Window: Role.BG_APP,
    QPalette.ColorRole.WindowText: Role.TEXT_PRIMARY,
    QPalette.ColorRole.Base: Role.BG_SURFACE,
    QPalette.ColorRole.AlternateBase: Role.BG_SUBTLE,
    QPalette.ColorRole.Text: Role.TEXT_PRIMARY,
    QPalette.ColorRole.PlaceholderText: Role.TEXT_MUTED,
    QPalette.ColorRole.Button: Role.BG_SURFACE,
    QPalette.ColorRole.ButtonText: Role.TEXT_PRIMARY,
    QPalette.ColorRole.BrightText: Role.TEXT_ON_ACCENT,
    QPalette.ColorRole.Light: Role.BG_SURFACE,
    QPalette.ColorRole.Midlight: Role.BORDER_SUBTLE,
    QPalette.ColorRole.Mid: Role.BORDER_DEFAULT,
    QPalette.ColorRole.Dark: Role.BORDER_CONTROL,
    QPalette.ColorRole.Shadow: Role.BORDER_CONTROL,
    QPalette.ColorRole.Highlight: Role.BG_SELECTED,
    QPalette.ColorRole.HighlightedText: Role.TEXT_PRIMARY,
    QPalette.ColorRole.Accent: Role.ACCENT_BASE,
    QPalette.ColorRole.Link: Role.ACCENT_TEXT,
    QPalette.ColorRole.LinkVisited: Role.ACCENT_TEXT,
    QPalette.ColorRole.ToolTipBase: Role.BG_SURFACE,
    QPalette.ColorRole.ToolTipText: Role.TEXT_PRIMARY,
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def build_palette(theme: Theme) -> QPalette:
    """All colour groups: disabled text is muted, selection without focus is grey."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, theme.color(token))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color(Role.TEXT_DISABLED))
    palette.setColor(
        QPalette.ColorGroup.Inactive,
        QPalette.ColorRole.Highlight,
        theme.color(Role.BG_SELECTED_INACTIVE),
    )
    return palette


def build_style_sheet(theme: Theme) -> str:
    """Fill the template. An unknown role in it raises ``ValueError``."""
    text = _COLOUR.sub(lambda hit: theme.color(Role(hit[1])).name(), _template())
    text = _IMAGE.sub(lambda hit: _image(theme, hit[1]), text)
    return _LENGTH.sub(lambda hit: f"{theme.px(float(hit[1]))}px", text)


def _image(theme: Theme, name: str) -> str:
    """A style sheet can only name a file, so the few pictures it needs lie there in both tints."""
    path = RESOURCES / "styles" / "images" / f"{name}-{theme.mode.value}.svg"
    return f'url("{path.as_posix()}")'


@lru_cache(maxsize=1)
def _template() -> str:
    return (RESOURCES / "styles" / "mieterdesk.qss").read_text(encoding="utf-8")
