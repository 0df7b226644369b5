"""Whether a file that somebody put into a folder brings a newer version of the program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PACKAGE = re.compile(
    r"mieterdesk[-_ ](?P<version>\d{1,6}(?:\.\d{1,6}){1,3})(?:[-_ ][a-z0-9_]{1,20})?"
    r"\.(?P<kind>deb|exe|msi|dmg)",
    re.IGNORECASE,
)
KINDS = {"linux": ("deb",), "win32": ("exe", "msi"), "darwin": ("dmg",)}
"""What can be installed on a system, by Python's name of it."""


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """A version that lies ready, and the name of its file."""

    version: str
    file: str


def newest_above(names: Iterable[str], current: str, system: str) -> NewerVersion | None:
    """Return the newest version among file names that this ``system`` can install.

    None where nothing is newer than ``current``. What is no package of a release says nothing.
    """
    best, least = None, _order(current)
    for name in names:
        found = _PACKAGE.fullmatch(name)
        if found is None or found["kind"].lower() not in KINDS.get(system, ()):
            continue
        order = _order(found["version"])
        if order > least:
            best, least = NewerVersion(found["version"], name), order
    return best


def _order(version: str) -> tuple[int, ...]:
    """Return numbers that compare as versions do: 0.10 after 0.9, 1.0 as 1.0.0."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
