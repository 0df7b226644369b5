"""A page of the administration over one company's settings at a time: chosen, typed, saved.

What is typed and not saved stays with its company until the window closes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

F = TypeVar("F")
F_co = TypeVar("F_co", covariant=True)
_WIDEST_INPUT, _LEAST_INPUT, _MARGINS = 440, 100, 40
"""Pixels at 100 %: a house number needs no line across the window."""
_MOST_FOR_NAMES = 0.4


class CompanyView(Protocol[F_co]):
    """One company's settings as they are kept; ``form`` is what can be typed."""

    @property
    def company_id(self) -> int:
        """Whose settings."""

    @property
    def version(self) -> int:
        """What a save expects to find."""

    @property
    def name(self) -> str:
        """How the company is called."""

    @property
    def form(self) -> F_co:
        """The settings as they would be typed."""


@dataclass(frozen=True, slots=True)
class CompanyActs(Generic[F]):
    """The services of a page: ``save`` takes what ``command`` makes of id, form and version."""

    read: Callable[..., tuple[CompanyView[F], ...]]
    save: Callable[..., CompanyView[F]]
    command: Callable[[int, F, int], object]


class CompanyFields(QScrollArea, Generic[F]):
    """The inputs. ``edited`` fires with every change by a person; ``keys`` knows Ctrl+Enter."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without cards; ``_show_cards`` puts them in."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # The keys go from field to field; each is scrolled to.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.keys = SendKeys(self)

    @abstractmethod
    def form(self) -> F:
        """What is typed."""

    @abstractmethod
    def show_form(self, form: F) -> None:
        """Show these values; nothing is said of it."""

    def _show_cards(self, *cards: QWidget) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.current().space(2), 0)
        column.setSpacing(theme.current().space(3))
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(content)
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._align()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        """Begin the inputs of all cards at one line, unless their names took too much for that."""
        now = theme.current()
        content = self.widget()
        forms = [] if content is None else content.findChildren(QFormLayout)
        names = _widgets(forms, QFormLayout.ItemRole.LabelRole)
        labels = [name for name in names if isinstance(name, QLabel)]
        for label in labels:
            label.setWordWrap(False)
            label.setMinimumWidth(0)
        widest = max((label.sizeHint().width() for label in labels), default=0)
        is_tight = widest > self.viewport().width() * _MOST_FOR_NAMES
        for label in labels:
            label.setMinimumWidth(0 if is_tight else widest)
            label.setWordWrap(widest > self.viewport().width() - now.px(_MARGINS))
        for field in _widgets(forms, QFormLayout.ItemRole.FieldRole):
            if isinstance(field, QComboBox | QLineEdit):
                field.setMaximumWidth(now.px(_WIDEST_INPUT))
            if isinstance(field, QComboBox):
                # The longest choice may be wider than the page: the list shows it in full.
                field.setMinimumWidth(now.px(_LEAST_INPUT))


def _widgets(forms: list[QFormLayout], role: QFormLayout.ItemRole) -> list[QWidget]:
    items = (form.itemAt(row, role) for form in forms for row in range(form.rowCount()))
    found = (None if item is None else item.widget() for item in items)
    return [widget for widget in found if widget is not None]


def hint(text: str) -> TextLabel:
    """Return a sentence below the inputs it is about."""
    return TextLabel(text, TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)


class CompanyEditor(QWidget, Generic[F]):
    """One company at a time.

    Args:
        title: heading of the page.
        fields: its inputs.
        acts: how its settings are read and saved.
    """

    def __init__(
        self,
        workplace: Workplace,
        title: str,
        fields: CompanyFields[F],
        acts: CompanyActs[F],
        parent: QWidget | None = None,
    ) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._acts = acts
        self._known: dict[int, CompanyView[F]] = {}
        self._typed: dict[int, F] = {}
        self._chosen: int | None = None
        self._saving = False
        self.title = TextLabel(title, TextStyle.TITLE)
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft"))
        self.company.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self._inputs = fields
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.save = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, icon_name="save", shortcut="Ctrl+Return"
        )
        self.head = QHBoxLayout()
        self.middle = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._show_steps()
        self.setFocusProxy(self.company)

    def _lay_out(self) -> None:
        now = theme.current()
        head = self.head
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.company)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        left = QVBoxLayout()
        left.addWidget(self._inputs, 1)
        left.addLayout(foot)
        self.middle.setSpacing(now.space(4))
        self.middle.addLayout(left, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addLayout(self.middle, 1)

    def _connect(self) -> None:
        self.company.activated.connect(self._on_company_activated)
        self._inputs.edited.connect(self._on_fields_edited)
        self._inputs.keys.pressed.connect(self.save.click)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
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

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the settings, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read the settings again; what is typed stays."""
        self._workplace.ask(
            self._acts.read,
            done=self._show,
            failed=self._on_failed,
            scope=type(self).__name__,
            stale=Stale.SKIP,
        )

    def _show(self, found: tuple[CompanyView[F], ...]) -> None:
        typed_over = {key: view for key, view in self._known.items() if key in self._typed}
        # Who is typing saves against what was seen, and hears of another's change then.
        self._known = {one.company_id: one for one in found} | typed_over
        if [one.company_id for one in found] != self._keys():
            self.company.clear()
            for one in found:
                self.company.addItem(one.name, one.company_id)
        if self._chosen not in self._known:
            self._chosen = next(iter(self._known), None)
        if self._chosen is not None:
            self.company.setCurrentIndex(self.company.findData(self._chosen))
            if self._chosen not in self._typed:
                self._inputs.show_form(self._known[self._chosen].form)
        self._show_steps()
        self._on_shown()

    def _keys(self) -> list[int]:
        return [self.company.itemData(place) for place in range(self.company.count())]

    def _on_company_activated(self, place: int) -> None:
        self._chosen = self.company.itemData(place)
        self.message.hide()
        if self._chosen is not None:
            known = self._known[self._chosen].form
            self._inputs.show_form(self._typed.get(self._chosen, known))
        self._show_steps()
        self._on_shown()

    def _on_fields_edited(self) -> None:
        if self._chosen is None:
            return
        form = self._inputs.form()
        if form == self._known[self._chosen].form:
            self._typed.pop(self._chosen, None)
        else:
            self._typed[self._chosen] = form
        self._show_steps()
        self._on_typed()

    def _show_steps(self) -> None:
        nothing = "" if self._chosen in self._typed else tr("Es ist nichts geändert.")
        self.save.set_blocked(tr("Wird gespeichert.") if self._saving else nothing)
        self.discard.set_blocked(nothing)

    def _on_shown(self) -> None:
        """Other values stand in the fields: what else the page shows of them follows."""

    def _on_typed(self) -> None:
        """Somebody types: what else the page shows follows when there is time."""

    def _on_save_clicked(self) -> None:
        key = self._chosen
        if key is None or key not in self._typed or self._saving:
            return
        form = self._typed[key]
        self._saving = True
        self._show_steps()
        self._workplace.ask(
            self._acts.save,
            self._acts.command(key, form, self._known[key].version),
            done=lambda saved: self._on_saved(form, saved),
            failed=self._on_not_saved,
        )

    def _on_saved(self, form: F, saved: CompanyView[F]) -> None:
        self._saving = False
        key = saved.company_id
        self._known[key] = saved
        if self._typed.get(key) == form:
            self._typed.pop(key)
            if key == self._chosen:
                self._inputs.show_form(saved.form)
        self._show_steps()
        self._on_shown()
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
