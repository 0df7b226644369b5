"""How a key combination is written on a German keyboard.

Qt names keys "Strg+Return" and "Strg+Bild abwärts"; people know "Strg+Enter" and "Strg+Bild ↓".
The names are German in both interface languages: they stand on the keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QKeySequence

_KEYS = {
    "Ctrl": "Strg",
    "Shift": "Umschalt",
    "Alt": "Alt",
    "Meta": "Meta",
    "Return": "Enter",
    "Enter": "Enter",
    "PgUp": "Bild ↑",
    "PgDown": "Bild ↓",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Home": "Pos1",
    "End": "Ende",
    "Ins": "Einfg",
    "Del": "Entf",
    "Space": "Leertaste",
    "Backspace": "Rücktaste",
    "+": "Plus",
    "-": "Minus",
}


def shortcut_label(keys: QKeySequence | str) -> str:
    """Text for a key combination, e.g. "Strg+Umschalt+A"; empty for none.

    ``keys`` is a sequence or its portable text ("Ctrl+Return", "Ctrl+PgDown", "Ctrl++").
    """
    text = keys if isinstance(keys, str) else keys.toString(keys.SequenceFormat.PortableText)
    if not text:
        return ""
    plus = text.endswith("++") or text == "+"
    parts = [part for part in text.split("+") if part] + (["+"] if plus else [])
    return "+".join(_KEYS.get(part, part) for part in parts)
