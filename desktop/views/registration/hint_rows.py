"""Why it fails: one row for each reason, the most certain first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.registration_reasons import Certainty, Hint, Reason
from desktop.services.registration.clinic_view import Examination
from desktop.texts import tr
from desktop.texts.registration import (
    certainty_word,
    hint_advice,
    hint_letter,
    hint_sentence,
    hint_title,
)
from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind, pill_size

_WRAP = Qt.TextFlag.TextWordWrap
_KINDS = {Certainty.CERTAIN: PillKind.WARNING, Certainty.POSSIBLE: PillKind.INFO}
_OF_SURNAME = "surname."


class HintRow(QWidget):
    """One reason: how sure, what, why, what to do."""

    def __init__(self) -> None:
        """Start empty; the row may show one reason after the other."""
        super().__init__()
        self._pill = Pill()
        self.title = TextLabel("", TextStyle.BODY_STRONG, wrap=_WRAP)
        self.why = TextLabel("", wrap=_WRAP)
        self.advice = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        now = theme.current()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, now.px(4), 0, now.px(4))
        self._grid.setHorizontalSpacing(now.px(9))
        self._grid.setVerticalSpacing(now.px(1))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._pill, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        for place, label in enumerate((self.title, self.why, self.advice)):
            self._grid.addWidget(label, place, 1)
        self._measure()

    def _measure(self) -> None:
        """Rows begin at one edge, whatever word their pill has."""
        widths = (pill_size(kind, certainty_word(one)).width() for one, kind in _KINDS.items())
        self._grid.setColumnMinimumWidth(0, max(widths))

    def changeEvent(self, event: QEvent) -> None:
        """Measure again after a change of font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grid"):
            self._measure()

    def show_hint(self, hint: Hint, printed_surname: str) -> None:
        """Show a reason; where it is about the surname, with the printed spelling."""
        word = certainty_word(hint.certainty)
        self._pill.show_status(word, _KINDS[hint.certainty])
        self.title.setText(hint_title(hint))
        parts = [hint_sentence(hint), hint_letter(hint)]
        if hint.reason.value.startswith(_OF_SURNAME) and printed_surname:
            parts.append(tr("Gedruckt ist: {surname}.", surname=printed_surname))
        why = " ".join(part for part in parts if part)
        self.why.setText(why)
        self.advice.setText(hint_advice(hint))
        self.setAccessibleName(f"{word}: {hint_title(hint)}. {why}")


class HintRows(QWidget):
    """All reasons. Has the focus as a whole; Ctrl+C fires ``copy_requested``."""

    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Warum die Registrierung scheitert"))
        now = theme.current()
        column = QVBoxLayout(self)
        side = now.px(5)
        column.setContentsMargins(side, now.px(3), side, now.px(3))
        column.setSpacing(now.px(2))
        self._empty = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP)
        column.addWidget(self._empty)
        rows = QVBoxLayout()
        rows.setSpacing(now.px(2))
        column.addLayout(rows)
        self._kept = KeptRows(rows)
        self._said = ""

    def show_examination(self, examination: Examination, nothing: str) -> None:
        """Show the reasons; where nothing is known yet, ``nothing`` says what to do.

        A changed result is announced to screen readers, not every key.
        """
        hints = examination.hints
        waits = bool(nothing) and all(hint.reason is Reason.NOTHING_FOUND for hint in hints)
        self._empty.setText(nothing if waits else "")
        self._empty.setVisible(waits)
        self._kept.begin()
        for hint in () if waits else hints:
            self._kept.take(HintRow).show_hint(hint, examination.printed_surname)
        self._kept.finish()
        said = nothing if waits else "; ".join(map(hint_title, hints))
        self.setAccessibleDescription(said)
        if self._said and said != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._said = said

    def rows(self) -> list[HintRow]:
        """The rows that are shown."""
        return [row for row in self._kept.taken() if isinstance(row, HintRow)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C asks for the words for the telephone."""
        if event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            self.copy_requested.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring while it has the focus."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
