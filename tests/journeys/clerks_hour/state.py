"""What a person could notice of the program, to tell whether a key did anything at all."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from sqlalchemy import func, select

from desktop.models.exchange import AuditEvent
from tests.support.program import RunningProgram

State = tuple[object, ...]


def state_of(program: RunningProgram) -> State:
    """Focus, every visible widget with what stands in it, and the length of the log."""
    with program.context.database.read() as session:
        logged = session.scalar(select(func.max(AuditEvent.id)))
    shown = tuple(
        (child, *_content(child))
        for window in QApplication.topLevelWidgets()
        if window.isVisible()
        for child in (window, *window.findChildren(QWidget))
        if child.isVisible()
    )
    return (QApplication.focusWidget(), logged, shown)


def text_of(widget: QWidget | None) -> State:
    """What stands in a field, with its cursor; nothing for what is no field."""
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.cursorPosition(), widget.selectedText()
    if isinstance(widget, QPlainTextEdit):
        cursor = widget.textCursor()
        return widget.toPlainText(), cursor.position(), cursor.anchor()
    return ()


def _content(widget: QWidget) -> State:
    named = (widget.accessibleName(), widget.accessibleDescription(), widget.isEnabled())
    if isinstance(widget, QAbstractButton):
        return (*named, widget.text(), widget.isChecked())
    if isinstance(widget, QLabel):
        return (*named, widget.text())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        return (*named, *text_of(widget))
    if isinstance(widget, QDateEdit):
        return (*named, widget.text())
    if isinstance(widget, QAbstractItemView):
        rows = widget.model().rowCount()
        place = widget.currentIndex().row()
        picked = len(widget.selectionModel().selectedIndexes())
        return (*named, rows, place, picked, widget.verticalScrollBar().value())
    if isinstance(widget, QAbstractScrollArea):
        return (*named, widget.verticalScrollBar().value())
    return named
