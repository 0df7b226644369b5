"""Sizes of files and drives as people read them."""

from desktop.texts import Language, language

_STEP = 1000
_UNITS = ("Byte", "KB", "MB", "GB", "TB")


def byte_size(size: int) -> str:
    """Return "12,4 GB": decimal units, one place behind the comma below 100."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value /= _STEP
        unit += 1
    text = f"{value:.1f}" if unit and value < 100 else f"{value:.0f}"
    if language() is Language.GERMAN:
        text = text.replace(".", ",")
    return f"{text} {_UNITS[unit]}"
