"""The window of the first start: one step after the other, and the making at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.services.first_start.beginning import Beginning, FirstCompany
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.first_start.encryption import ConfirmStep, EncryptionStep
from desktop.views.first_start.steps import (
    AdministratorStep,
    LastStep,
    OfficeStep,
    RulesStep,
    Step,
    WayStep,
    WhoStep,
)
from desktop.views.icons import application_icon
from desktop.views.sign_in.sign_in_page import Logo
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

SIZE = (860, 760)
LEAST_SIZE = (640, 480)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Making:
    """How far it is: ``done`` of ``total`` invented cases; 0 of 0 where nobody knows."""

    done: int = 0
    total: int = 0


class Assistant(QWidget):
    """Asks, and tells of the making; whoever shows it makes.

    ``work_requested`` carries a ``Beginning``, ``demo_requested`` nothing; both are answered by
    ``show_making`` and, where it does not work, ``show_failure``. ``cancel_requested`` comes while
    it is made, ``left`` when the window is closed.
    """

    work_requested = Signal(object)
    demo_requested = Signal()
    cancel_requested = Signal()
    left = Signal()

    def __init__(self, *, with_demo: bool, with_key: bool = False) -> None:
        """Begin with the first step; ``with_demo`` says that the demonstration is there already.

        ``with_key``: a file with a key is named, so that nothing is asked about encryption.
        """
        super().__init__()
        self.setObjectName("paneArea")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Mieterdesk")
        self.setWindowIcon(application_icon())
        # The program's window opens when this one closes: that is not the end.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.way = WayStep(with_demo=with_demo)
        self.encryption = EncryptionStep()
        self.confirm = ConfirmStep(lambda: self.encryption.key)
        self.who = WhoStep()
        self.rules = RulesStep()
        self.office = OfficeStep()
        self.person = AdministratorStep()
        self.last = LastStep()
        self.steps: Sequence[Step] = (
            self.way,
            self.encryption,
            self.confirm,
            self.who,
            self.rules,
            self.office,
            self.person,
            self.last,
        )
        self._with_key = with_key
        self.pages = QStackedWidget()
        self.place = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.leave = ActionButton(tr("Beenden"))
        self.back = ActionButton(tr("Zurück"), icon_name="arrow-left")
        self.next = ActionButton(tr("Weiter"), variant=Variant.PRIMARY)
        self.making = QWidget()
        self.doing = TextLabel("", wrap=Qt.TextFlag.TextWordWrap)
        self.bar = QProgressBar()
        self._is_making = False
        self._lay_out()
        self.leave.clicked.connect(self._on_leave_clicked)
        self.back.clicked.connect(lambda: self._go(-1))
        self.next.clicked.connect(self._on_next_clicked)
        for choice in (self.way.work, self.encryption.encrypted):
            choice.toggled.connect(self._show_place)
        self._show_step(0)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.space(3))
        head.addWidget(Logo(34))
        head.addWidget(TextLabel("Mieterdesk", TextStyle.TITLE))
        head.addStretch(1)
        head.addWidget(self.place)
        self.bar.setTextVisible(False)
        making = QVBoxLayout(self.making)
        making.addStretch(1)
        making.addWidget(self.doing)
        making.addWidget(self.bar)
        making.addStretch(2)
        for step in self.steps:
            self.pages.addWidget(step)
        self.pages.addWidget(self.making)
        foot = QHBoxLayout()
        foot.addWidget(self.leave)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        margin = now.space(6)
        column.setContentsMargins(margin, margin, margin, now.space(4))
        column.setSpacing(now.space(4))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        least = QSize(now.px(LEAST_SIZE[0]), now.px(LEAST_SIZE[1]))
        room = self.screen().availableSize()
        self.setMinimumSize(least.boundedTo(room))
        self.resize(QSize(now.px(SIZE[0]), now.px(SIZE[1])).boundedTo(room))

    def beginning(self) -> Beginning:
        """Return everything that is typed."""
        return Beginning(
            FirstCompany(
                code=self.who.code.text(),
                details=self.who.fields.form(),
                rules=self.rules.fields.form(),
                office=self.office.fields.form(),
            ),
            self.person.administrator(),
        )

    @property
    def step(self) -> Step | None:
        """The step that is shown; None while it is made."""
        place = self.pages.currentIndex()
        return self.steps[place] if place < len(self.steps) else None

    def _asked(self) -> list[Step]:
        """The steps of this person: without encryption nothing of a key is asked."""
        left_out: tuple[Step, ...] = ()
        if self._with_key:
            left_out = (self.encryption, self.confirm)
        elif self.encryption.key is None:
            left_out = (self.confirm,)
        return [step for step in self.steps if step not in left_out]

    def _go(self, by: int) -> None:
        step, asked = self.step, self._asked()
        if step is not None:
            self._show_step(self.steps.index(asked[asked.index(step) + by]))

    def _show_step(self, place: int) -> None:
        self.message.hide()
        self.pages.setCurrentIndex(place)
        step = self.steps[place]
        self.back.setVisible(place > 0)
        self.next.show()
        self.next.set_blocked("")
        is_last = step is self.last
        self.next.setText(tr("Anlegen") if is_last else tr("Weiter"))
        self.leave.setText(tr("Beenden"))
        self.leave.set_blocked("")
        self._show_place()
        step.begin()

    def _show_place(self) -> None:
        """Say how far it is; who looks around has no further steps."""
        place = self.pages.currentIndex()
        many = place > 0 or self.way.work.isChecked()
        asked = self._asked()
        n = asked.index(self.steps[place]) + 1
        said = tr("Schritt {n} von {total}", n=n, total=len(asked)) if many else ""
        self.place.setText(said)
        title = self.steps[place].title
        self.setAccessibleName(f"{said}: {title}" if said else title)

    def _on_next_clicked(self) -> None:
        step = self.step
        if step is None:
            return
        try:
            step.check()
        except UserError as error:
            self._say(error)
            return
        if step is self.way and self.way.look.isChecked():
            self.demo_requested.emit()
        elif step is self.last:
            self.work_requested.emit(self.beginning())
        else:
            self._go(1)

    def show_making(self, sentence: str) -> None:
        """Say what is made now; it can be cancelled."""
        self._is_making = True
        self.message.hide()
        self.back.hide()
        self.next.hide()
        self.place.setText("")
        self.leave.setText(tr("Abbrechen"))
        self.pages.setCurrentWidget(self.making)
        self._say_doing(sentence)
        self.bar.setRange(0, 0)
        self.leave.setFocus()

    def show_progress(self, making: Making) -> None:
        """So far it is."""
        self.bar.setRange(0, making.total)
        self.bar.setValue(making.done)

    def show_cancelling(self) -> None:
        """It ends with its next step."""
        self.leave.set_blocked(tr("Es wird gerade abgebrochen."))
        self._say_doing(tr("Wird abgebrochen; es bleibt nichts zurück …"))

    def show_cancelled(self, place: Step) -> None:
        """It has ended: back to the step from which it was asked for."""
        self._is_making = False
        self._show_step(self.steps.index(place))

    def show_failure(self, place: Step, error: UserError) -> None:
        """It did not work: say why at the step from which it was asked for."""
        self.show_cancelled(place)
        self._say(error)

    def _say(self, error: UserError) -> None:
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()

    def _say_doing(self, sentence: str) -> None:
        self.doing.setText(sentence)
        self.bar.setAccessibleName(sentence)
        self.setAccessibleName(sentence)

    def _on_leave_clicked(self) -> None:
        if self._is_making:
            self.cancel_requested.emit()
        else:
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, or presses the button that has the focus."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        else:
            self.next.click()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Who closes the window wants to leave; what is being made is given up."""
        super().closeEvent(event)
        self.left.emit()
