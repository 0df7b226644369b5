"""Samples, their medians and percentiles, and the table that tells them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Figure:
    """One row of the table: what was measured, ours and the floor in turn, in milliseconds.

    ``goal_ratio`` compares the medians, ``goal_ms`` the percentile ``goal_at`` of ours,
    ``goal_growth`` the medians of ours at the largest and the smallest size. ``unit`` is "ms" or
    "MB".
    """

    group: str
    name: str
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    goal_ratio: float | None = None
    goal_ms: float | None = None
    goal_at: int = 95
    goal_growth: float | None = None
    goal_more: float | None = None
    """By how much ours may be above the floor (memory)."""
    unit: str = "ms"
    note: str = ""

    @property
    def key(self) -> str:
        """Group and name: the same at every size."""
        return f"{self.group}: {self.name}"

    @property
    def ratio(self) -> float | None:
        """Median of ours over the median of the floor."""
        if not self.floor or not self.ours:
            return None
        return statistics.median(self.ours) / max(statistics.median(self.floor), 1e-6)

    def as_json(self) -> dict[str, Any]:
        """Everything, with the samples summed up."""
        values = asdict(self)
        values["ours"] = summary(self.ours)
        values["floor"] = summary(self.floor)
        values["ratio"] = self.ratio
        return values

    def misses(self) -> list[str]:
        """Goals that were missed at this size, growth aside."""
        found = []
        if self.goal_ratio is not None and self.ratio is not None and self.ratio > self.goal_ratio:
            found.append(f"ratio {self.ratio:.2f} > {self.goal_ratio:g}")
        if self.goal_ms is not None and self.ours:
            value = percentile(self.ours, self.goal_at)
            if value > self.goal_ms:
                found.append(f"p{self.goal_at} {value:.1f} > {self.goal_ms:g} {self.unit}")
        if self.goal_more is not None and self.ours and self.floor:
            more = statistics.median(self.ours) - statistics.median(self.floor)
            if more > self.goal_more:
                found.append(f"{more:.0f} {self.unit} more > {self.goal_more:g}")
        return found


def percentile(samples: Sequence[float], percent: int) -> float:
    """The value that ``percent`` of the samples do not exceed."""
    ordered = sorted(samples)
    place = max(0, min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1))
    return ordered[place]


def summary(samples: Sequence[float]) -> dict[str, float] | None:
    """Count, median, p95, p99 and the largest."""
    if not samples:
        return None
    return {
        "n": len(samples),
        "median": round(statistics.median(samples), 3),
        "p95": round(percentile(samples, 95), 3),
        "p99": round(percentile(samples, 99), 3),
        "max": round(max(samples), 3),
    }


HEAD = ("what", "size", "n", "median", "p95", "p99", "floor", "ratio", "growth", "goal missed")


def table(by_size: dict[int, list[Figure]]) -> str:
    """All figures of all sizes as lines of text, the sizes of one figure below each other."""
    sizes = sorted(by_size)
    keys: dict[str, None] = {}
    for size in sizes:
        keys.update(dict.fromkeys(figure.key for figure in by_size[size]))
    lines: list[tuple[str, ...]] = [HEAD]
    for key in keys:
        found = {size: figure for size in sizes for figure in by_size[size] if figure.key == key}
        lines += [
            _line(key, size, figure, growth(found) if size == max(found) else None)
            for size, figure in found.items()
        ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    show: Callable[[tuple[str, ...]], str] = lambda line: "  ".join(  # noqa: E731
        text.ljust(width) if column in (0, len(HEAD) - 1) else text.rjust(width)
        for column, (text, width) in enumerate(zip(line, widths, strict=True))
    ).rstrip()
    return "\n".join(show(line) for line in lines)


def growth(found: dict[int, Figure]) -> float | None:
    """Median of ours at the largest size over that at the smallest."""
    if len(found) < 2:
        return None
    small, large = found[min(found)], found[max(found)]
    if not small.ours or not large.ours:
        return None
    return statistics.median(large.ours) / max(statistics.median(small.ours), 1e-6)


def _line(key: str, size: int, figure: Figure, grown: float | None) -> tuple[str, ...]:
    ours = summary(figure.ours)
    floor = summary(figure.floor)
    missed = figure.misses()
    if grown is not None and figure.goal_growth is not None and grown > figure.goal_growth:
        missed.append(f"growth {grown:.2f} > {figure.goal_growth:g}")
    plain = [f"{ours[name]:.1f}" for name in ("median", "p95", "p99")] if ours else ["-"] * 3
    return (
        key,
        f"{size}",
        str(len(figure.ours)),
        *plain,
        f"{floor['median']:.2f}" if floor else "-",
        f"{figure.ratio:.2f}" if figure.ratio is not None else "-",
        f"{grown:.2f}" if grown is not None else "",
        "; ".join(missed) or figure.note,
    )
