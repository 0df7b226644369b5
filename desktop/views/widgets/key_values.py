"""Names and values in two columns, as the context cards show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone, line


@dataclass(frozen=True, slots=True)
class KeyValue:
    """One row; ``cut`` shortens a value to one line (an address) instead of breaking it."""

    key: str
    value: str
    style: TextStyle = TextStyle.BODY
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a value; one that is ``missing`` is said in red with a sign."""

    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class KeyParts:
    """One row whose value is made of several pieces."""

    key: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A hairline and a small heading between two groups."""

    title: str


class KeyValueGrid(QWidget):
    """Two columns of names and values ("Referenz  THOR-004417-02"); rows stay and are filled anew.

    Args:
        key_width: width of the first column in pixels at 100 %.
        widest: how wide a long name may make the first column, in pixels at 100 %.
    """

    def __init__(
        self, key_width: int = 96, widest: int = 128, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key_width = key_width
        self._widest = widest
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = KeptRows(column)

    def show_rows(self, rows: Sequence[KeyValue | KeyParts | Heading]) -> None:
        """Show these and nothing else."""
        self._rows.begin()
        for row in rows:
            if isinstance(row, Heading):
                self._rows.take(_HeadingRow).show_title(row.title)
            elif isinstance(row, KeyParts):
                self._rows.take(_PartsRow).show_parts(row)
            elif row.cut:
                self._rows.take(_CutRow).show_value(row)
            else:
                self._rows.take(_TextRow).show_value(row)
        self._rows.finish()
        self._measure()

    def _measure(self) -> None:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        rows = [row for row in self._rows.taken() if isinstance(row, _KeyRow)]
        longest = max((metrics.horizontalAdvance(row.name.text()) + 1 for row in rows), default=0)
        width = min(now.px(self._widest), max(now.px(self._key_width) - now.space(2), longest))
        for row in rows:
            row.measure(width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._measure()


class _HeadingRow(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._title = TextLabel("", TextStyle.SMALL, weight=600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.current().space(1), 0, theme.current().space(1))
        column.setSpacing(theme.current().space(2))
        column.addWidget(line(self))
        column.addWidget(self._title)

    def show_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)


class _KeyRow(QWidget):
    """A name at the left; what stands at the right is the affair of the kinds of row."""

    def __init__(self, value: QWidget) -> None:
        super().__init__()
        self.name = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self._line = QHBoxLayout(self)
        self._line.setSpacing(theme.current().space(2))
        self._line.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)

    def measure(self, width: int) -> None:
        """Make the name as wide as those of the other rows."""
        now = theme.current()
        self.name.setFixedWidth(width)
        padding = (now.px(21) - now.metrics(TextStyle.SMALL).height()) // 2
        self._line.setContentsMargins(0, padding, 0, padding)

    def _say(self, key: str, value: str) -> None:
        self.name.setText(key)
        self.setAccessibleName(f"{key}: {value}")


class _TextRow(_KeyRow):
    def __init__(self) -> None:
        self._value = TextLabel("", wrap=Qt.TextFlag.TextWordWrap)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        super().__init__(self._value)

    def show_value(self, row: KeyValue) -> None:
        self._value.set_style(row.style)
        self._value.setText(row.value)
        self._say(row.key, self._value.text())


class _CutRow(_KeyRow):
    def __init__(self) -> None:
        self._value = ElidedLabel()
        super().__init__(self._value)

    def show_value(self, row: KeyValue) -> None:
        self._value.set_style(row.style)
        self._value.setText(row.value)
        self._say(row.key, self._value.text())


class _PartsRow(_KeyRow):
    def __init__(self) -> None:
        value = QWidget()
        pieces = QHBoxLayout(value)
        pieces.setContentsMargins(0, 0, 0, 0)
        pieces.setSpacing(5)
        pieces.addStretch(1)
        self._value = value
        self._pieces = KeptRows(pieces)
        super().__init__(value)

    def show_parts(self, row: KeyParts) -> None:
        self._pieces.begin()
        for part in row.parts:
            if part.missing:
                self._pieces.take(_missing_sign)
                self._pieces.take(_missing_text).setText(part.text)
            else:
                self._pieces.take(_present_text).setText(part.text)
        self._pieces.finish()
        said = ", ".join(part.text for part in row.parts)
        self._value.setAccessibleName(said)
        self._say(row.key, said)


def _missing_sign() -> IconLabel:
    return IconLabel("octagon-x", Tone.DANGER, edge=13)


def _missing_text() -> TextLabel:
    return TextLabel("", TextStyle.SMALL, Tone.DANGER)


def _present_text() -> ElidedLabel:
    return ElidedLabel("", TextStyle.SMALL)
