"""The bundled fonts in the sizes of a letter; everything is measured in hundredths of a millimetre.

Text is laid out in these units and not in the pixels of a device, so that a PDF and a printer
break lines and pages at the same places.
"""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop.resources import resource_path

FAMILY = "Inter"
CODE_FAMILY = "JetBrains Mono"
_FILES_OF_CODE = "JetBrainsMono"
UNITS = 100
"""Units in a millimetre."""
_POINT = 2540 / 72
_SMALLEST = 0.6


@lru_cache(maxsize=1)
def register() -> None:
    """Make the bundled fonts known to Qt; needs a QGuiApplication and its thread."""
    known = QFontDatabase.families()
    for family, name in ((FAMILY, FAMILY), (CODE_FAMILY, _FILES_OF_CODE)):
        if family not in known:
            for path in sorted(resource_path("fonts").glob(f"{name}-*.ttf")):
                QFontDatabase.addApplicationFont(str(path))


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal, family: str = FAMILY) -> QFont:
    """Return a font in a size of points; without ``family`` that of all text."""
    made = QFont(family)
    made.setPixelSize(round(points * _POINT))
    made.setWeight(weight)
    # Hinting would fit glyphs to the pixels of a screen that no paper has.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Inter's other hyphens and brackets have no character, so they would be lost on copying.
    made.setFeature(QFont.Tag("calt"), 0)
    return made


def width_mm(text: str, used: QFont) -> float:
    """Return how wide a line is, in millimetres."""
    return QFontMetricsF(used).horizontalAdvance(text) / UNITS


def fitting_font(
    text: str, points: float, width: float, weight: QFont.Weight = QFont.Weight.Normal
) -> QFont:
    """Return the font in the largest size, ``points`` at most, in which a line fits a width (mm).

    It gets no smaller than six tenths; what does not fit then is shortened by whoever paints it.
    """
    used = font(points, weight)
    wide = width_mm(text, used)
    if wide <= width:
        return used
    return font(max(points * _SMALLEST, points * width / wide * 0.99), weight)
