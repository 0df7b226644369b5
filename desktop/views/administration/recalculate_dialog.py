"""Open cases by the rules of now: what would change, case by case, before anything does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.services.companies.recalculation import (
    Move,
    Recalculate,
    RecalculationPlan,
    plan_recalculation,
    recalculate,
)
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.dialogs.scrim import Scrim
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.reading_table import ReadingTable
from desktop.views.workplace import Workplace

SIZE = (820, 560)
MOST_ROWS = 500
"""More rows than that nobody reads; all are counted, and all are changed."""
_WRAP = Qt.TextFlag.TextWordWrap


class RecalculateDialog(QDialog):
    """Shows the plan of a company; ``done`` is told how many cases changed."""

    def __init__(
        self,
        workplace: Workplace,
        company: tuple[int, str],
        done: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        """Ask for the plan at once; ``company`` is its key and name."""
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workplace = workplace
        self._company_id, name = company
        self._done = done
        self._plan: RecalculationPlan | None = None
        self._saving = self._gone = False
        title = tr("Offene Vorgänge neu berechnen: {company}", company=name)
        self.setWindowTitle(title)
        self.title = TextLabel(title, TextStyle.TITLE, wrap=_WRAP)
        self.summary = TextLabel(tr("Wird berechnet …"), TextStyle.BODY_STRONG, wrap=_WRAP)
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.message.hide()
        self.table = ReadingTable(
            tr("Was sich ändern würde"),
            [tr("Vorgang"), tr("Kategorie"), tr("Eingang"), tr("Frist"), tr("1. Einzug")],
        )
        self.confirm = ActionButton(
            tr("Neu berechnen"), variant=Variant.PRIMARY, icon_name="refresh-cw"
        )
        self.confirm.set_blocked(tr("Wird berechnet …"))
        self.cancel = ActionButton(tr("Abbrechen"))
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        scrim = Scrim(parent)
        self.finished.connect(scrim.deleteLater)
        self.finished.connect(self._on_finished)
        self._ask()

    def _lay_out(self) -> None:
        now = theme.current()
        about = tr(
            "Gezählt wird neu ab demselben Eingang. Was entschieden oder übergeben ist, bleibt, "
            "wie es zugesagt wurde. Mieter:innen bekommen davon keine Nachricht; im Verlauf jedes "
            "Vorgangs steht, was vorher galt."
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(self.title)
        column.addWidget(TextLabel(about, TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP))
        column.addWidget(self.message)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        # Takes the room where there is nothing to list.
        column.addStretch(0)
        column.addLayout(buttons)
        self.resize(now.px(SIZE[0]), now.px(SIZE[1]))
        self.cancel.setFocus()

    def _ask(self) -> None:
        self._workplace.ask(
            plan_recalculation,
            self._company_id,
            done=self._show,
            failed=self._on_failed,
            scope="recalculation",
        )

    def reject(self) -> None:
        """Esc and *Abbrechen*, unless cases are being changed."""
        if not self._saving:
            super().reject()

    def _on_finished(self) -> None:
        self._gone = True

    def _show(self, plan: RecalculationPlan) -> None:
        if self._gone:
            return
        self._plan = plan
        count = len(plan.moves)
        self.summary.setText(
            ntr(
                "{n} von {all} offenen Vorgängen bekäme andere Tage.",
                "{n} von {all} offenen Vorgängen bekämen andere Tage.",
                count,
                all=plan.examined,
            )
            if count
            else tr("Alle offenen Vorgänge stehen schon so da, wie die Regeln es sagen.")
        )
        shown = plan.moves[:MOST_ROWS]
        if len(shown) < count:
            self.summary.setText(
                f"{self.summary.text()} {tr('Die ersten {n} stehen hier.', n=len(shown))}"
            )
        self.table.setVisible(bool(shown))
        self.table.show_rows([_cells(move) for move in shown])
        self.confirm.set_blocked("" if count else tr("Es ändert sich nichts."))

    def _on_confirm_clicked(self) -> None:
        if self._plan is None:
            return
        self._saving = True
        self.confirm.set_blocked(tr("Wird gespeichert."))
        self._workplace.ask(
            recalculate,
            Recalculate(self._company_id, self._plan.digest),
            done=self._on_done,
            failed=self._on_refused,
        )

    def _on_done(self, cases: int) -> None:
        self.accept()
        self._done(cases)

    def _on_refused(self, error: UserError) -> None:
        self._saving = False
        self._on_failed(error)
        self._ask()

    def _on_failed(self, error: UserError) -> None:
        if self._gone:
            return
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()


def _cells(move: Move) -> tuple[str, ...]:
    return (
        move.reference,
        move.category,
        full_date(move.received_on),
        _change(move.due_before, move.due_after),
        _change(move.collection_before, move.collection_after),
    )


def _change(before: date | None, after: date | None) -> str:
    old, new = (_day(day) for day in (before, after))
    return old if old == new else f"{old} → {new}"


def _day(day: date | None) -> str:
    return "–" if day is None else full_date(day)
