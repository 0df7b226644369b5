"""Labels above the deadline strip: none overlaps another, the important ones get room first.

A label stands in the middle of its marker, to its right or to its left, or is pushed past the one
that is in its way. Where that fails its title is shortened, then its date line goes, then it is
left to the tooltip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from desktop.views.case.strip_markers import PRIORITY, Marker, MarkerKind, PlacedMarker

_SPACE = 8.0
_PILL = 7.0
_SQUARE = 6.0
_REACH = 70.0
"""How far a label may be pushed away from its marker."""

_FILES = (MarkerKind.FILE, MarkerKind.NEXT_FILE)


def place_labels(
    placed: Sequence[PlacedMarker],
    width: float,
    unit: float,
    measure: Callable[[str, bool], int],
) -> list[PlacedMarker]:
    """Return the markers with their labels. The flag of the due date lies in the lower lane."""
    taken: list[tuple[float, float]] = []
    result: dict[MarkerKind, PlacedMarker] = {}
    signs = [item.x for item in placed if item.marker.kind is not MarkerKind.DUE]
    for place in sorted(placed, key=lambda item: PRIORITY.index(item.marker.kind)):
        if place.marker.kind is MarkerKind.DUE:
            result[MarkerKind.DUE] = _due(place, width, unit, measure)
            continue
        found = _placed(place, taken, signs, width, unit, measure)
        if found.title or found.marker.kind in _FILES:
            taken.append(_occupied(found, unit))
        result[place.marker.kind] = found
    return [result[place.marker.kind] for place in placed]


def _occupied(place: PlacedMarker, unit: float) -> tuple[float, float]:
    """What a label takes; the square of a file stands beside its label, or alone."""
    if place.marker.kind in _FILES:
        half = _SQUARE * unit
        if not place.title:
            return place.x - half, place.x + half
        return min(place.label_left, place.x - half), max(place.label_right, place.x + half)
    return place.label_left, place.label_right


def _placed(
    place: PlacedMarker,
    taken: list[tuple[float, float]],
    signs: Sequence[float],
    width: float,
    unit: float,
    measure: Callable[[str, bool], int],
) -> PlacedMarker:
    sizes = [
        _size(place.marker, title, detail, unit, measure)
        for title, detail in _wordings(place.marker)
    ]
    kind = place.marker.kind
    # A shorter label at its own marker is read more easily than a long one pushed away from it.
    for spots in (_anchored, _pushed):
        for title, detail, room in sizes:
            for left in spots(place, room, taken, width, unit):
                free = _is_free(left, room, taken, width, unit)
                beyond = kind not in _FILES and _is_beyond(place.x, left, room, signs)
                if free and not beyond:
                    return replace(
                        place, label_left=left, label_width=room, title=title, detail=detail
                    )
    return place


def _wordings(marker: Marker) -> Iterator[tuple[str, str]]:
    yield marker.title, marker.detail
    if marker.short_title != marker.title:
        yield marker.short_title, marker.detail
    if marker.detail:
        yield marker.short_title, ""


def _size(
    marker: Marker, title: str, detail: str, unit: float, measure: Callable[[str, bool], int]
) -> tuple[str, str, float]:
    room = float(max(measure(title, True), measure(detail, False) if detail else 0))
    if marker.kind is MarkerKind.TODAY:
        room += round(2 * _PILL * unit)
    return title, detail, room


def _anchored(
    place: PlacedMarker, room: float, _taken: list[tuple[float, float]], width: float, unit: float
) -> Iterator[float]:
    """Middle, right and left of the marker, in the order that suits its sign."""
    x, space = place.x, _SPACE * unit
    middle, start, end = x - room / 2, x - space, x - room + space
    kind = place.marker.kind
    if kind in _FILES:
        yield from (x - room - space, x + space)
    elif kind is MarkerKind.COLLECTION:
        yield from (start, middle, end)
    elif kind is MarkerKind.TODAY:
        yield min(max(0.0, middle), width - room)
    else:
        yield from (middle, start, end, x - room)


def _pushed(
    place: PlacedMarker, room: float, taken: list[tuple[float, float]], _width: float, unit: float
) -> Iterator[float]:
    """Places right beside labels that are in the way, the nearest first."""
    spots = []
    for left, right in taken:
        spots.append(right + _SPACE * unit)
        spots.append(left - _SPACE * unit - room)
    spots.sort(key=lambda spot: abs(spot + room / 2 - place.x))
    for spot in spots:
        nearest = min(max(place.x, spot), spot + room)
        if place.marker.kind in _FILES and abs(nearest - place.x) < _SQUARE * unit:
            continue
        if abs(nearest - place.x) <= _REACH * unit:
            yield spot


def _is_beyond(own: float, left: float, room: float, signs: Sequence[float]) -> bool:
    """Whether another marker stands between a label and its own: it would be read as that one's."""
    nearest = min(max(own, left), left + room)
    low, high = min(own, nearest), max(own, nearest)
    return any(low < sign < high for sign in signs)


def _is_free(
    left: float, room: float, taken: list[tuple[float, float]], width: float, unit: float
) -> bool:
    if left < 0 or left + room > width:
        return False
    gap = _SPACE * unit * 0.75
    return all(left + room + gap <= start or left >= end + gap for start, end in taken)


def _due(
    place: PlacedMarker, width: float, unit: float, measure: Callable[[str, bool], int]
) -> PlacedMarker:
    marker = place.marker
    room = measure(f"{marker.title}, {marker.detail}", True)
    left = place.x + 18 * unit
    if left + room > width:
        left = max(0.0, place.x - 10 * unit - room)
    return replace(
        place, label_left=left, label_width=room, title=marker.title, detail=marker.detail
    )
