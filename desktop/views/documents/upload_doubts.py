"""What a person has to know, and perhaps to decide, before a file is published."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.documents import DocumentKind
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import StatementTiming
from desktop.services.documents.previewing import PublicationPreview
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

NUMBERS_SHOWN = 5


class UploadDoubts(QWidget):
    """``changed`` fires when a person decides. What forbids it cannot be decided away."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without any."""
        super().__init__(parent)
        self.forbidden = InPlaceMessage(MessageKind.ERROR, "")
        self.late = InPlaceMessage(MessageKind.WARNING, "")
        self.accept_late = QCheckBox(tr("Trotzdem veröffentlichen"))
        self.accept_late.setAccessibleName(tr("Verspätete Abrechnung trotzdem veröffentlichen"))
        self.late.add_detail(self.accept_late)
        self.twice = InPlaceMessage(MessageKind.WARNING, "")
        self.accept_twice = QCheckBox(tr("Die Datei gehört auch hierher"))
        self.twice.add_detail(self.accept_twice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space(2))
        for message in (self.forbidden, self.late, self.twice):
            message.hide()
            column.addWidget(message)
        for box in (self.accept_late, self.accept_twice):
            box.toggled.connect(lambda _: self.changed.emit())

    def show_preview(self, preview: PublicationPreview, kind: DocumentKind | None) -> None:
        """Show what is to be known of a publication of this kind."""
        self._show_refusal(preview)
        self._show_timing(preview)
        self._show_same(preview, kind)

    def has_something(self) -> bool:
        """Whether anything is said."""
        return any(not one.isHidden() for one in (self.forbidden, self.late, self.twice))

    def late_accepted(self) -> bool:
        """Whether a person knows that the statement comes too late."""
        return self._is_asked(self.late, self.accept_late) and self.accept_late.isChecked()

    def duplicate_accepted(self) -> bool:
        """Whether a person knows that another contract has the same file."""
        return self._is_asked(self.twice, self.accept_twice) and self.accept_twice.isChecked()

    def missing(self) -> str:
        """What is still to be decided, or what forbids it; "" for nothing."""
        if not self.forbidden.isHidden():
            return self.forbidden.title.text()
        if self._is_asked(self.late, self.accept_late) and not self.accept_late.isChecked():
            return tr("Bitte bestätigen Sie die verspätete Abrechnung.")
        if self._is_asked(self.twice, self.accept_twice) and not self.accept_twice.isChecked():
            return tr("Bitte bestätigen Sie, dass die Datei auch hierher gehört.")
        return ""

    @staticmethod
    def _is_asked(message: InPlaceMessage, box: QCheckBox) -> bool:
        return not message.isHidden() and not box.isHidden()

    def _show_refusal(self, preview: PublicationPreview) -> None:
        refusal: UserError | None = preview.refusal
        self.forbidden.setVisible(refusal is not None)
        if refusal is None:
            return
        detail = ""
        if preview.same_here:
            detail = tr("Sie liegt hier als „{title}“.", title=shown(preview.same_here))
        self.forbidden.show_message(MessageKind.ERROR, error_sentence(refusal), detail)

    def _show_timing(self, preview: PublicationPreview) -> None:
        timing, deadline = preview.timing, preview.deadline
        self.late.setVisible(timing is not StatementTiming.IN_TIME and deadline is not None)
        self.accept_late.setVisible(timing is StatementTiming.LATE)
        if deadline is None:
            return
        day = full_date(deadline)
        if timing is StatementTiming.LATE:
            self.late.show_message(
                MessageKind.WARNING,
                tr("Diese Abrechnung kommt zu spät: Sie musste bis zum {day} zugehen.", day=day),
                tr(
                    "Eine Nachforderung ist danach in der Regel ausgeschlossen, ein Guthaben "
                    "steht dem Mieter weiter zu (§ 556 Abs. 3 BGB)."
                ),
            )
        elif timing is StatementTiming.TIGHT:
            self.late.show_message(
                MessageKind.WARNING,
                tr("Die Abrechnung muss bis zum {day} zugehen; das ist knapp.", day=day),
                tr("Ein Brief ist einige Tage unterwegs. Bitte drucken Sie ihn gleich."),
            )

    def _show_same(self, preview: PublicationPreview, kind: DocumentKind | None) -> None:
        numbers = preview.same_elsewhere
        asked = bool(numbers) and kind is not DocumentKind.HOUSE_RULES
        self.twice.setVisible(asked)
        if not asked:
            return
        shown_ones = ", ".join(shown(number) for number in numbers[:NUMBERS_SHOWN])
        self.twice.show_message(
            MessageKind.WARNING,
            ntr(
                "Dieselbe Datei ist schon in {n} anderen Vertrag veröffentlicht: {numbers}",
                "Dieselbe Datei ist schon in {n} anderen Verträgen veröffentlicht: {numbers}",
                len(numbers),
                numbers=shown_ones,
            ),
            tr("Bitte prüfen Sie, ob sie wirklich auch hierher gehört."),
        )
