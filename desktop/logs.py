"""The log of a data folder. Whatever is written there has passed ``redact`` first."""

import contextlib
import logging
import re
import time
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Final

from desktop.error_text import error_places

REDACTED: Final = "▇▇▇"
_LARGE: Final = 5_000_000
"""Bytes from which a log is set aside, also while the program runs."""
_KEPT: Final = 4
"""So many older logs stay: ``mieterdesk.log.1`` is the youngest. They hold some weeks."""
_LOOK_AFTER: Final = 1_000
"""Lines between two looks at how much another process has written to the same file."""

# What people put between the characters of an IBAN: blanks of every kind, zero width, hyphens.
_GAP = "[\\s\u200b-\u200d\u2060\ufeff.‐‑‒–—_-]{0,3}"

_IBAN_SIGN = re.compile(f"{_GAP}([A-Za-z0-9])")
# These are compiled with the first text that is blacked out: the first window waits for none.
_IBAN_START = rf"(?<![A-Za-z0-9])[A-Za-z]{_GAP}[A-Za-z]{_GAP}[0-9]{_GAP}[0-9]"
_IBAN_GROUPED = (
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ \u00a0\u202f.-]?[A-Za-z0-9]{4}){2,7}"
    r"(?:[ \u00a0\u202f.-]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_IBAN_GERMAN = rf"(?<![A-Za-z0-9])[Dd]{_GAP}[Ee](?:{_GAP}[0-9]){{12,24}}"
_CODE = r"(?<![\w-])[0-9A-Za-z]{4}(?:[-‐‑–—][0-9A-Za-z]{4}){2}(?![\w-])"
_ARGON2 = r"\$argon2(?:id|i|d)\$[^\s'\"\\]+"
_NAMED_VALUE = (
    r"(?i)(?P<name>[\w-]*(?:passwor[dt]|kennwort|passphrase|pwd|secret|token)[\w-]*[\"']?\s*[:=]\s*)"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&)}\]]+)"
)
_ADDRESS = r"(?i)(?P<user>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@]+(?=@)"
_DATABASE_DETAIL = r"(?m)^(?P<name>\s*DETAIL:\s*).+$"
"""PostgreSQL repeats the refused row in it, with names and addresses."""
_EMAIL = r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+\.[A-Za-z]{2,}"
_TELEPHONE = r"(?<![\w.:/+-])(?:\+|00)?[0-9][0-9 ()/-]{6,20}[0-9](?![\w.:/-])"
_CONTRACT = r"(?<![\w.])[0-9]{2}\.[0-9]{4}\.[0-9]{4}(?![\w.])"
_HOME = r"(?i)(?P<place>(?:[a-z]:)?[\\/]+(?:home|users)[\\/]+)[^\\/\s\"':;,]+"
"""The name of a person's folder is that of the person."""


def redact(text: str) -> str:
    """Blacks out what can be told by its form.

    That is IBANs in any spacing, registration codes, passwords and their hashes, refused rows,
    e-mail addresses, telephone and contract numbers, names of home folders. Rather too much than
    too little: a wrongly typed IBAN is as private as a right one. Names and addresses have no form:
    they must not get into a line in the first place (``desktop.error_text``).
    """
    text = re.sub(_DATABASE_DETAIL, rf"\g<name>{REDACTED}", text)
    text = re.sub(_ARGON2, REDACTED, text)
    text = re.sub(_ADDRESS, rf"\g<user>{REDACTED}", text)
    text = re.sub(_NAMED_VALUE, rf"\g<name>{REDACTED}", text)
    text = re.sub(_IBAN_GERMAN, REDACTED, text)
    text = re.sub(_IBAN_GROUPED, REDACTED, text)
    text = _redact_spaced_ibans(text)
    text = re.sub(_CODE, REDACTED, text)
    text = re.sub(_EMAIL, REDACTED, text)
    text = re.sub(_CONTRACT, REDACTED, text)
    text = re.sub(_TELEPHONE, _redact_telephone, text)
    return re.sub(_HOME, rf"\g<place>{REDACTED}", text)


def _redact_telephone(found: re.Match[str]) -> str:
    """A row of digits with marks between them, unless it is a day or a plain number."""
    text = found[0]
    digits = sum(sign.isdigit() for sign in text)
    begins_like_one = text.startswith(("+", "0"))
    return REDACTED if digits >= 7 and begins_like_one else text


