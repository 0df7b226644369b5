"""Dictionaries of a few words, in the form that Hunspell reads."""

from collections.abc import Mapping
from pathlib import Path

GERMAN = ("Die", "Heizung", "Wohnung", "bleibt", "kalt", "für", "bzw.", "Wohnungs-", "geht", "und")
ENGLISH = ("the", "heating", "stays", "cold", "since", "Monday")


def write_dictionary(folder: Path, name: str, words: tuple[str, ...], encoding: str) -> None:
    """Write both files of a dictionary."""
    folder.mkdir(parents=True, exist_ok=True)
    charset = {"utf-8": "UTF-8", "latin-1": "ISO8859-1"}[encoding]
    aff = f"SET {charset}\nTRY eEniIabkHW\n"
    (folder / f"{name}.aff").write_text(aff, encoding=encoding)
    dic = "\n".join([str(len(words)), *words, ""])
    (folder / f"{name}.dic").write_text(dic, encoding=encoding)


def write_dictionaries(folder: Path) -> None:
    """Write a German one, as it mostly comes in Latin letters only, and an English one."""
    write_dictionary(folder, "de_DE", GERMAN, "latin-1")
    write_dictionary(folder, "en_US", ENGLISH, "utf-8")


def languages_of(words: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return the languages of each word as one text."""
    return {word: " ".join(sorted(found)) for word, found in words.items()}
