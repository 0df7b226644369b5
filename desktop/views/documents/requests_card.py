"""What the archive was asked for: what is open with what can be done, then what has ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.documents import RequestState
from desktop.services.documents.view import ArchiveRequestRow
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.document_views import day_text
from desktop.texts.documents import document_kind_name, request_state_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone

_WRAP = Qt.TextFlag.TextWordWrap
ENDED_SHOWN = 3


class RequestLine(QWidget):
    """One request. ``found``, ``not_found`` and ``called_off`` carry its row."""

    found = Signal(object)
    not_found = Signal(object)
    called_off = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.row: ArchiveRequestRow | None = None
        self.title = TextLabel("", TextStyle.BODY, weight=500, wrap=_WRAP)
        self.state = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self.overdue = TextLabel("", TextStyle.SMALL, Tone.DANGER, wrap=_WRAP)
        self.found_button = ActionButton(
            tr("Gefunden …"), icon_name="upload", size=ButtonSize.SMALL
        )
        self.not_found_button = ActionButton(tr("Nicht gefunden …"), size=ButtonSize.SMALL)
        self.off_button = ActionButton(tr("Anfrage abbrechen"), size=ButtonSize.SMALL)
        self.found_button.clicked.connect(lambda: self.found.emit(self.row))
        self.not_found_button.clicked.connect(lambda: self.not_found.emit(self.row))
        self.off_button.clicked.connect(lambda: self.called_off.emit(self.row))
        self.acts = QWidget()
        flow = FlowLayout(self.acts)
        for button in (self.found_button, self.not_found_button, self.off_button):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(8))
        column.setSpacing(theme.current().px(2))
        for widget in (self.title, self.state, self.overdue, self.acts):
            column.addWidget(widget)

    def show_request(self, row: ArchiveRequestRow, refusal: str) -> None:
        """Show a request; ``refusal`` is why this person may not end it."""
        self.row = row
        is_open = row.state is RequestState.OPEN
        self.title.setText(f"{document_kind_name(row.kind)}: {shown(row.wanted)}")
        self.state.setText(_state_text(row))
        self.overdue.setVisible(row.is_overdue)
        self.overdue.setText(tr("überfällig seit {date}", date=full_date(row.due_on)))
        self.acts.setVisible(is_open)
        for button in (self.found_button, self.not_found_button, self.off_button):
            button.set_blocked(refusal)
            button.setAccessibleName(f"{button.text()} {row.wanted}")
        overdue = (self.overdue.text(),) if row.is_overdue else ()
        self.setAccessibleName(", ".join((self.title.text(), self.state.text(), *overdue)))


class RequestsCard(Card):
    """``found``, ``not_found`` and ``called_off`` carry the row of an open request."""

    found = Signal(object)
    not_found = Signal(object)
    called_off = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, and hidden."""
        super().__init__(tr("Im Archiv angefragt"), parent=parent)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = KeptRows(column)
        self.body.addWidget(area)
        self.hide()

    def show_requests(self, rows: tuple[ArchiveRequestRow, ...], refusal: str) -> None:
        """Show the open ones, and the last that ended."""
        waiting = [row for row in rows if row.state is RequestState.OPEN]
        ended = [row for row in rows if row.state is not RequestState.OPEN]
        self.count.setText(str(len(waiting)) if waiting else "")
        self._rows.begin()
        for row in (*waiting, *ended[:ENDED_SHOWN]):
            self._rows.take(self._new_line).show_request(row, refusal)
        self._rows.finish()
        self.setVisible(bool(rows))

    def lines(self) -> list[RequestLine]:
        """What is shown, from the first to the last."""
        return [one for one in self._rows.taken() if isinstance(one, RequestLine)]

    def _new_line(self) -> RequestLine:
        made = RequestLine()
        made.found.connect(self.found)
        made.not_found.connect(self.not_found)
        made.called_off.connect(self.called_off)
        return made


def _state_text(row: ArchiveRequestRow) -> str:
    parts = [
        tr(
            "{state} am {date} von {name}",
            state=request_state_name(RequestState.OPEN),
            date=day_text(row.asked_at),
            name=row.asked_by,
        )
    ]
    if row.state is RequestState.OPEN:
        parts.append(tr("Antwort bis {date}", date=full_date(row.due_on)))
    elif row.ended_at is not None:
        parts.append(
            tr(
                "{state} am {date} von {name}",
                state=request_state_name(row.state),
                date=day_text(row.ended_at),
                name=row.ended_by,
            )
        )
    if row.note:
        parts.append(shown(row.note))
    if row.case_reference:
        parts.append(row.case_reference)
    return " · ".join(parts)
