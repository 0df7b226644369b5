"""Area *Bürozeiten*: hours, emergency number and closing days of a company, and what they mean."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.damages.office_settings import (
    OfficeForm,
    OfficeToday,
    SaveOffice,
    list_offices,
    preview_office,
    save_office,
)
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.company_editor import CompanyActs, CompanyEditor
from desktop.views.administration.office_fields import OfficeFields
from desktop.views.administration.today_card import TodayCard
from desktop.views.soon import Soon
from desktop.views.workplace import Workplace

PREVIEW_AFTER_MS = 150
TODAY_WIDTH = 320


class OfficePage(CompanyEditor[OfficeForm]):
    """One company at a time; the preview follows what is typed."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        fields = OfficeFields()
        acts = CompanyActs(list_offices, save_office, SaveOffice)
        super().__init__(workplace, tr("Bürozeiten & Notfallnummer"), fields, acts, parent)
        self.fields = fields
        self.today = TodayCard()
        self._preview_soon = Soon(PREVIEW_AFTER_MS, workplace.courtesy, self)
        self._preview_soon.due.connect(self._on_shown)
        right = QVBoxLayout()
        right.addWidget(self.today)
        right.addStretch(1)
        self.today.setFixedWidth(theme.current().px(TODAY_WIDTH))
        self.middle.addLayout(right)

    def changeEvent(self, event: QEvent) -> None:
        """The preview is as wide as its letters need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "today"):
            self.today.setFixedWidth(theme.current().px(TODAY_WIDTH))

    def _on_typed(self) -> None:
        self._preview_soon.ask()

    def _on_shown(self) -> None:
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
