"""Area *Bürozeiten*: hours, emergency number and closing days of each company, with what they mean.

What is typed and not saved stays with its company until the window closes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.damages.office_settings import (
    OfficeForm,
    OfficeToday,
    OfficeView,
    SaveOffice,
    list_offices,
    preview_office,
    save_office,
)
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.office_fields import OfficeFields
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.administration.today_card import TodayCard
from desktop.views.soon import Soon
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

PREVIEW_AFTER_MS = 150
TODAY_WIDTH = 320


class OfficePage(QWidget):
    """One company at a time; the preview follows what is typed."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._known: dict[int, OfficeView] = {}
        self._typed: dict[int, OfficeForm] = {}
        self._chosen: int | None = None
        self._saving = False
        self.title = TextLabel(tr("Bürozeiten & Notfallnummer"), TextStyle.TITLE)
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft"))
        self.company.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.fields = OfficeFields()
        self.today = TodayCard()
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.save = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, icon_name="save", shortcut="Ctrl+Return"
        )
        self._preview_soon = Soon(PREVIEW_AFTER_MS, workplace.courtesy, self)
        self._lay_out()
        self._connect()
        self._show_steps()
        self.setFocusProxy(self.company)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.company)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        left = QVBoxLayout()
        left.addWidget(self.fields, 1)
        left.addLayout(foot)
        right = QVBoxLayout()
        right.addWidget(self.today)
        right.addStretch(1)
        self.today.setFixedWidth(now.px(TODAY_WIDTH))
        middle = QHBoxLayout()
        middle.setSpacing(now.space(4))
        middle.addLayout(left, 1)
        middle.addLayout(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self.company.activated.connect(self._on_company_activated)
        self.fields.edited.connect(self._on_fields_edited)
        self.fields.keys.pressed.connect(self.save.click)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        self._preview_soon.due.connect(self._preview)
        self._workplace.changed.connect(self._on_workplace_changed)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this page's while it has the focus."""
        return claims_save_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter."""
        if is_save_key(event):
            self.save.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The preview is as wide as its letters need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "today"):
            self.today.setFixedWidth(theme.current().px(TODAY_WIDTH))

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the offices, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read the settings again; what is typed stays."""
        self._workplace.ask(
            list_offices,
            done=self._show,
            failed=self._on_failed,
            scope="offices",
            stale=Stale.SKIP,
        )

    def _show(self, offices: tuple[OfficeView, ...]) -> None:
        typed_over = {key: view for key, view in self._known.items() if key in self._typed}
        # Who is typing saves against what was seen, and hears of another's change then.
        self._known = {one.company_id: one for one in offices} | typed_over
        if [one.company_id for one in offices] != self._keys():
            self.company.clear()
            for one in offices:
                self.company.addItem(one.name, one.company_id)
        if self._chosen not in self._known:
            self._chosen = next(iter(self._known), None)
        if self._chosen is not None:
            self.company.setCurrentIndex(self.company.findData(self._chosen))
            if self._chosen not in self._typed:
                self.fields.show_form(self._known[self._chosen].form)
        self._show_steps()
        self._preview()

    def _keys(self) -> list[int]:
        return [self.company.itemData(place) for place in range(self.company.count())]

    def _on_company_activated(self, place: int) -> None:
        self._chosen = self.company.itemData(place)
        self.message.hide()
        if self._chosen is not None:
            known = self._known[self._chosen].form
            self.fields.show_form(self._typed.get(self._chosen, known))
        self._show_steps()
        self._preview()

    def _on_fields_edited(self) -> None:
        if self._chosen is None:
            return
        form = self.fields.form()
        if form == self._known[self._chosen].form:
            self._typed.pop(self._chosen, None)
        else:
            self._typed[self._chosen] = form
        self._show_steps()
        self._preview_soon.ask()

    def _show_steps(self) -> None:
        nothing = "" if self._chosen in self._typed else tr("Es ist nichts geändert.")
        self.save.set_blocked(tr("Wird gespeichert.") if self._saving else nothing)
        self.discard.set_blocked(nothing)

    def _preview(self) -> None:
        if self._chosen is not None:
            self._workplace.ask(
                preview_office,
                self._chosen,
                self.fields.form(),
                done=self._on_previewed,
                failed=lambda error: self.today.show_problem(error_sentence(error)),
                scope="office_preview",
                stale=Stale.SKIP,
            )

    def _on_previewed(self, today: OfficeToday) -> None:
        self.today.show_today(today)

    def _on_save_clicked(self) -> None:
        key = self._chosen
        if key is None or key not in self._typed or self._saving:
            return
        form = self._typed[key]
        self._saving = True
        self._show_steps()
        self._workplace.ask(
            save_office,
            SaveOffice(key, form, self._known[key].version),
            done=lambda saved: self._on_saved(form, saved),
            failed=self._on_not_saved,
        )

    def _on_saved(self, form: OfficeForm, saved: OfficeView) -> None:
        self._saving = False
        key = saved.company_id
        self._known[key] = saved
        if self._typed.get(key) == form:
            self._typed.pop(key)
            if key == self._chosen:
                self.fields.show_form(saved.form)
        self._show_steps()
        self._preview()
        self._say(MessageKind.OK, tr("Gespeichert. Es gilt von jetzt an."))

    def _on_not_saved(self, error: UserError) -> None:
        self._saving = False
        self._show_steps()
        self._on_failed(error)

    def _on_discard_clicked(self) -> None:
        if self._chosen is not None:
            self._typed.pop(self._chosen, None)
            self.message.hide()
            self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str) -> None:
        self.message.show_message(kind, title)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind is ChangeKind.COMPANY for one in changes):
            self.refresh()
