"""Several letters in one hand, answered by one look: which one counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.registration_diagnosis import IssuedCode
from desktop.services.registration.clinic_view import ClinicParty
from desktop.texts import ntr, tr
from desktop.texts.registration import letter_line, letter_name, letters_sentence
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone

SHOWN = 4
_WRAP = Qt.TextFlag.TextWordWrap


class LetterRow(QWidget):
    """One letter: a tick where it counts, its date and end, what became of it."""

    def __init__(self) -> None:
        """Start empty; the row may show one letter after the other."""
        super().__init__()
        self._icon = IconLabel("minus", Tone.MUTED, edge=14)
        self.name = TextLabel("", TextStyle.SMALL, wrap=_WRAP)
        self.state = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(6))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.name, 3)
        row.addWidget(self.state, 2)

    def show_letter(self, code: IssuedCode, today: date, *, counts: bool) -> None:
        """Show a letter."""
        icon, tone = ("circle-check", Tone.OK) if counts else ("minus", Tone.MUTED)
        if counts and code.unsure_batch is not None:
            icon, tone = "printer", Tone.WARNING
        self._icon.show_icon(icon, tone, tr("gilt") if counts else tr("gilt nicht"))
        self.name.setText(letter_name(code))
        self.state.setText(letter_line(code, today))
        word = tr("gilt") if counts else tr("gilt nicht")
        self.setAccessibleName(f"{letter_name(code)}: {word}, {letter_line(code, today)}")


class LetterRows(QWidget):
    """The letters of one party, the newest first, below the sentence that says which one counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        now = theme.current()
        self.sentence = TextLabel("", TextStyle.BODY_STRONG, wrap=_WRAP)
        self.requested = TextLabel(
            tr("Ein neues Schreiben ist vorgemerkt, aber noch nicht gedruckt."),
            TextStyle.SMALL,
            Tone.SECONDARY,
            wrap=_WRAP,
        )
        self.older = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.needed = TextLabel(
            tr("Hier hilft nur ein neuer Code; er kommt mit der Post."),
            TextStyle.SMALL,
            Tone.WARNING,
            wrap=_WRAP,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(2))
        column.addWidget(self.sentence)
        rows = QVBoxLayout()
        rows.setSpacing(now.px(1))
        column.addLayout(rows)
        column.addWidget(self.older)
        column.addWidget(self.requested)
        column.addWidget(self.needed)
        self._kept = KeptRows(rows)

    def show_party(self, party: ClinicParty, today: date) -> None:
        """Show the letters of a party; the one that counts is always among them."""
        letters = _first(party.letters, party.valid)
        self.sentence.setText(letters_sentence(party.letters, party.valid))
        self._kept.begin()
        for code in letters:
            row = self._kept.take(LetterRow)
            row.show_letter(code, today, counts=code == party.valid)
        self._kept.finish()
        left = len(party.letters) - len(letters)
        self.older.setText(ntr("{n} älteres Schreiben", "{n} ältere Schreiben", left))
        self.older.setVisible(left > 0)
        self.requested.setVisible(party.requested)
        self.needed.setVisible(party.needs_code)

    def rows(self) -> list[LetterRow]:
        """The rows that are shown."""
        return [row for row in self._kept.taken() if isinstance(row, LetterRow)]


def _first(letters: Sequence[IssuedCode], valid: IssuedCode | None) -> Sequence[IssuedCode]:
    first = letters[:SHOWN]
    if valid is None or valid in first:
        return first
    return (*first[:-1], valid)
