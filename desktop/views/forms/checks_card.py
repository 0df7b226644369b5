"""The check list of a case: lines to tick off, each with who did it and when."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.cases.view import ActionState
from desktop.services.categories.view import CaseForm, CheckView
from desktop.texts import tr
from desktop.texts.dates import full_moment, near_moment
from desktop.views import theme
from desktop.views.reasons import reason_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone

LEAST_TARGET = 24


class ChecksCard(Card):
    """Card *Prüfliste*; hidden where the category has none. ``ticked`` carries line and wish."""

    ticked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Prüfliste"), parent=parent)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.body.addLayout(lines)
        self._lines = KeptRows(lines)

    def rows(self) -> list[CheckRow]:
        """The lines that are shown."""
        return [row for row in self._lines.taken() if isinstance(row, CheckRow)]

    def show_checks(self, form: CaseForm) -> None:
        """Show the lines; they stay and are filled anew."""
        reason = reason_text(ActionState(form.refusal is None, form.refusal))
        self._lines.begin()
        for check in form.checks:
            self._lines.take(self._new_row).show_check(check, reason)
        self._lines.finish()
        done = sum(check.done for check in form.checks)
        self.note.setText(tr("{done} von {all}", done=done, all=len(form.checks)))
        self.setVisible(bool(form.checks))

    def _new_row(self) -> CheckRow:
        row = CheckRow()
        row.ticked.connect(self.ticked)
        return row


class CheckRow(QWidget):
    """One line. ``ticked`` fires when a person changes it."""

    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.check_id = 0
        self.box = QCheckBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.box.clicked.connect(self._on_box_clicked)
        self.text = TextLabel("", wrap=Qt.TextFlag.TextWordWrap)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.by = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(theme.current().space(2))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.text)
        words.addWidget(self.by)
        row.addLayout(words, 1)
        least = max(LEAST_TARGET, theme.current().px(LEAST_TARGET))
        self.box.setMinimumSize(least, least)

    def show_check(self, check: CheckView, reason: str) -> None:
        """Show a line; with a ``reason`` it cannot be changed."""
        self.check_id = check.check_id
        self.box.setChecked(check.done)
        self.box.setEnabled(not reason)
        text = check.text
        if check.retired:
            text = tr("{line} (nicht mehr auf der Liste)", line=text)
        self.text.setText(text)
        said, when = "", ""
        if check.at is not None:
            said = tr("{name}, {when}", name=check.by, when=near_moment(check.at))
            when = tr("{name}, {when}", name=check.by, when=full_moment(check.at))
        self.by.setText(said)
        self.by.setToolTip(when)
        self.by.setVisible(bool(said))
        self.box.setAccessibleName(text)
        self.box.setAccessibleDescription(reason or when)
        self.box.setToolTip(reason or text)

    def _on_box_clicked(self, checked: bool) -> None:
        self.ticked.emit(self.check_id, checked)
