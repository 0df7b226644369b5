"""The theme as built: contrast of every pair, fonts, sizes, style sheet, icons."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.views import theme
from desktop.views.actions import REGISTRY
from desktop.views.icons import application_icon, icon, icon_names, logo, pixmap
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme import Mode, Role, Row, TextStyle, Theme
from desktop.views.theme_fonts import register_fonts
from desktop.views.theme_style import build_palette, build_style_sheet
from desktop.views.theme_tokens import RESOURCES
from desktop.views.widgets.pill import LOOKS

_PAIRS: dict[str, list[dict[str, object]]] = json.loads(
    (Path(__file__).parent / "data" / "contrast_pairs.json").read_text(encoding="utf-8")
)


def _luminance(color: QColor) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    parts = (color.redF(), color.greenF(), color.blueF())
    return sum(w * channel(v) for w, v in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _ratio(first: QColor, second: QColor) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_pair_has_the_contrast_it_needs(mode: Mode) -> None:
    built = Theme(mode)
    pairs = _PAIRS[mode.value]
    misses = [
        pair
        for pair in pairs
        if _ratio(built.color(Role(str(pair["fg"]))), built.color(Role(str(pair["bg"]))))
        < float(str(pair["required"]))
    ]
    assert len(pairs) == 87
    assert misses == []


def test_a_pair_that_is_too_weak_would_be_found() -> None:
    assert _ratio(QColor("#999999"), QColor("#FFFFFF")) < 3


@pytest.mark.parametrize("mode", list(Mode))
def test_contrast_is_that_of_the_design(mode: Mode) -> None:
    built = Theme(mode)
    for pair in _PAIRS[mode.value]:
        ratio = _ratio(built.color(Role(str(pair["fg"]))), built.color(Role(str(pair["bg"]))))
        assert ratio == pytest.approx(float(str(pair["ratio"])), abs=0.02)


@pytest.mark.parametrize("mode", list(Mode))
def test_style_sheet_has_no_hole_and_names_files_that_exist(qapp: QApplication, mode: Mode) -> None:
    text = build_style_sheet(Theme(mode, 150))
    assert "${" not in text
    assert "[[" not in text
    assert "$image" not in text
    for part in text.split('url("')[1:]:
        assert Path(part.split('"')[0]).is_file()


def test_bundled_families_are_known_with_tabular_figures(qapp: QApplication) -> None:
    assert {"Inter", "JetBrains Mono"} <= set(register_fonts())
    assert {"Regular", "Medium", "SemiBold"} <= set(QFontDatabase.styles("Inter"))
    metrics = Theme(Mode.LIGHT).metrics(TextStyle.BODY)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_fonts_come_with_their_licences() -> None:
    folder = RESOURCES / "fonts"
    assert all("SIL Open Font License" in (folder / f"LICENSE-{name}.txt").read_text("utf-8")
               for name in ("Inter", "JetBrainsMono"))  # fmt: skip
    assert all(path.stat().st_size < 1_500_000 for path in folder.glob("*.ttf"))


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
@pytest.mark.parametrize("row", list(Row))
def test_rows_never_clip_umlauts(qapp: QApplication, percent: int, row: Row) -> None:
    built = Theme(Mode.LIGHT, percent)
    text = built.metrics(TextStyle.BODY).height()
    assert built.row_height(row) >= text + 2 * built.space(1)


def test_font_size_is_limited_and_lengths_grow_with_it(qapp: QApplication) -> None:
    assert Theme(Mode.LIGHT, 20).percent == 80
    double = Theme(Mode.LIGHT, 500)
    assert double.percent == 200
    assert double.px(12) == 24
    assert double.font(TextStyle.BODY).pixelSize() == 26
    assert double.px(0) == 0


def test_palette_separates_disabled_and_inactive(qapp: QApplication) -> None:
    built = Theme(Mode.DARK)
    palette = build_palette(built)
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    assert palette.color(group.Active, role.Highlight) == built.color(Role.BG_SELECTED)
    assert palette.color(group.Inactive, role.Highlight) == built.color(Role.BG_SELECTED_INACTIVE)
    assert palette.color(group.Disabled, role.Text) == built.color(Role.TEXT_DISABLED)


def test_look_up_hands_out_the_same_objects(qapp: QApplication) -> None:
    now = theme.current()
    assert now.font(TextStyle.BODY) is now.font(TextStyle.BODY)
    assert now.color(Role.BG_APP) is now.color(Role.BG_APP)
    assert theme.current() is now


# --- icons ---


def test_every_shipped_drawing_can_be_tinted(qapp: QApplication) -> None:
    names = icon_names()
    assert len(names) > 60
    for name in names:
        assert not pixmap(name, 16, QColor("#123456")).toImage().isNull()


def _visible_colours(found: QIcon, mode: QIcon.Mode) -> set[str]:
    image = found.pixmap(32, 32, mode).toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_icon_is_tinted_by_role_and_pale_when_disabled(qapp: QApplication) -> None:
    found = icon("circle", Role.DANGER_TEXT)
    now = theme.current()
    assert _visible_colours(found, QIcon.Mode.Normal) == {now.color(Role.DANGER_TEXT).name()}
    assert _visible_colours(found, QIcon.Mode.Disabled) == {now.color(Role.TEXT_DISABLED).name()}


def test_icon_follows_the_pixel_ratio_and_is_kept(qapp: QApplication) -> None:
    double = pixmap("bell", 16, QColor("#000000"), 2.0)
    assert (double.width(), double.devicePixelRatio()) == (32, 2.0)
    assert pixmap("bell", 16, QColor("#000000"), 2.0) is double


def test_an_unknown_icon_is_a_mistake(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon", 16, QColor("#000000"))


def test_application_icon_has_the_sizes_of_task_bars(qapp: QApplication) -> None:
    found = application_icon()
    assert {size.width() for size in found.availableSizes()} >= {16, 32, 256}
    for edge in (16, 20, 256):
        assert found.pixmap(QSize(edge, edge)).toImage() == logo(edge).toImage()


def test_icons_come_with_their_licence() -> None:
    assert "ISC License" in (RESOURCES / "icons" / "LICENSE-Lucide.txt").read_text("utf-8")


# --- shortcuts ---


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        ("Ctrl+Return", "Strg+Enter"),
        ("Ctrl+PgDown", "Strg+Bild ↓"),
        ("Ctrl+PgUp", "Strg+Bild ↑"),
        ("Ctrl+Shift+A", "Strg+Umschalt+A"),
        ("Ctrl++", "Strg+Plus"),
        ("F8", "F8"),
        ("", ""),
    ],
)
def test_shortcuts_are_written_as_the_keyboard_says(keys: str, label: str) -> None:
    assert shortcut_label(keys) == label


def _named_in_sources() -> set[str]:
    views = Path(theme.__file__).parent
    call = re.compile(
        r'(?:icon|icon_name|IconButton|IconLabel|show_icon|set_icon_name|paint_icon)[=(][^"()]{0,12}'
        r'"([a-z][a-z0-9-]+)"'
    )
    found: set[str] = set()
    for path in views.rglob("*.py"):
        found |= set(call.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_icon_named_by_a_screen_is_shipped() -> None:
    named = _named_in_sources() | {spec.icon for spec in REGISTRY if spec.icon}
    named |= {look.icon for look in LOOKS.values() if look.icon}
    categories = tomllib.loads((RESOURCES / "categories.toml").read_text(encoding="utf-8"))
    named |= {category["icon"] for category in categories["categories"]}
    assert len(named) > 20
    assert named <= icon_names()
