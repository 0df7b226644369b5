"""One letter as it will be on paper, and what holds it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.letter_address import AddressProblem
from desktop.services.letters.view import LetterPreview, LetterRow
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.texts.letters import letter_problem
from desktop.views import theme
from desktop.views.letters.letter_pages import LetterPages
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import ElidedLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class LetterPreviewPane(QWidget):
    """Shows the pages of the letter that is looked at, from memory alone.

    ``correction_requested`` carries its row, ``case_requested`` and ``account_requested`` what it
    belongs to.
    """

    correction_requested = Signal(object)
    case_requested = Signal(int)
    account_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with no letter."""
        super().__init__(parent)
        self._row: LetterRow | None = None
        self.pages = LetterPages(self)
        self.title = ElidedLabel("", TextStyle.HEADING)
        self.open_case = ActionButton(
            tr("Vorgang öffnen"), icon_name="arrow-right", size=ButtonSize.SMALL
        )
        self.open_account = ActionButton(
            tr("Konto öffnen"), icon_name="arrow-right", size=ButtonSize.SMALL
        )
        self.problem = InPlaceMessage(MessageKind.WARNING, "")
        self.correct = self.problem.add_button(tr("Anschrift berichtigen …"), Variant.PRIMARY)
        self.open_case.clicked.connect(self._on_open_case_clicked)
        self.open_account.clicked.connect(self._on_open_account_clicked)
        self.correct.clicked.connect(lambda: self.correction_requested.emit(self._row))
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.open_account)
        head.addWidget(self.open_case)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), 0, 0, 0)
        column.setSpacing(now.space(2))
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.pages, 1)
        self.show_letter(None)

    def show_letter(self, row: LetterRow | None) -> None:
        """Name the letter; its pages follow with ``show_pages``."""
        self._row = row
        held = row is not None and row.is_held_back
        self.title.setText("" if row is None else f"{row.name} · {row.subject}")
        self.open_case.setVisible(row is not None and row.case_id is not None)
        # A letter with a code is about an account, whether somebody asked for it in a case or not.
        leads = row is not None and (row.has_code or row.case_id is None)
        self.open_account.setVisible(leads and row is not None and row.tenancy_id is not None)
        self.problem.setVisible(held)
        self.pages.setVisible(row is not None)
        if row is not None and held:
            self.problem.show_message(MessageKind.WARNING, _why_held(row))
            self.correct.setVisible(isinstance(row.problem, AddressProblem))

    def allow_correction(self, reason: str) -> None:
        """Let addresses be mended; with a ``reason`` say why not."""
        self.correct.set_blocked(reason)

    def show_pages(self, preview: LetterPreview) -> None:
        """Show the pages, if they are still those of the letter that is looked at."""
        if self._row is None or preview.delivery_id != self._row.delivery_id:
            return
        self.pages.show_pdf(preview.pdf)

    def _on_open_case_clicked(self) -> None:
        if self._row is not None and self._row.case_id is not None:
            self.case_requested.emit(self._row.case_id)

    def _on_open_account_clicked(self) -> None:
        if self._row is not None and self._row.tenancy_id is not None:
            self.account_requested.emit(self._row.tenancy_id)


def _why_held(row: LetterRow) -> str:
    """What holds a letter back, and what to do."""
    if row.problem is not None:
        return letter_problem(row.problem)
    return tr("Zurückgehalten: {reason}", reason=error_sentence(UserError(row.hold)))
