"""Design tokens: the names of colour roles, type styles and sizes, and the file they are read from.

The values live in ``resources/styles/tokens.json`` (a copy of the design document without its table
of contrast ratios, which is test data); code only ever uses the names of this module.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any

from desktop.resources import resource_path

RESOURCES = resource_path()
"""Folder with icons, fonts and styles."""


class Mode(Enum):
    """The two colour schemes that exist."""

    LIGHT = "light"
    DARK = "dark"


class Role(StrEnum):
    """A colour by what it is for. The value is the key in ``tokens.json``."""

    BG_APP = "bg.app"
    BG_SURFACE = "bg.surface"
    BG_SUBTLE = "bg.subtle"
    BG_SIDEBAR = "bg.sidebar"
    BG_HOVER = "bg.hover"
    BG_SELECTED = "bg.selected"
    BG_SELECTED_INACTIVE = "bg.selectedInactive"
    BG_WEEKEND = "bg.weekend"
    BG_ELAPSED = "bg.elapsed"
    BG_SCRIM = "bg.scrim"
    BORDER_SUBTLE = "border.subtle"
    BORDER_DEFAULT = "border.default"
    BORDER_CONTROL = "border.control"
    TEXT_PRIMARY = "text.primary"
    TEXT_SECONDARY = "text.secondary"
    TEXT_MUTED = "text.muted"
    TEXT_DISABLED = "text.disabled"
    TEXT_ON_ACCENT = "text.onAccent"
    ACCENT_BASE = "accent.base"
    ACCENT_HOVER = "accent.hover"
    ACCENT_PRESSED = "accent.pressed"
    ACCENT_SUBTLE = "accent.subtle"
    ACCENT_TEXT = "accent.text"
    FOCUS_RING = "focus.ring"
    OK_TEXT = "ok.text"
    OK_BG = "ok.bg"
    OK_BORDER = "ok.border"
    INFO_TEXT = "info.text"
    INFO_BG = "info.bg"
    INFO_BORDER = "info.border"
    WARNING_TEXT = "warning.text"
    WARNING_BG = "warning.bg"
    WARNING_BORDER = "warning.border"
    DANGER_TEXT = "danger.text"
    DANGER_BG = "danger.bg"
    DANGER_BORDER = "danger.border"
    DANGER_SOLID = "danger.solid"
    NEUTRAL_TEXT = "neutral.text"
    NEUTRAL_BG = "neutral.bg"
    NEUTRAL_BORDER = "neutral.border"
    CHART_1 = "chart.1"
    CHART_2 = "chart.2"
    CHART_3 = "chart.3"
    CHART_GRID = "chart.grid"
    DIFF_ADD_BG = "diff.addBg"
    DIFF_DEL_BG = "diff.delBg"
    MARK_BG = "mark.bg"
    MARK_TEXT = "mark.text"


class TextStyle(StrEnum):
    """A step of the type scale. The value is the key in ``tokens.json``."""

    CAPTION = "caption"
    SMALL = "small"
    BODY = "body"
    BODY_STRONG = "bodyStrong"
    HEADING = "heading"
    TITLE = "title"
    FIGURE = "figure"
    MONO = "mono"


class Row(StrEnum):
    """A kind of row with a height of its own. The value is the key in ``tokens.json``."""

    SIDEBAR = "sidebar"
    LIST_GROUP = "listGroup"
    CASE = "caseRow"
    TABLE_HEADER = "tableHeader"
    TABLE = "tableRow"
    TABLE_TWO_LINE = "tableRowTwoLine"
    FINDING = "findingRow"
    FINDING_WITH_ACTION = "findingRowWithAction"
    KEY_VALUE = "keyValue"


@dataclass(frozen=True, slots=True)
class TypeStep:
    """Size and line height in pixels at 100 %, weight on the OpenType scale."""

    size: float
    line: float
    weight: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything of ``tokens.json`` that the program reads. Lengths are pixels at 100 %."""

    colours: dict[Mode, dict[Role, str]]
    steps: dict[TextStyle, TypeStep]
    space: dict[int, int]
    radius: dict[str, int]
    rows: dict[Row, int]
    control: dict[str, int]
    layout: dict[str, int]
    family: str
    fallback: tuple[str, ...]
    mono: str
    mono_fallback: tuple[str, ...]


@lru_cache(maxsize=1)
def load_tokens() -> Tokens:
    """Read the tokens once. A missing colour role raises ``KeyError``: a broken installation."""
    path = RESOURCES / "styles" / "tokens.json"
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    scale = raw["type"]["scale"]
    return Tokens(
        colours={mode: {r: raw["color"][mode.value][r.value] for r in Role} for mode in Mode},
        steps={
            style: TypeStep(
                scale[style.value]["size"], scale[style.value]["line"], scale[style.value]["weight"]
            )
            for style in TextStyle
        },
        space={int(key): value for key, value in raw["space"].items() if key.isdigit()},
        radius=_lengths(raw["radius"]),
        rows={row: raw["rowHeight"][row.value] for row in Row},
        control=_lengths(raw["control"]),
        layout=_lengths(raw["layout"]),
        family=raw["type"]["family"],
        fallback=tuple(raw["type"]["fallback"]),
        mono=raw["type"]["mono"],
        mono_fallback=tuple(raw["type"]["monoFallback"]),
    )


def _lengths(raw: dict[str, Any]) -> dict[str, int]:
    return {key: int(value) for key, value in raw.items() if key != "unit"}