def _redact_spaced_ibans(text: str) -> str:
    """Finds valid IBANs of any country whose characters stand arbitrarily far apart."""
    parts: list[str] = []
    done = 0
    for start in re.finditer(_IBAN_START, text):
        if start.start() >= done and (end := _end_of_iban(text, start.start())) is not None:
            parts += [text[done : start.start()], REDACTED]
            done = end
    return "".join([*parts, text[done:]])


def _end_of_iban(text: str, start: int) -> int | None:
    """End of the longest run from ``start`` with 15 to 34 characters that passes mod 97."""
    found: int | None = None
    kept = ""
    position = start
    while len(kept) < 34 and (sign := _IBAN_SIGN.match(text, position)):
        position = sign.end()
        kept += sign[1].upper()
        if len(kept) >= 15 and _passes_mod_97(kept):
            found = position
    return found


def _passes_mod_97(iban: str) -> bool:
    """ISO 7064 over the rearranged number, letters as 10 to 35."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


class RedactingFormatter(logging.Formatter):
    """Formats a record with its traceback, times in UTC, and blacks out what is private."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(process)d] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be kept."""
        # Another handler may have left its own text of the error in the record, message included.
        own = copy(record)
        own.exc_text = None
        return redact(super().format(own))

    def formatException(  # noqa: N802 - overrides logging's name
        self,
        ei: (
            tuple[type[BaseException], BaseException, TracebackType | None]
            | tuple[None, None, None]
        ),
    ) -> str:
        """Kind and places of an error; its message may hold anything."""
        return "" if ei[1] is None else error_places(ei[1])


class _LogFile(logging.FileHandler):
    """Opens the file with the first record; a command that logs nothing leaves nothing behind.

    Window and commands write to one file, each by itself: whoever finds it large sets it aside, and
    the others go on in the new one as soon as they look.
    """

    def __init__(self, file: Path, level: int) -> None:
        super().__init__(file, encoding="utf-8", errors="backslashreplace", delay=True)
        self.setFormatter(RedactingFormatter())
        self.setLevel(level)
        self._until_look = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record, creating the folder when it is the first one."""
        self._until_look -= 1
        if self._until_look <= 0 or self._is_large():
            # Opened anew below: another process may have set aside what is open here.
            self.close_stream()
        if self.stream is None:
            self._until_look = _LOOK_AFTER
            file = Path(self.baseFilename)
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _set_aside_when_large(file)
                file.touch(mode=0o600)
            except OSError:
                self.handleError(record)
                return
        super().emit(record)

    def close_stream(self) -> None:
        """Closes the file; the next record opens it."""
        if self.stream is not None:
            with contextlib.suppress(OSError):
                self.stream.close()
            self.stream = None

    def _is_large(self) -> bool:
        try:
            return self.stream is not None and self.stream.tell() > _LARGE
        except (OSError, ValueError):
            return False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - overrides logging's name
        """A full disk must not stop the work, and standard error belongs to the command."""


def _set_aside_when_large(file: Path) -> None:
    """Moves each older log one number on, the oldest out, where the newest has become large.

    Another process that has one of them open on Windows keeps it from being moved: then the file
    goes on growing until that one looks.
    """
    if not file.exists() or file.stat().st_size <= _LARGE:
        return
    with contextlib.suppress(OSError):
        for number in range(_KEPT, 1, -1):
            older = file.with_name(f"{file.name}.{number - 1}")
            if older.exists():
                older.replace(file.with_name(f"{file.name}.{number}"))
        file.replace(file.with_name(file.name + ".1"))


def start_logging(file: Path, level: int = logging.INFO) -> logging.Handler:
    """Sends every record of the program to the file; a second call moves the log to another file.

    Returns the handler, so that whoever started the log can end it with ``stop_logging``.
    """
    root = logging.getLogger()
    for handler in [known for known in root.handlers if isinstance(known, _LogFile)]:
        stop_logging(handler)
    handler = _LogFile(file, level)
    root.addHandler(handler)
    root.setLevel(level)
    # Tells of each of its parts at every start.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Ends what ``start_logging`` began."""
    logging.getLogger().removeHandler(handler)
    handler.close()
