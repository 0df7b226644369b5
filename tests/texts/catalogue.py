"""The sentences that the program says, read from its source, and the English catalogue beside it.

The source is parsed, never imported: a sentence counts wherever it stands. Adjacent literals are
one sentence, and both branches of ``tr("a" if x else "b")`` count.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Formatter

import polib

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = ROOT / "desktop"
ENGLISH = tuple(sorted((ROOT / "resources" / "locale" / "en").glob("*.po")))

_TEXTS = {"tr": 1, "mark": 1, "ntr": 2}


class Form(Enum):
    """How the catalogue keeps a sentence: the program looks in one of two tables."""

    SINGLE = "single"
    PLURAL = "plural"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an entry of the catalogue translates; ``plural`` is empty for a single form."""

    msgid: str
    plural: str = ""

    @property
    def form(self) -> Form:
        return Form.PLURAL if self.plural else Form.SINGLE


@dataclass(frozen=True, slots=True)
class Use:
    """A sentence where it is said. ``params`` is None where the gaps are filled elsewhere."""

    where: str
    sentence: Sentence
    params: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A call whose sentence is no literal: its catalogue entry cannot be found by reading."""

    path: Path
    line: int
    function: str
    argument: ast.expr

    def __str__(self) -> str:
        place = f"{self.path.relative_to(ROOT).as_posix()}:{self.line}"
        return f"{place}: {self.function}({ast.unparse(self.argument)})"


def gaps(text: str) -> frozenset[str]:
    """Names of the ``{gaps}`` in a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@lru_cache(maxsize=1)
def modules() -> dict[Path, ast.Module]:
    """Every module of the program, parsed."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(DESKTOP.rglob("*.py"))
    }


def uses() -> Iterator[Use]:
    """Every literal sentence of the program."""
    for path, call, function in _calls():
        where = f"{path.relative_to(ROOT).as_posix()}:{call.lineno}"
        params = _params(call, function, _filled_later(path))
        if function == "ntr" and len(call.args) > 1:
            one, many = (literals(argument) for argument in call.args[:2])
            if len(one) == len(many) == 1:
                yield Use(where, Sentence(one[0], many[0]), params)
        elif function != "ntr" and call.args:
            for text in literals(call.args[0]):
                yield Use(where, Sentence(text), params)


def computed() -> Iterator[Computed]:
    """Every call that is given something else than a literal sentence."""
    for path, call, function in _calls():
        for argument in call.args[: _TEXTS[function]]:
            if not literals(argument):
                yield Computed(path, call.lineno, function, argument)


def methods() -> Iterator[str]:
    """Calls such as ``self.tr(...)``: Qt's own translation, which knows nothing of ours."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _TEXTS:
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}: {ast.unparse(node)}"


def literals(node: ast.expr) -> list[str]:
    """The sentences an argument stands for; none where it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = literals(node.body), literals(node.orelse)
        return one + other if one and other else []
    return []


def entries(path: Path) -> list[polib.POEntry]:
    """The entries of one file; a sentence that stands in it twice is an error."""
    return list(polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True))


def sentence_of(entry: polib.POEntry) -> Sentence:
    """What an entry translates."""
    return Sentence(entry.msgid, entry.msgid_plural or "")


def translations(entry: polib.POEntry) -> list[str]:
    """All English forms of an entry, one or two."""
    if entry.msgid_plural:
        return [entry.msgstr_plural.get(number, "") for number in (0, 1)]
    return [entry.msgstr]


def is_complete(entry: polib.POEntry) -> bool:
    """Whether the program will find every form: fuzzy and obsolete entries do not count."""
    return bool(entry.translated() and all(text.strip() for text in translations(entry)))


def translated() -> dict[Sentence, str]:
    """The sentences with English, and the file that has it."""
    return {
        sentence_of(entry): path.name
        for path in ENGLISH
        for entry in entries(path)
        if is_complete(entry)
    }


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in _TEXTS:
                yield path, node, node.func.id


@lru_cache
def _filled_later(path: Path) -> frozenset[ast.Call]:
    """Calls in functions that fill gaps on their own, for example again and again."""
    functions = (node for node in ast.walk(modules()[path]) if isinstance(node, ast.FunctionDef))
    return frozenset(
        inner
        for function in functions
        if any(
            isinstance(node, ast.Attribute) and node.attr in {"format", "format_map"}
            for node in ast.walk(function)
        )
        for inner in ast.walk(function)
        if isinstance(inner, ast.Call)
    )


def _params(call: ast.Call, function: str, later: frozenset[ast.Call]) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    if function == "mark" or None in names or (not names and call in later):
        return None
    given = frozenset(name for name in names if name is not None)
    return given | {"n"} if function == "ntr" else given
