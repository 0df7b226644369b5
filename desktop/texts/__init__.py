"""Every sentence a person reads. German is the source; English comes from ``resources/locale/en``.

The German sentence itself is the key: ``tr("Frist {day}", day=...)``. The language is one for the
whole program and is set once at its start.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from desktop.resources import resource_path


class Language(StrEnum):
    """The languages the interface speaks."""

    GERMAN = "de"
    ENGLISH = "en"


@dataclass(slots=True)
class _Speaker:
    language: Language = Language.GERMAN


@dataclass(frozen=True, slots=True)
class _Catalogue:
    single: Mapping[str, str]
    plural: Mapping[str, Mapping[int, str]]


_speaker = _Speaker()


def set_language(language: Language | str) -> None:
    """Choose the language of all sentences from now on; raises ``ValueError`` for another one."""
    _speaker.language = Language(language)


def language() -> Language:
    """Return the language that is spoken now."""
    return _speaker.language


@contextmanager
def speaking(other: Language | str) -> Iterator[None]:
    """Speak another language within a ``with`` block, for example for one letter."""
    before = _speaker.language
    set_language(other)
    try:
        yield
    finally:
        _speaker.language = before


def tr(msgid: str, /, **params: object) -> str:
    """Return the sentence in the language that is spoken, its ``{names}`` filled from ``params``.

    A sentence without translation stays German. Texts in ``params`` are put in as they are.
    """
    if _speaker.language is not Language.GERMAN:
        msgid = _english().single.get(msgid) or msgid
    return msgid.format(**params) if params else msgid


def ntr(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Return the sentence for ``n`` things; ``{n}`` in it is the number."""
    text = singular if n == 1 else plural
    if _speaker.language is not Language.GERMAN:
        forms = _english().plural.get(singular, {})
        text = forms.get(0 if n == 1 else 1) or text
    return text.format(n=n, **params)


def mark(msgid: str) -> str:
    """Mark a sentence that stands in a table and is translated when it is shown."""
    return msgid


@lru_cache(maxsize=1)
def _english() -> _Catalogue:
    # Only who wants English pays for reading it.
    import polib

    single: dict[str, str] = {}
    plural: dict[str, Mapping[int, str]] = {}
    for path in sorted(resource_path("locale", "en").glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8").translated_entries():
            if entry.msgid_plural:
                plural[entry.msgid] = dict(entry.msgstr_plural)
            else:
                single[entry.msgid] = entry.msgstr
    return _Catalogue(single, plural)
