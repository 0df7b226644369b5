"""Which letters there are in an invented year, and what is odd about some of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from desktop.services.demo.chance import Chance
from desktop.services.demo.statements.tenancies import Letting, Settler

_CHANGES, _NAMESAKES, _OTHER_COMPANY = 10, 3, 1
_SWAPPED, _SCANNED, _JOINED = 2, 3, 2
"""Per cent of all letters."""
_LONGEST_STAY = 4_000
T = TypeVar("T")


class Paper(StrEnum):
    """In which state a letter comes."""

    PLAIN = "plain"
    SWAPPED = "swapped"
    """Two digits of the contract's number are exchanged."""
    SCANNED = "scanned"


@dataclass(frozen=True, slots=True)
class Statement:
    """One letter: whose it is, and how it comes; ``printed_number`` is what stands on it."""

    letting: Letting
    paper: Paper
    printed_number: str


def plan_statements(
    chance: Chance,
    existing: list[Letting],
    settler: Settler,
    stranger: Settler | None,
    count: int,
    year: int,
) -> list[tuple[Statement, ...]]:
    """Return what lies in each file: mostly one letter, sometimes two; ``count`` letters."""
    lettings = _lettings(chance, existing, settler, stranger, count, year)
    papers = [Paper.SWAPPED] * (count * _SWAPPED // 100) + [Paper.SCANNED] * (
        count * _SCANNED // 100
    )
    papers += [Paper.PLAIN] * (count - len(papers))
    statements = [
        _as_printed(chance, letting, paper)
        for letting, paper in zip(
            _shuffled(chance, lettings), _shuffled(chance, papers), strict=True
        )
    ]
    joined = count * _JOINED // 100
    return _files(statements, joined)


def _lettings(
    chance: Chance,
    existing: list[Letting],
    settler: Settler,
    stranger: Settler | None,
    count: int,
    year: int,
) -> list[Letting]:
    found: list[Letting] = []
    while len(found) + 1 < count * _CHANGES // 100:
        found += _change(chance, settler, year)
    namesakes = count * _NAMESAKES // 100
    for number in range(namesakes // 2):
        found += _namesakes(chance, settler, year, number)
    if stranger is not None:
        for number in range(max(1, count * _OTHER_COMPANY // 100)):
            found.append(_strange(chance, stranger, found, year, same_number=number % 3 == 0))
    for one in _shuffled(chance, existing)[: max(0, count - len(found))]:
        found.append(one)
    while len(found) < count:
        home = settler.home()
        found.append(settler.let(home, settler.people(), _before(chance, year)))
    return found[:count]


def _before(chance: Chance, year: int) -> date:
    return date(year, 1, 1) - timedelta(days=chance.between(0, _LONGEST_STAY))


def _change(chance: Chance, settler: Settler, year: int) -> list[Letting]:
    """A tenant moves out in the year and another moves in; sometimes they share a name."""
    home = settler.home()
    ends_on = date(year, 1, 1) + timedelta(days=chance.between(40, 300))
    starts_on = ends_on + timedelta(days=chance.between(1, 25))
    former = settler.people()
    surname = former[0].surname if chance.happens(12) else ""
    latter = settler.people(surname=surname)
    return [
        settler.let(home, former, _before(chance, year), ends_on),
        settler.let(home, latter, starts_on),
    ]


def _namesakes(chance: Chance, settler: Settler, year: int, number: int) -> list[Letting]:
    """Two people of one name in one house: in two flats, or one after the other in the same."""
    first = settler.people()
    second = settler.people(like=first[0], surname=first[0].surname)
    if number % 4 == 0:
        home = settler.home()
        ends_on = date(year, 1, 1) + timedelta(days=chance.between(60, 280))
        return [
            settler.let(home, first, _before(chance, year), ends_on),
            settler.let(home, second, ends_on + timedelta(days=1)),
        ]
    home, other = settler.two_homes()
    one = settler.let(home, first, _before(chance, year))
    swapped = swapped_number(chance, one.number) if number % 4 == 1 else ""
    return [one, settler.let(other, second, _before(chance, year), number=swapped)]


def _strange(
    chance: Chance, stranger: Settler, ours: list[Letting], year: int, *, same_number: bool
) -> Letting:
    """A contract of another company, sometimes with a number that exists in ours, too."""
    number = chance.pick(ours).number if same_number and ours else ""
    return stranger.let(stranger.home(), stranger.people(), _before(chance, year), number=number)


def _as_printed(chance: Chance, letting: Letting, paper: Paper) -> Statement:
    swapped = paper is Paper.SWAPPED
    number = swapped_number(chance, letting.number) if swapped else letting.number
    return Statement(letting, paper, number)


def swapped_number(chance: Chance, number: str) -> str:
    """Exchange two neighbouring digits that differ; a number without such stays as it is."""
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    pairs = [(one, two) for one, two in pairwise(places) if number[one] != number[two]]
    if not pairs:
        return number
    one, two = chance.pick(pairs)
    signs = list(number)
    signs[one], signs[two] = signs[two], signs[one]
    return "".join(signs)


def _files(statements: list[Statement], joined: int) -> list[tuple[Statement, ...]]:
    files: list[tuple[Statement, ...]] = []
    left = list(statements)
    while left:
        one = left.pop()
        fits = left and Paper.SCANNED not in {one.paper, left[-1].paper}
        if joined and fits and len(files) % 7 == 0:
            files.append((one, left.pop()))
            joined -= 1
        else:
            files.append((one,))
    return files


def _shuffled(chance: Chance, values: list[T]) -> list[T]:
    found = list(values)
    for place in range(len(found) - 1, 0, -1):
        other = chance.below(place + 1)
        found[place], found[other] = found[other], found[place]
    return found
