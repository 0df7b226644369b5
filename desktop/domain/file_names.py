r"""Names of files as they are kept and shown: one line, readable, and nothing hidden in them.

A name says what a file is and nothing else: it is never used as a path. Signs that nobody sees or
that turn the reading direction around (``rechnung\u202efdp.exe``) are left out, so that what a
person reads is what there is.
"""

import unicodedata

LONGEST = 255
"""Bytes of UTF-8: what every file system takes."""
_LONGEST_ENDING = 16
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
"""Names that Windows keeps for devices, whatever the ending."""
_NOT_ON_WINDOWS = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
NAMELESS = "Datei"


def kept_name(name: str) -> str:
    """Return the name under which a file is kept, at most ``LONGEST`` bytes long.

    Only the last part of a path counts. Letters are put together (NFC): a Mac takes them apart,
    and two names that look the same shall be the same. A name that Windows reserves or cannot
    write gets an underline, so that the file can be saved anywhere later.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign) not in _HIDDEN)
    plain = unicodedata.normalize("NFC", plain)
    plain = " ".join(plain.translate(_NOT_ON_WINDOWS).split()).rstrip(". ")
    if not plain.strip("."):
        return NAMELESS
    if plain.partition(".")[0].rstrip().upper() in _RESERVED:
        plain = f"_{plain}"
    return short_name(plain)


def short_name(name: str) -> str:
    """Return a name that fits; its ending stays, because it says what the file is."""
    if _bytes(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return _cut(name, LONGEST)
    return f"{_cut(stem, LONGEST - 1 - _bytes(ending))}.{ending}"


def _bytes(name: str) -> int:
    # Half a character counts as what it is replaced by where it is written.
    return len(name.encode("utf-8", "surrogatepass"))


def _cut(name: str, most: int) -> str:
    """The beginning of a name, whole characters only."""
    return name.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
