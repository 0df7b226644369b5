"""Asks for a letter with a new registration code: for whom, to which address, after which check."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.accounts import AddressChoice
from desktop.domain.address_guard import GuardWay
from desktop.domain.errors import UserError
from desktop.services.registration.commands import GuardAnswer, RequestCode
from desktop.services.registration.people import LetterAddress
from desktop.services.registration.view import CodeOptions, PartyOptions
from desktop.texts import tr
from desktop.texts.accounts import day_of, masked_code
from desktop.texts.dates import full_date
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.begun_notice import BegunNotice
from desktop.views.account.call_back import CallBack
from desktop.views.account.choice_card import ChoiceCard
from desktop.views.account.new_code_texts import (
    address_title,
    change_text,
    guard_text,
    known_text,
    why_not,
)
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

WIDTH = 560
PEOPLE_APART = 18
"""Pixels at 100 %: a name belongs to the circle before it, not to the one behind."""


_FRAME = 48
"""Pixels at 100 % that a window's title and a bar of the system may take of a screen."""
_LEAST = 120


class NewCodeDialog(QDialog):
    """A window-modal question. ``wanted`` carries a ``RequestCode``.

    It stays open until ``accept``; what was refused is said in it. The code itself is never shown:
    it does not exist before its letter is printed.

    Args:
        options: what may be chosen.
        today: the Berlin date of now.
        tenant_id: the person that is chosen first, None for the first who can get a code.
        case_id: the case out of which the letter is asked for.
    """

    wanted = Signal(object)

    def __init__(
        self,
        options: CodeOptions,
        today: date,
        *,
        tenant_id: int | None = None,
        case_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Neuen Registrierungscode ausstellen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._options = options
        self._today = today
        self._case_id = case_id
        self._people: dict[int, QRadioButton] = {}
        self._addresses: dict[AddressChoice, ChoiceCard] = {}
        self._build()
        self._lay_out()
        self._offer_people(tenant_id)
        self._show_party()

    def _build(self) -> None:
        self._person_group = QButtonGroup(self)
        self._person_group.idClicked.connect(lambda _: self._show_party())
        self._address_group = QButtonGroup(self)
        self._address_group.buttonToggled.connect(lambda *_: self._judge())
        self.falls = InPlaceMessage(MessageKind.INFO, "")
        self.guard = InPlaceMessage(MessageKind.WARNING, "")
        self.begun = BegunNotice()
        self.call_back = CallBack(lambda: self._today)
        self.call_back.changed.connect(self._judge)
        self.checked = QCheckBox(tr("Anschrift geprüft: der letzte Brief kam von dort zurück"))
        self.checked.toggled.connect(lambda _: self._judge())
        self.refused = InPlaceMessage(MessageKind.ERROR, "")
        self.refused.hide()
        self.foot = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.confirm = ActionButton(
            tr("Code ausstellen"),
            variant=Variant.PRIMARY,
            icon_name="key-round",
            shortcut="Ctrl+Return",
        )
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_confirm_clicked)

    def _lay_out(self) -> None:
        now = theme.current()
        self._person_row = FlowLayout(across=PEOPLE_APART)
        self._address_row = QHBoxLayout()
        self._address_row.setSpacing(now.space(2))
        self.guard.add_detail(self.call_back)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        self._content = QWidget()
        inner = self._inner = QVBoxLayout(self._content)
        # Room for the frame of what has the focus, which the edge of the area would cut off.
        edge = now.px(3)
        inner.setContentsMargins(edge, 0, edge, 0)
        inner.setSpacing(now.space(3))
        inner.addWidget(TextLabel(tr("Für"), TextStyle.SMALL, weight=600))
        inner.addLayout(self._person_row)
        inner.addWidget(self.begun)
        inner.addWidget(self.falls)
        inner.addWidget(TextLabel(tr("Der Brief geht an"), TextStyle.SMALL, weight=600))
        inner.addLayout(self._address_row)
        inner.addWidget(self.checked)
        inner.addWidget(self.guard)
        inner.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("Neuen Registrierungscode ausstellen"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._content)
        self._content.installEventFilter(self)
        title = TextLabel(tr("Neuen Registrierungscode ausstellen"), TextStyle.TITLE)
        column = QVBoxLayout(self)
        side = now.space(5) - edge
        column.setContentsMargins(side, now.space(4), side, now.space(4))
        column.setSpacing(now.space(3))
        column.addWidget(title)
        column.addWidget(self.area)
        column.addWidget(self.refused)
        column.addWidget(self.foot)
        column.addStretch(1)
        column.addLayout(buttons)
        for label in (title, self.foot):
            label.setContentsMargins(edge, 0, edge, 0)
        buttons.setContentsMargins(edge, 0, edge, 0)
        self.setMinimumWidth(now.px(WIDTH))

    def _offer_people(self, tenant_id: int | None) -> None:
        chosen = None
        # Who is asked for and can get none is not replaced by somebody else unseen.
        self._asked = next((p for p in self._options.parties if p.tenant_id == tenant_id), None)
        for party in self._options.parties:
            button = QRadioButton(shown(party.name))
            if party.refused is not None:
                button.setEnabled(False)
                button.setText(f"{shown(party.name)} ({why_not(party.refused)})")
                button.setToolTip(error_sentence(UserError(party.refused)))
            elif party.tenant_id == tenant_id or (chosen is None and self._asked is None):
                chosen = button
            self._person_group.addButton(button, party.tenant_id)
            self._person_row.addWidget(button)
            self._people[party.tenant_id] = button
        if chosen is not None:
            chosen.setChecked(True)
        if focus := chosen or next(filter(QRadioButton.isEnabled, self._people.values()), None):
            focus.setFocus()

    def party(self) -> PartyOptions | None:
        """For whom the letter is; None where nobody can get one."""
        number = self._person_group.checkedId()
        return next((one for one in self._options.parties if one.tenant_id == number), None)

    def address(self) -> LetterAddress | None:
        """Where the letter goes."""
        party = self.party()
        if party is None:
            return None
        for one in party.addresses:
            card = self._addresses.get(one.choice)
            if card is not None and card.button.isChecked():
                return one
        return None

    def show_options(self, options: CodeOptions) -> None:
        """Something changed meanwhile: offer what may be chosen now, and judge it anew."""
        self._options = options
        self._show_party()

    def show_refusal(self, error: UserError) -> None:
        """Say why it was not done; everything stays as it was chosen."""
        self.refused.show_message(MessageKind.ERROR, error_sentence(error))
        self.refused.show()
        self.confirm.set_blocked("")

    def _show_party(self) -> None:
        party = self.party()
        self._addresses = {}
        clear_layout(self._address_row)
        self.refused.hide()
        self.begun.show_party(party)
        if party is None:
            self._show_nobody()
            return
        self._show_falls(party)
        for address in party.addresses:
            card = ChoiceCard(
                address_title(address.choice),
                [shown(line) for line in address.lines],
                known_text(address, party),
            )
            self._addresses[address.choice] = card
            self._address_group.addButton(card.button)
            self._address_row.addWidget(card, 1)
        if first := next(iter(self._addresses.values()), None):
            first.button.setChecked(True)
        self.checked.setChecked(False)
        self.guard.setVisible(party.guard.demand.open)
        self.call_back.offer(party.guard.old_numbers)
        self._judge()

    def _show_nobody(self) -> None:
        """Say why nobody is chosen, and whether somebody can be."""
        for one in (self.falls, self.guard, self.checked):
            one.hide()
        if self._asked is not None and self._asked.refused is not None:
            why = error_sentence(UserError(self._asked.refused))
            title = tr("Kein Code für {name}", name=shown(self._asked.name))
            self.falls.show_message(MessageKind.INFO, title, why)
            self.falls.show()
        nobody = tr("Niemand in diesem Vertrag kann einen Code bekommen.")
        if any(map(QRadioButton.isEnabled, self._people.values())):
            nobody = tr("Bitte wählen Sie, für wen der Code ist.")
        self.foot.setText(nobody)
        self.confirm.set_blocked(nobody)
        self._fit()

    def _show_falls(self, party: PartyOptions) -> None:
        others = [one for one in self._options.parties if one is not party and one.falls]
        lines = []
        for code in party.falls:
            code_text = masked_code(code.last_two)
            if code.posted_at is not None:
                lines.append(
                    tr("{code}, versendet am {date}", code=code_text, date=day_of(code.posted_at))
                )
            else:
                lines.append(
                    tr("{code}, ausgestellt am {date}", code=code_text, date=day_of(code.issued_at))
                )
        detail = []
        if lines:
            detail.append(tr("Betroffen: {codes}.", codes="; ".join(lines)))
        if party.waiting is not None:
            detail.append(
                tr(
                    "Der am {date} vorgemerkte Brief wird durch diesen ersetzt.",
                    date=day_of(party.waiting.requested_at),
                )
            )
        detail += [tr("Der Code von {name} bleibt gültig.", name=shown(one.name)) for one in others]
        title = tr("{name} hat keinen gültigen Code", name=shown(party.name))
        if party.falls:
            title = tr(
                "Ältere Codes von {name} werden ungültig, sobald der Brief gedruckt ist",
                name=shown(party.name),
            )
        self.falls.show_message(MessageKind.INFO, title, " ".join(detail))
        self.falls.show()

    def answer(self) -> GuardAnswer | None:
        """What was done about recent changes; None where nothing is asked or nothing was done."""
        party, address = self.party(), self.address()
        if party is None or address is None or not party.guard.demand.open:
            return None
        seen = frozenset(change.change_id for change in party.guard.changes)
        if self._is_old(party, address):
            return GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=seen)
        if self.call_back.missing():
            return None
        return GuardAnswer(
            way=GuardWay.CALL_BACK,
            seen=seen,
            number=self.call_back.chosen(),
            known_since=self.call_back.since(),
            reason=self.call_back.why(),
        )

    def _is_old(self, party: PartyOptions, address: LetterAddress) -> bool:
        known = address.known_since
        return known is not None and known < party.guard.demand.old_before

    def _judge(self) -> None:
        """Say what is still to be done before the letter can be asked for."""
        party, address = self.party(), self.address()
        if party is None:
            return
        came_back = address is not None and address.returned_on is not None
        self.checked.setVisible(came_back)
        guarded = party.guard.demand.open
        old = address is not None and self._is_old(party, address)
        if guarded:
            title = "; ".join(change_text(change, self._today) for change in party.guard.changes)
            detail = guard_text(party, old=old)
            self.guard.show_message(MessageKind.WARNING, title, detail)
        self.call_back.setVisible(not old)
        reason = ""
        if address is None:
            reason = tr("Bitte wählen Sie, wohin der Brief geht.")
        elif came_back and not self.checked.isChecked():
            reason = tr("Bitte prüfen Sie die Anschrift, von der der letzte Brief zurückkam.")
        elif guarded and not old:
            reason = self.call_back.missing()
        self.confirm.set_blocked(reason)
        self.foot.setText(self._foot_text(guarded=guarded and not old, reason=reason))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is shown: a message knows its height only after it has been laid out."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Be as high as what is shown, as far as the screen allows; the rest can be scrolled."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        width = max(self.minimumWidth(), self.minimumSizeHint().width())
        margins = layout.contentsMargins()
        inside = width - margins.left() - margins.right()
        content = self._inner.totalHeightForWidth(inside)
        self.area.setFixedHeight(content)
        room = self.screen().availableGeometry().height() - theme.current().px(_FRAME)
        over = layout.totalHeightForWidth(width) - room
        if over > 0:
            self.area.setFixedHeight(max(content - over, theme.current().px(_LEAST)))
        self.resize(width, layout.totalHeightForWidth(width))

    def _foot_text(self, *, guarded: bool, reason: str) -> str:
        parts = [
            tr("Der Brief kommt auf den Stapel „Briefe“; der Code entsteht erst beim Druck."),
            tr(
                "Gültig bis {date}, wenn heute gedruckt wird.",
                date=full_date(self._options.expires_on),
            ),
        ]
        if guarded and self._options.second_person:
            parts.append(tr("Danach gibt eine zweite Person den Brief frei."))
        if reason:
            parts.append(reason)
        return " ".join(parts)

    def _on_confirm_clicked(self) -> None:
        party, address = self.party(), self.address()
        if party is None or address is None or not self.confirm.isEnabled():
            return
        self.refused.hide()
        self.confirm.set_blocked(tr("Der Brief wird vorgemerkt."))
        self.wanted.emit(
            RequestCode(
                tenancy_id=self._options.tenancy_id,
                tenant_id=party.tenant_id,
                address=address.choice,
                case_id=self._case_id,
                guard=self.answer(),
                address_confirmed=self.checked.isVisible() and self.checked.isChecked(),
            )
        )
