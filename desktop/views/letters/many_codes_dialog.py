"""Asks for letters with a code for many: a company, a house, or a list of contracts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.registration.use_cases import (
    BulkPlan,
    BulkRequest,
    BulkResult,
    plan_bulk_request,
    request_many,
)
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.texts.many_codes import (
    passed_over_lines,
    planned_sentence,
    requested_sentence,
    unknown_sentence,
)
from desktop.views import theme
from desktop.views.background_work import between_steps
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.workplace import Workplace

_LOOK_AFTER_MS = 300
"""So long after the last key it is looked how many letters there would be."""


class ManyCodesDialog(QDialog):
    """Says before what would be done and who is passed over, then does it with progress.

    ``finished_asking`` carries the sentence about what was done.
    """

    finished_asking = Signal(str)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Begin with everybody of the first company."""
        super().__init__(parent)
        self._workplace = workplace
        self._plan: BulkPlan | None = None
        self._stop = Task()
        self._busy = False
        self._is_over = False
        self.setWindowTitle(tr("Briefe mit Code anfordern"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._connect()
        self._show_choice()

    def _build(self) -> None:
        now = theme.current()
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft"))
        for one in self._workplace.companies:
            self.company.addItem(one.name, one.company_id)
        self.everybody = QRadioButton(tr("Alle Vertragsparteien ohne Konto"))
        self.house = QRadioButton(tr("Ein Objekt"))
        self.listed = QRadioButton(tr("Verträge aus einer Liste"))
        self.everybody.setChecked(True)
        self.group = QButtonGroup(self)
        for button in (self.everybody, self.house, self.listed):
            self.group.addButton(button)
        self.number = QLineEdit()
        self.number.setAccessibleName(tr("Objektnummer"))
        self.number.setPlaceholderText(tr("Objektnummer"))
        self.numbers = QPlainTextEdit()
        self.numbers.setTabChangesFocus(True)
        self.numbers.setAccessibleName(tr("Vertragsnummern, eine je Zeile"))
        self.numbers.setPlaceholderText(tr("Vertragsnummern, eine je Zeile"))
        self.numbers.setFixedHeight(now.px(100))
        wrap = Qt.TextFlag.TextWordWrap
        self.plan = TextLabel("", TextStyle.BODY_STRONG, wrap=wrap)
        self.passed_over = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Fortschritt der Anforderung"))
        self.bar.hide()
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.confirm = ActionButton(
            tr("Anfordern"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")

    def _lay_out(self) -> None:
        now = theme.current()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        column.addWidget(self.company)
        column.addWidget(self.everybody)
        column.addWidget(self.house)
        column.addWidget(self.number)
        column.addWidget(self.listed)
        column.addWidget(self.numbers)
        column.addWidget(self.plan)
        column.addWidget(self.passed_over)
        column.addWidget(self.bar)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(480))

    def _connect(self) -> None:
        self._soon.timeout.connect(self._look)
        self.company.currentIndexChanged.connect(lambda _: self._show_choice())
        self.group.buttonToggled.connect(lambda _button, _on: self._show_choice())
        self.number.textChanged.connect(lambda _: self._on_changed())
        self.numbers.textChanged.connect(self._on_changed)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._begin)

    def reject(self) -> None:
        """Close; what is under way is called off first, and tells what it did."""
        if self._busy:
            self._stop.cancel()
            self.cancel.set_blocked(tr("wird abgebrochen"))
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close for good: what was asked and is answered later meets nobody."""
        self._is_over = True
        self._soon.stop()
        super().done(result)

    def _wanted(self) -> BulkRequest | None:
        """What is asked for; None as long as something is missing."""
        company_id = self.company.currentData()
        if company_id is None:
            return None
        if self.house.isChecked():
            number = self.number.text().strip()
            return BulkRequest(company_id=company_id, property_number=number) if number else None
        if self.listed.isChecked():
            lines = self.numbers.toPlainText().replace(";", "\n").replace(",", "\n").splitlines()
            numbers = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
            return BulkRequest(company_id=company_id, contract_numbers=numbers) if numbers else None
        return BulkRequest(company_id=company_id)

    def _show_choice(self) -> None:
        self.number.setVisible(self.house.isChecked())
        self.numbers.setVisible(self.listed.isChecked())
        self._on_changed()

    def _on_changed(self) -> None:
        self._plan = None
        self.passed_over.setText("")
        if self._wanted() is None:
            self._soon.stop()
            self.plan.setText(tr("Bitte wählen Sie, für wen Briefe angefordert werden."))
            self.confirm.set_blocked(tr("keine Auswahl"))
        else:
            self.plan.setText(tr("Wird geprüft …"))
            self.confirm.set_blocked(tr("wird geprüft"))
            self._soon.start()

    def _look(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self._workplace.ask(
                plan_bulk_request,
                wanted,
                done=self._on_planned,
                failed=self._on_failed,
                scope="letters.many",
                stale=Stale.SKIP,
            )

    def _on_planned(self, plan: BulkPlan) -> None:
        if self._is_over or self._busy or self._soon.isActive():
            return
        self._plan = plan
        self.plan.setText(planned_sentence(plan.letters))
        lines = (passed_over_lines(plan.passed_over), unknown_sentence(plan.unknown))
        self.passed_over.setText("\n".join(filter(None, lines)))
        self.confirm.set_blocked("" if plan.letters else tr("kein Brief anzufordern"))

    def _begin(self) -> None:
        wanted = self._wanted()
        if wanted is None or self._plan is None or self._busy:
            return
        self._busy = True
        self._stop = Task()
        task = Task()
        is_cancelled = partial(between_steps, self._workplace.courtesy, self._stop.is_cancelled)

        def work(context: ServiceContext, actor: Actor) -> BulkResult:
            return request_many(
                context,
                actor,
                wanted,
                is_cancelled=is_cancelled,
                on_progress=lambda done, total: task.report((done, total)),
            )

        for widget in (self.company, self.everybody, self.house, self.listed):
            widget.setEnabled(False)
        self.number.setReadOnly(True)
        self.numbers.setReadOnly(True)
        self.confirm.set_blocked(tr("wird angefordert"))
        self.bar.setRange(0, 0)
        self.bar.show()
        self._workplace.ask(
            work,
            done=self._on_done,
            failed=self._on_broken,
            progress=self._on_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _on_progress(self, how_far: tuple[int, int]) -> None:
        done, total = how_far
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.plan.setText(tr("{done} von {total} Verträgen geprüft", done=done, total=total))
        self.bar.setAccessibleDescription(self.plan.text())

    def _on_done(self, result: BulkResult) -> None:
        self._busy = False
        said = requested_sentence(result.requested, is_cancelled=result.cancelled)
        self.accept()
        self.finished_asking.emit(said)

    def _on_broken(self, error: UserError) -> None:
        """What was asked for until then stays, and the next time goes on."""
        self._busy = False
        self.bar.hide()
        self.cancel.set_blocked("")
        for widget in (self.company, self.everybody, self.house, self.listed):
            widget.setEnabled(True)
        self.number.setReadOnly(False)
        self.numbers.setReadOnly(False)
        self._on_failed(error)

    def _on_failed(self, error: UserError) -> None:
        if self._is_over:
            return
        self.plan.setText(error_sentence(error))
        self.confirm.set_blocked(tr("nicht möglich"))
