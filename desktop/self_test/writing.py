"""Checks of what helps while somebody writes."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.adapters.spelling.checker import MOST_STARTS, SpellChecker
from desktop.domain.spelling import SpellingState
from desktop.self_test.check import Place, expect

AFF = "SET UTF-8\nTRY eniz\n"
WORDS = ("Heizung", "Größe", "Wohnung")


def check_spelling(place: Place) -> str:
    """The process with the dictionaries starts, knows right from wrong, and suggests."""
    if sys.platform == "darwin" and not _has_hunspell():
        # Macs with Intel do without, as the requirements say.
        return "–"
    folder = place.path / "dictionaries"
    folder.mkdir()
    (folder / "de_DE.aff").write_text(AFF, encoding="utf-8")
    (folder / "de_DE.dic").write_text("\n".join(("3", *WORDS, "")), encoding="utf-8")
    checker = SpellChecker(folder, folders=_only)
    try:
        found = checker.check((*WORDS, "Heizugn"))
        for _ in range(MOST_STARTS):
            found = found or checker.check((*WORDS, "Heizugn"))
        expect("Rechtschreibung", checker.dictionaries().state, SpellingState.READY)
        right = [word for word, languages in found.items() if languages]
        expect("Wörterbuch", right, list(WORDS))
        expect("Vorschlag", checker.suggest("Heizugn", "de")[:1], ("Heizung",))
    finally:
        checker.end()
    return ", ".join(WORDS)


def _only(own: Path | None) -> tuple[Path, ...]:
    return () if own is None else (own,)


def _has_hunspell() -> bool:
    try:
        import hunspell
    except ImportError:
        return False
    return bool(hunspell.__all__)
