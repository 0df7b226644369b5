"""The bundled font in the sizes of a letter; everything is measured in hundredths of a millimetre.

Text is laid out in these units and not in the pixels of a device, so that a PDF and a printer
break lines and pages at the same places.
"""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop.resources import resource_path

FAMILY = "Inter"
UNITS = 100
"""Units in a millimetre."""
_POINT = 2540 / 72


@lru_cache(maxsize=1)
def register() -> None:
    """Make the bundled font known to Qt; needs a QGuiApplication and its thread."""
    if FAMILY not in QFontDatabase.families():
        for path in sorted(resource_path("fonts").glob(f"{FAMILY}-*.ttf")):
            QFontDatabase.addApplicationFont(str(path))


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font in a size of points."""
    made = QFont(FAMILY)
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
