"""The two bundled font families and how a font of the type scale is made from them."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from desktop.views.theme_tokens import RESOURCES, TextStyle, Tokens

_TABULAR_FIGURES = QFont.Tag("tnum")


@lru_cache(maxsize=1)
def register_fonts() -> tuple[str, ...]:
    """Make Inter and JetBrains Mono (both OFL) known to Qt; returns the families found.

    Needs a QGuiApplication. A file that cannot be read is left out: the fallbacks of the tokens
    then stand in, the program stays usable.
    """
    families: list[str] = []
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys(families))


def build_font(tokens: Tokens, style: TextStyle, scale: float, weight: int | None = None) -> QFont:
    """Font of a type step at a font scale, with tabular figures and without hinting.

    Qt rounds to whole pixels anyway, so halves are rounded down: 12.5 px mono becomes 12.
    """
    step = tokens.steps[style]
    mono = style is TextStyle.MONO
    font = QFont()
    font.setFamilies(
        [tokens.mono, *tokens.mono_fallback] if mono else [tokens.family, *tokens.fallback]
    )
    font.setPixelSize(max(8, math.ceil(step.size * scale - 0.5)))
    font.setWeight(QFont.Weight(weight if weight is not None else step.weight))
    font.setFeature(_TABULAR_FIGURES, 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if not mono:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 99)
    return font
