"""Card *ERP*: what of this case was handed over, and what the ERP made of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.berlin_time import berlin_day
from desktop.domain.erp_echo import EchoProgress
from desktop.services.erp_echo.awaited import EchoSource
from desktop.services.erp_echo.view import EchoView
from desktop.texts import tr
from desktop.texts.erp_echo import progress_sentence, subject_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone

_LOOKS = {
    EchoProgress.NOT_HANDED_OVER: ("hourglass", Tone.MUTED),
    EchoProgress.WAITING: ("hourglass", Tone.INFO),
    EchoProgress.LATE: ("triangle-alert", Tone.WARNING),
    EchoProgress.CONTRADICTED: ("triangle-alert", Tone.WARNING),
    EchoProgress.NEWER: ("triangle-alert", Tone.WARNING),
    EchoProgress.CONFIRMED: ("circle-check", Tone.OK),
    EchoProgress.REPLACED: ("equal", Tone.MUTED),
}


def echo_sentence(view: EchoView, *, named: bool = False) -> str:
    """Return where a value stands with the ERP, in one line; ``named`` says whose it is."""
    since, answered = view.handed_over_at, view.answered_at
    state = progress_sentence(
        view.progress,
        since=None if since is None else berlin_day(since),
        answered_on=None if answered is None else berlin_day(answered),
        theirs=view.theirs,
    )
    what = subject_name(view.subject)
    if named and view.source is EchoSource.CONTACT:
        what = tr("{what} {name}", what=what, name=shown(view.tenant_name))
    return tr("{what}: {state}", what=what, state=state)


class EchoRow(QWidget):
    """One value with its sign."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = IconLabel("hourglass", Tone.MUTED, edge=14)
        self.text = TextLabel("", TextStyle.SMALL, wrap=Qt.TextFlag.TextWordWrap)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(theme.current().space(2))
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)

    def show_echo(self, sentence: str, progress: EchoProgress) -> None:
        """Show where the value stands."""
        icon_name, tone = _LOOKS[progress]
        self.sign.show_icon(icon_name, tone)
        self.text.setText(sentence)
        self.setAccessibleName(sentence)


class EchoCard(Card):
    """Hidden as long as nothing of the case goes to the ERP."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("ERP"), parent=parent)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.body.addLayout(lines)
        self._lines = KeptRows(lines)
        self.hide()

    def show_echoes(self, echoes: tuple[EchoView, ...], *, named: bool = False) -> None:
        """Show what waits or was confirmed; what something newer replaced is past.

        ``named`` says whose it is, where several people come into question.
        """
        # Two contracts of a tenant wait alike: that is said once.
        rows = dict.fromkeys(
            (echo_sentence(one, named=named), one.progress)
            for one in echoes
            if one.progress is not EchoProgress.REPLACED
        )
        self._lines.begin()
        for sentence, progress in rows:
            self._lines.take(EchoRow).show_echo(sentence, progress)
        self._lines.finish()
        self.setVisible(bool(rows))
