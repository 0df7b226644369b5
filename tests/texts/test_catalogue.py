"""Every German sentence has its English one, with the same gaps to fill."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = sorted((ROOT / "resources" / "locale" / "en").glob("*.po"))


def _sentences(path: Path) -> Iterator[str]:
    """The literal sentences that a module hands to ``tr``, ``ntr`` and ``mark``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        count = {"tr": 1, "mark": 1, "ntr": 2}.get(node.func.id, 0)
        for argument in node.args[:count]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _used() -> dict[str, set[str]]:
    used: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "desktop").rglob("*.py"):
        for sentence in _sentences(path):
            used[sentence].add(path.relative_to(ROOT).as_posix())
    return used


def _entries(path: Path) -> list[polib.POEntry]:
    return list(polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True))


def _translated() -> set[str]:
    entries = [entry for path in ENGLISH for entry in _entries(path) if entry.translated()]
    return {text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text}


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_translated() -> None:
    used = _used()
    assert used
    known = _translated()
    missing = sorted(f"{min(where)}: {text}" for text, where in used.items() if text not in known)
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_translations_have_the_gaps_of_the_original(path: Path) -> None:
    differing = [
        (entry.msgid, translation)
        for entry in _entries(path)
        for translation in (entry.msgstr, *entry.msgstr_plural.values())
        if translation and _gaps(translation) - {"n"} != _gaps(entry.msgid) - {"n"}
    ]
    assert differing == []


def test_one_sentence_has_one_translation() -> None:
    translations: dict[str, set[str]] = defaultdict(set)
    for path in ENGLISH:
        for entry in _entries(path):
            translations[entry.msgid].add(str(entry.msgstr or entry.msgstr_plural))
    differing = [
        f"{text}: {sorted(found)}" for text, found in translations.items() if len(found) > 1
    ]
    assert not differing, "\n".join(differing)


def test_no_translation_is_left_over() -> None:
    left_over = sorted(_translated() - set(_used()))
    assert not left_over, "\n".join(left_over)
