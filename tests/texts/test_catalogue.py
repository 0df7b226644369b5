"""Every German sentence has its English one, with the same gaps to fill, and no other."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.texts.catalogue import (
    DESKTOP,
    ENGLISH,
    Computed,
    Form,
    Sentence,
    computed,
    entries,
    gaps,
    is_complete,
    methods,
    modules,
    sentence_of,
    translated,
    translations,
    uses,
)

# Argument of ``tr`` in a module outside the texts: a text of the registry of actions. That every
# text of it is marked is tested below.
_REGISTERED = {
    ("actions.py", "spec.text"),
    ("action_entries.py", "spec.also"),
    ("overview_dialog.py", "spec.also"),
    ("overview_dialog.py", "line.text"),
    ("overview_dialog.py", "place.title"),
}
_ENDING = re.compile(r"(?<!\d)(?<!Nr)(?<!No)(?<!no)[.:?!…]$")
_GERMAN = re.compile("[äöüßÄÖÜ„]")
_NAMES = {"Türkiye"}


def _lines(lines: list[str]) -> str:
    return "\n".join(["", *lines])


# --- the source -----------------------------------------------------------------------------------


def test_sentences_are_found_in_the_source() -> None:
    assert len({use.sentence for use in uses()}) > 500


def test_every_sentence_can_be_found_by_reading() -> None:
    wrong = [str(call) for call in computed() if not _is_known(call)]
    assert not wrong, _lines(wrong)


def _is_known(call: Computed) -> bool:
    if call.function != "tr":
        return False
    if (DESKTOP / "texts") in call.path.parents:
        return True
    if (call.path.name, ast.unparse(call.argument)) in _REGISTERED:
        return True
    return isinstance(call.argument, ast.Subscript) and _is_table(call.path, call.argument.value)


def _is_table(path: Path, table: ast.expr) -> bool:
    """A constant of the texts, or one of the same module whose sentences are all marked."""
    if not isinstance(table, ast.Name) or not table.id.strip("_").isupper():
        return False
    for node in modules()[path].body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("desktop.texts."):
            if table.id in {alias.asname or alias.name for alias in node.names}:
                return True
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if table.id in {ast.unparse(target) for target in targets}:
                return all(_is_marked(value) for value in _values(node.value))
    return False


def _values(table: ast.expr) -> Iterator[ast.expr]:
    if isinstance(table, ast.Dict):
        yield from table.values
    elif isinstance(table, ast.Tuple | ast.List):
        yield from table.elts
    elif isinstance(table, ast.Call) and table.args:
        yield from _values(table.args[0])
    else:
        yield table


def _is_marked(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "mark"


_TABLES = {
    "tuple[ActionSpec, ...]": {"ActionSpec", "_view", "_sort"},
    "tuple[Place, ...]": {"Place", "PlaceKeys"},
}
"""What a table of texts is annotated as, and the calls in it that are given the texts."""


def test_texts_of_actions_and_keys_are_marked() -> None:
    """What tables hand to ``tr`` by a field of theirs."""
    counted = 0
    for path, tree in modules().items():
        for call in _calls_in_tables(tree):
            texts = [word.value for word in call.keywords if word.arg == "also"]
            texts.append(next(arg for arg in call.args if _may_be_text(arg)))
            unmarked = [ast.unparse(text) for text in texts if not _is_marked(text)]
            assert not unmarked, _lines([path.name, *unmarked])
            counted += 1
    assert counted > 150


def _calls_in_tables(tree: ast.Module) -> Iterator[ast.Call]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            makers = _TABLES.get(ast.unparse(node.annotation), set())
            for call in ast.walk(node.value):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in makers:
                    yield call


def _may_be_text(value: ast.expr) -> bool:
    """The first that is neither a name nor the key of a place: the text, marked or forgotten."""
    if not isinstance(value, ast.Constant):
        return isinstance(value, ast.Call)
    return not (str(value.value).isascii() and str(value.value).islower())


def test_nothing_is_translated_by_the_toolkit() -> None:
    assert not list(methods())


def test_gaps_are_filled_by_the_call() -> None:
    wrong = []
    for use in uses():
        texts = [text for text in (use.sentence.msgid, use.sentence.plural) if text]
        needed = frozenset[str]().union(*(gaps(text) for text in texts))
        if use.params is None:
            continue
        # A plural need not say its number.
        silent = frozenset({"n"} if use.sentence.plural else ())
        if needed | silent != use.params | silent:
            given = sorted(use.params)
            wrong.append(f"{use.where}: {sorted(needed)} in {texts[0]!r}, given {given}")
    assert not wrong, _lines(wrong)


# --- the English catalogue ------------------------------------------------------------------------


def test_every_sentence_is_translated() -> None:
    known = translated()
    missing = sorted(
        f"{use.where}: {use.sentence.msgid}" for use in uses() if use.sentence not in known
    )
    assert not missing, _lines(["see python -m tests.texts.missing", *missing])


def test_no_translation_is_left_over() -> None:
    used = {use.sentence for use in uses()}
    left_over = sorted(
        f"{path.name}: {entry.msgid}"
        for path in ENGLISH
        for entry in entries(path)
        if sentence_of(entry) not in used
    )
    assert not left_over, _lines(left_over)


def test_one_sentence_has_one_translation() -> None:
    found: dict[tuple[str, Form], set[tuple[str, ...]]] = defaultdict(set)
    for path in ENGLISH:
        for entry in entries(path):
            sentence = sentence_of(entry)
            found[sentence.msgid, sentence.form].add((sentence.plural, *translations(entry)))
    differing = [f"{key[0]}: {sorted(texts)}" for key, texts in found.items() if len(texts) > 1]
    assert not differing, _lines(differing)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_entries_are_complete(path: Path) -> None:
    open_ones = [entry.msgid for entry in entries(path) if not is_complete(entry)]
    assert not open_ones, _lines(open_ones)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_translations_have_the_gaps_of_the_original(path: Path) -> None:
    differing = [
        f"{german!r}: {english!r}"
        for entry in entries(path)
        for german, english in _pairs(sentence_of(entry), translations(entry))
        if gaps(english) != gaps(german)
    ]
    assert not differing, _lines(differing)


def _pairs(sentence: Sentence, english: list[str]) -> list[tuple[str, str]]:
    return list(zip((sentence.msgid, sentence.plural or sentence.msgid), english, strict=False))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_translations_end_like_the_original(path: Path) -> None:
    differing = [
        f"{german!r}: {english!r}"
        for entry in entries(path)
        for german, english in _pairs(sentence_of(entry), translations(entry))
        if _ending(german) != _ending(english) or _margins(german) != _margins(english)
    ]
    assert not differing, _lines(differing)


def _ending(text: str) -> str:
    """The mark a sentence ends with; that of "zum 1." or "Nr." is none."""
    found = _ENDING.search(text)
    return found.group() if found else ""


def _margins(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_english_is_english(path: Path) -> None:
    german = [
        text
        for entry in entries(path)
        for text in translations(entry)
        if _GERMAN.search(text) and text not in _NAMES
    ]
    assert not german, _lines(german)
