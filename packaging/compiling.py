"""Compiles what goes into a packaged program, without what nobody can read there.

A package has no sources, so that a traceback shows neither lines of text nor what to underline in
them; the tables of columns for it are an eighth of all compiled code. Nor does anything show what
it is documented with, and the types of parameters are for tools that check types. All of it would
stand in memory from the first import to the end.

Assertions stay, which is why this is not what ``-OO`` does: some methods of check digits refuse an
account number by one.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import marshal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

Entry = tuple[str, str, str]
"""A gathered module: its name, its source, its kind."""

WITHOUT_COLUMNS = "no_debug_ranges"
"""What Python is told at its start, and only then: it makes and loads code without columns."""

OPTIONS = [(f"X {WITHOUT_COLUMNS}", None, "OPTION")]
"""The same for the packaged program, as ``EXE`` takes it: code is made while it runs, too."""

NO_TEXT = "."
"""Stands for what something is documented with.

With none, ``dataclasses`` would write a signature for each class, which takes a tenth of a second,
and SQLAlchemy insists on some. One character is there once for all of them.
"""

UNTYPED = frozenset({"desktop", "sqlalchemy"})
"""Packages whose functions need no types while they run; their classes do, for columns and fields.

Elsewhere somebody might ask a function for its types, as ``functools.singledispatch`` does.
"""

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_NEVER_COMPARED_WITH_A_SOURCE = (1).to_bytes(4, "little") + bytes(8)


def compiled(modules: Iterable[Entry], folder: Path) -> list[Entry]:
    """Compile the modules into ``folder``; returns them as entries for ``PYZ``."""
    # Where a file lies says whether a module is a package. A namespace has no source at all.
    entries = list(modules)
    made = {
        name: (name, source, str(folder / name / f"{Path(source).stem}.pyc"))
        for name, source, _ in entries
        if source.endswith(".py")
    }
    subprocess.run(
        [sys.executable, "-X", WITHOUT_COLUMNS, __file__],
        input=json.dumps(list(made.values())).encode(),
        check=True,
    )
    return [(name, made[name][2] if name in made else place, kind) for name, place, kind in entries]


def compile_file(name: str, source: Path, target: Path) -> None:
    """Compile one module; a package finds no source that it could be older than."""
    tree = undocumented(source.read_bytes())
    if name.partition(".")[0] in UNTYPED:
        leave_out_types(tree)
    code = compile(tree, source, "exec", dont_inherit=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(
        importlib.util.MAGIC_NUMBER + _NEVER_COMPARED_WITH_A_SOURCE + marshal.dumps(code)
    )


def undocumented(source: bytes | str) -> ast.Module:
    """Return the parsed source with ``NO_TEXT`` in place of what its parts are documented with."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            text = ast.copy_location(ast.Expr(ast.Constant(NO_TEXT)), node.body[0])
            node.body[0] = ast.fix_missing_locations(text)
    return tree


def leave_out_types(tree: ast.Module) -> None:
    """Take the types of parameters and results out of a module's functions."""
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None


if __name__ == "__main__":
    for module, read_from, written_to in json.load(sys.stdin.buffer):
        compile_file(module, Path(read_from), Path(written_to))
