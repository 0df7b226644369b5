"""An exception in words that hold nothing of what people told us.

The message of an exception may repeat anything: a name, an address, an account, a line of the
database. No pattern finds all of that, so a message is never copied. What is told instead is the
kind of error, the places in the code, and what the error says in fields of its own whose values
come from the program or the system (an error number, the name of an attribute).
"""

import errno
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from desktop.domain.errors import UserError

_ROOT: Final = Path(__file__).resolve().parent.parent
_PACKAGES: Final = ("site-packages", "dist-packages")
_CODE: Final = re.compile(r"[A-Z0-9]{5}|SQLITE_[A-Z_]{1,50}")
"""What databases call a kind of error: PostgreSQL in five signs, SQLite by a name."""
_DEEPEST: Final = 60
"""So many places of one error are told; a recursion has thousands."""


def error_summary(error: BaseException) -> str:
    """Return the error in one line: "OSError (ENOSPC)", "AttributeError (None.case_id)"."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    facts = ", ".join(_facts(error))
    return f"{name} ({facts})" if facts else name


def error_places(error: BaseException) -> str:
    """Return the error with its causes, each with its places in the code, the deepest last."""
    return "\n\n".join(_chain(error))


def short_path(name: str) -> str:
    """Return where a source file lies within the program or a package; never whose home it is."""
    path = Path(name)
    if path.is_relative_to(_ROOT) and not any(part in _PACKAGES for part in path.parts):
        return path.relative_to(_ROOT).as_posix()
    for place, part in enumerate(path.parts):
        if part in _PACKAGES:
            return "/".join(path.parts[place + 1 :])
    return path.name


def _chain(error: BaseException) -> Iterator[str]:
    told: set[int] = set()
    link, current = "", error
    while True:
        told.add(id(current))
        yield f"{link}{error_summary(current)}\n" + "\n".join(_places(current.__traceback__))
        if isinstance(current, BaseExceptionGroup):
            for part in current.exceptions:
                yield f"part of it: {error_summary(part)}\n" + "\n".join(
                    _places(part.__traceback__)
                )
        if current.__cause__ is not None:
            link, following = "caused by: ", current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            link, following = "while handling: ", current.__context__
        else:
            return
        if id(following) in told:
            return
        current = following


def _places(trace: TracebackType | None) -> Iterator[str]:
    frames = [
        (frame.f_code.co_filename, line, frame.f_code.co_name)
        for frame, line in traceback.walk_tb(trace)
    ]
    if len(frames) > _DEEPEST:
        yield f"  ... {len(frames) - _DEEPEST} more"
    for file, line, function in frames[-_DEEPEST:]:
        yield f"  {short_path(file)}:{line} {function}"


def _facts(error: BaseException) -> Iterator[str]:
    """What is known of an error and cannot be private."""
    if isinstance(error, UserError):
        yield error.code
    elif isinstance(error, OSError) and error.errno is not None:
        yield errno.errorcode.get(error.errno, str(error.errno))
    elif isinstance(error, AttributeError) and _is_name(error.name):
        yield f"{type(error.obj).__name__}.{error.name}"
    elif isinstance(error, NameError | ImportError) and _is_name(error.name):
        yield str(error.name)
    # Errors of a database: what SQLAlchemy wraps, and the codes of both drivers.
    original = getattr(error, "orig", None) or error
    if original is not error:
        yield type(original).__name__
    for field in ("sqlite_errorname", "sqlstate"):
        code = getattr(original, field, None)
        if isinstance(code, str) and _CODE.fullmatch(code):
            yield code


def _is_name(value: object) -> bool:
    """Whether this is a short word such as code is made of, not a sentence, a number or a value."""
    return (
        isinstance(value, str)
        and len(value) <= 60
        and value.isascii()
        and all(part.isidentifier() for part in value.split("."))
    )
