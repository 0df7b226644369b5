"""Area *Briefvorlagen*: a company's letterhead, what its letter with a code and certificates say.

What is typed and not saved stays with its company until the window closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.code_letter import Part
from desktop.domain.errors import UserError
from desktop.services.letters import templates
from desktop.services.letters.templates import SaveTemplate, TemplateView
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.texts.letter_templates import part_name, template_name
from desktop.views import theme
from desktop.views.administration.letter_parts_form import LetterPartsForm
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.letters.letter_pages import LetterPages
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

PREVIEW_AFTER_MS = 300
CHANGED = "letter_templates.changed"


class LetterTemplatesPage(QWidget):
    """Letter templates as an administrator sees them: the parts on the left, the letter beside."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads them."""
        super().__init__(parent)
        self._workplace = workplace
        self._views: dict[int, TemplateView] = {}
        # With the number of the template it began from: whoever was faster is not overwritten.
        self._typed: dict[tuple[str, int], tuple[dict[Part, str], int]] = {}
        self._saving = False
        self._build()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self._preview)
        self._connect()
        self.setFocusProxy(self.company)

    def _build(self) -> None:
        self.title = TextLabel(tr("Briefvorlagen"), TextStyle.TITLE)
        self.company = QComboBox()
        self.company.setAccessibleName(tr("Gesellschaft"))
        self.company.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Vorlage"))
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind in templates.KINDS:
            self.kind.addItem(template_name(kind), kind)
        self.hint = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.reload = self.message.add_button(tr("Neu laden"))
        self.message.hide()
        self.form = LetterPartsForm()
        self.pages = LetterPages(self)
        self.version = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.save = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, icon_name="save", shortcut="Ctrl+Return"
        )

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.company)
        head.addWidget(self.kind)
        head.addStretch(1)
        parts = QScrollArea()
        parts.setWidgetResizable(True)
        parts.setFrameShape(QFrame.Shape.NoFrame)
        parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        parts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parts.setWidget(self.form)
        foot = QHBoxLayout()
        foot.addWidget(self.version, 1)
        foot.addWidget(self.discard)
        foot.addWidget(self.save)
        beside = QWidget()
        left = QVBoxLayout(beside)
        left.setContentsMargins(0, 0, now.space(3), 0)
        left.setSpacing(now.space(2))
        left.addWidget(self.hint)
        left.addWidget(parts, 1)
        left.addLayout(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(beside)
        splitter.addWidget(self.pages)
        splitter.setSizes([11_000, 9_000])
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(splitter, 1)

    def _connect(self) -> None:
        self.company.activated.connect(lambda _place: self._show())
        self.kind.activated.connect(lambda _place: self._on_kind_activated())
        self.form.edited.connect(self._on_form_edited)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        self.reload.clicked.connect(self._on_discard_clicked)
        self._workplace.changed.connect(self._on_workplace_changed)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter means *Speichern* here, not the step of the case that is open elsewhere."""
        if claims_save_key(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves."""
        if is_save_key(event):
            self.save.click()
        else:
            super().keyPressEvent(event)

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the templates, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read them again; what is typed stays."""
        self._workplace.ask(
            partial(templates.list_templates, kind=self._kind()),
            done=self._on_listed,
            failed=self._on_failed,
            scope="letter_templates",
            stale=Stale.SKIP,
        )

    def _on_listed(self, views: tuple[TemplateView, ...]) -> None:
        self._views = {view.company_id: view for view in views}
        chosen = self._company()
        self.company.clear()
        for view in views:
            self.company.addItem(view.company_name, view.company_id)
        if chosen in self._views:
            self.company.setCurrentIndex(self.company.findData(chosen))
        self._show()

    def _on_kind_activated(self) -> None:
        """Show the other template; what is typed in this one stays."""
        self._views = {}
        self.refresh()

    def _kind(self) -> str:
        """The kind of template that is shown."""
        return str(self.kind.currentData())

    def _key(self) -> tuple[str, int]:
        """Under which what is typed is kept."""
        return self._kind(), self._company()

    def _company(self) -> int:
        """The company that is shown; 0 while nothing is read."""
        return int(self.company.currentData() or 0)

    def _show(self) -> None:
        """Show the chosen company's template, as typed where it is not saved."""
        view = self._views.get(self._company())
        if view is None:
            return
        self.message.hide()
        self.form.show_kind(view.kind)
        names = ", ".join(f"{{{name}}}" for name in templates.places_of(view.kind))
        self.hint.setText(
            tr("Platzhalter: {names}. Zwischen ** und ** steht fette Schrift.", names=names)
        )
        typed = self._typed.get(self._key())
        texts: Mapping[Part, str] = view.texts if typed is None else typed[0]
        self.form.show_texts(texts, view.built_in)
        if view.made_at is None:
            self.version.setText(tr("Mitgelieferter Text, noch nie geändert"))
        else:
            self.version.setText(
                tr(
                    "Fassung {number}, {moment}, {name}",
                    number=view.number,
                    moment=full_moment(view.made_at),
                    name=view.made_by or tr("Programm"),
                )
            )
        self._show_possible()
        self._soon.start()

    def _show_possible(self) -> None:
        typed = self._key() in self._typed
        self.save.set_blocked("" if typed else tr("Es ist nichts geändert."))
        self.discard.setVisible(typed)

    def _on_form_edited(self) -> None:
        view = self._views.get(self._company())
        if view is None:
            return
        texts = self.form.texts()
        before = self._typed.get(self._key())
        if texts == dict(view.texts):
            self._typed.pop(self._key(), None)
        else:
            number = view.number if before is None else before[1]
            self._typed[self._key()] = (texts, number)
        self._show_possible()
        self._soon.start()

    def _preview(self) -> None:
        if not self._company():
            return
        self._workplace.ask(
            templates.preview_template,
            self._workplace.paper.painter,
            self._company(),
            self.form.texts(),
            self._kind(),
            done=self._on_previewed,
            failed=self._on_failed,
            scope="letter_templates.preview",
            stale=Stale.SKIP,
        )

    def _on_previewed(self, content: bytes) -> None:
        self.pages.show_pdf(content)

    def _on_save_clicked(self) -> None:
        view = self._views.get(self._company())
        typed = self._typed.get(self._key())
        if view is None or typed is None or self._saving:
            return
        self._saving = True
        self._workplace.ask(
            templates.save_template,
            SaveTemplate(view.company_id, *typed, view.kind),
            done=self._on_saved,
            failed=self._on_failed,
        )

    def _on_saved(self, view: TemplateView) -> None:
        self._saving = False
        self._typed.pop((view.kind, view.company_id), None)
        if view.kind != self._kind():
            return
        self._views[view.company_id] = view
        self._show()
        if view.kind == templates.KIND:
            text = tr("Gespeichert. Briefe, die noch warten, werden so gedruckt.")
        else:
            text = tr("Gespeichert. Was ab jetzt ausgestellt wird, hat diesen Text.")
        self.reload.hide()
        self.message.show_message(MessageKind.OK, text)
        self.message.show()

    def _on_discard_clicked(self) -> None:
        self._typed.pop(self._key(), None)
        self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self._saving = False
        part = error.params.get("part")
        if isinstance(part, str):
            error = UserError(error.code, name=part_name(Part(part)))
            self.form.fields[Part(part)].field.setFocus()
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.reload.setVisible(error.code == CHANGED)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        changed = any(change.kind is ChangeKind.COMPANY for change in changes)
        if changed and self.isVisible() and not self._saving:
            self.refresh()
