"""Names and values in two columns, as the context cards show them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone, line


class KeyValueGrid(QWidget):
    """Two columns of names and values ("Referenz  THOR-004417-02").

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
        self._rows: list[tuple[TextLabel, QWidget]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def clear(self) -> None:
        """Remove all rows."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()

    def add(self, key: str, value: str, *, style: TextStyle = TextStyle.BODY) -> TextLabel:
        """Add a row with a text (``TextStyle.MONO`` for references); returns its value label."""
        label = TextLabel(value, style, wrap=Qt.TextFlag.TextWordWrap)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_widget(key, label)
        return label

    def add_widget(self, key: str, value: QWidget) -> None:
        """Add a row whose value is a widget."""
        name = TextLabel(key, TextStyle.SMALL, Tone.MUTED)
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space(2))
        layout.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
        row.setAccessibleName(f"{key}: {value.accessibleName() or _text_of(value)}")
        self._rows.append((name, row))
        self._column.addWidget(row)
        self._measure()

    def add_heading(self, title: str) -> None:
        """Add a hairline and a small heading between two groups."""
        heading = TextLabel(title, TextStyle.SMALL, weight=600)
        area = QWidget(self)
        layout = QVBoxLayout(area)
        layout.setContentsMargins(0, theme.current().space(1), 0, theme.current().space(1))
        layout.setSpacing(theme.current().space(2))
        layout.addWidget(line(area))
        layout.addWidget(heading)
        area.setAccessibleName(title)
        self._column.addWidget(area)

    def _measure(self) -> None:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        texts = [name.text() for name, _ in self._rows]
        longest = max((metrics.horizontalAdvance(text) + 1 for text in texts), default=0)
        width = min(now.px(self._widest), max(now.px(self._key_width) - now.space(2), longest))
        for name, row in self._rows:
            self._measure_row(name, row, width)

    def _measure_row(self, name: TextLabel, row: QWidget, width: int) -> None:
        now = theme.current()
        name.setFixedWidth(width)
        padding = (now.px(21) - now.metrics(TextStyle.SMALL).height()) // 2
        layout = row.layout()
        if layout is not None:
            layout.setContentsMargins(0, padding, 0, padding)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._measure()


def _text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel) else ""
