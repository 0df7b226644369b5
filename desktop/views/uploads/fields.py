"""What the documents of a batch are: kind, title, time, company, from when tenants see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QEvent, Signal
from PySide6.QtWidgets import QDateEdit, QVBoxLayout, QWidget

from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentKind
from desktop.services.uploads.commands import NewUpload
from desktop.services.uploads.view import UploadLine
from desktop.texts import tr
from desktop.texts.documents import document_kind_name
from desktop.views import theme
from desktop.views.recording.day_field import DayField
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.row_texts import period_text
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.workplace import Person

LONGEST_TITLE = 200
YEARS_BACK = 5
SEEN_FROM = time(8)
"""The hour from which documents of a later day are seen."""
_OTHER = "other"
_NONE = "none"


class UploadFields(QWidget):
    """``changed`` comes with every change by a person."""

    changed = Signal()

    def __init__(
        self,
        person: Person,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        """``today`` is the Berlin date of now."""
        super().__init__(parent)
        self._today = today
        self._title_is_own = False
        self._shows = False
        self._visible_from: datetime | None = None
        self.kind = ChoiceField(tr("Dokumentart"))
        for kind in DocumentKind:
            self.kind.addItem(document_kind_name(kind), kind.value)
        self.period = ChoiceField(tr("Zeitraum"))
        self.first = DayField(tr("Zeitraum, erster Tag"), today)
        self.last = DayField(tr("Zeitraum, letzter Tag"), today)
        self.company = ChoiceField(tr("Gesellschaft"))
        if person.has_every_company:
            # Letters of a batch for all may be anybody's: whoever may not see all has none.
            self.company.addItem(tr("Alle Gesellschaften"), None)
        for one in person.companies:
            self.company.addItem(one.name, one.company_id)
        self.visible = QDateEdit()
        self.visible.setCalendarPopup(True)
        self.visible.setDisplayFormat("dd.MM.yyyy")
        self.visible.setAccessibleName(tr("Sichtbar ab"))
        self.title = line_field(tr("Titel"), tr("So heißt das Dokument im Portal"))
        self.title.setMaxLength(LONGEST_TITLE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        flow = FlowLayout(self)
        self._days = [
            _Labelled(tr("vom"), self.first, 128),
            _Labelled(tr("bis"), self.last, 128),
        ]
        for part in (
            _Labelled(tr("Dokumentart"), self.kind, 226),
            _Labelled(tr("Zeitraum"), self.period, 128),
            *self._days,
            _Labelled(tr("Gesellschaft"), self.company, 186),
            _Labelled(tr("Sichtbar ab, 8:00 Uhr"), self.visible, 148),
            _Labelled(tr("Titel"), self.title, 260),
        ):
            flow.addWidget(part)

    def _connect(self) -> None:
        for box in (self.kind, self.period, self.company):
            box.currentIndexChanged.connect(lambda _: self._on_changed())
        self.first.day_changed.connect(self._on_changed)
        self.last.day_changed.connect(self._on_changed)
        self.visible.dateChanged.connect(lambda _: self._on_changed())
        self.title.textEdited.connect(self._on_title_edited)

    def begin(self) -> None:
        """A new batch: most are a year's statements of operating costs."""
        self._shows = True
        self._show_years(None)
        self._title_is_own = False
        self._visible_from = None
        self.kind.choose(DocumentKind.OPERATING_COSTS.value)
        self.period.setCurrentIndex(1)
        self.company.setCurrentIndex(0)
        self.visible.setMinimumDate(_qt_date(self._today()))
        self.visible.setDate(_qt_date(self._today()))
        self._shows = False
        self._follow()

    def show_upload(self, line: UploadLine) -> None:
        """Show what a batch has."""
        self._shows = True
        self._title_is_own = True
        self._visible_from = line.visible_from
        day = berlin_day(line.visible_from)
        self.kind.choose(line.kind.value)
        self._show_years(line.period)
        self.company.choose(line.company_id)
        self.visible.setMinimumDate(_qt_date(min(day, self._today())))
        self.visible.setDate(_qt_date(day))
        if self.title.text() != line.title:
            self.title.setText(line.title)
        self._shows = False
        self._show_days()

    def block(self, *, everything: str, company: str) -> None:
        """Say why nothing can be changed, or why the company cannot."""
        for field in (self.kind, self.period, self.first, self.last, self.visible, self.title):
            _block(field, everything)
        _block(self.company, everything or company)

    def problem(self) -> str:
        """What is wrong, "" for nothing."""
        if not self.title.text().strip():
            return tr("Bitte geben Sie einen Titel an.")
        if self.period.currentData() != _OTHER:
            return ""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            return tr("Bitte geben Sie beide Tage des Zeitraums an.")
        return tr("Der Zeitraum endet, bevor er beginnt.") if last < first else ""

    def command(self) -> NewUpload:
        """What stands there; only while there is no ``problem``."""
        day = self.visible.date()
        seen_on = date(day.year(), day.month(), day.day())
        seen_from = berlin_instant(seen_on, SEEN_FROM) if seen_on > self._today() else None
        if self._visible_from is not None and berlin_day(self._visible_from) == seen_on:
            seen_from = self._visible_from
        return NewUpload(
            kind=DocumentKind(str(self.kind.currentData())),
            title=self.title.text(),
            period=self._period(),
            company_id=self.company.currentData(),
            visible_from=seen_from,
        )

    def _period(self) -> Period | None:
        chosen = self.period.currentData()
        if chosen == _OTHER:
            return Period.of(self.first.day(), self.last.day())
        return None if chosen == _NONE else _year(int(chosen))

    def _show_years(self, period: Period | None) -> None:
        """Offer the last years, none, and any other time; choose what a batch has."""
        self.period.clear()
        self.period.addItem(tr("ohne"), _NONE)
        this = self._today().year
        for year in range(this - 1, this - 1 - YEARS_BACK, -1):
            self.period.addItem(str(year), year)
        self.period.addItem(str(this), this)
        self.period.addItem(tr("anderer …"), _OTHER)
        years = [int(text) for text in (period_text(period),) if text.isdecimal()]
        if years and self.period.findData(years[0]) < 0:
            self.period.insertItem(1, str(years[0]), years[0])
        wanted: object = years[0] if years else _NONE if period is None else _OTHER
        self.first.show_day(None if period is None else period.first)
        self.last.show_day(None if period is None else period.last)
        self.period.choose(wanted)

    def _show_days(self) -> None:
        for part in self._days:
            part.setVisible(self.period.currentData() == _OTHER)

    def _on_title_edited(self, _text: str) -> None:
        self._title_is_own = True
        self.changed.emit()

    def _on_changed(self) -> None:
        if not self._shows:
            self._follow()

    def _follow(self) -> None:
        """A title that nobody wrote says kind and time."""
        self._show_days()
        period = self._period() if not self.problem_of_days() else None
        if not self._title_is_own:
            words = [self.kind.currentText(), "" if period is None else period_text(period)]
            self.title.setText(" ".join(filter(None, words)))
        self.changed.emit()

    def problem_of_days(self) -> bool:
        """Whether the days of another time make none yet."""
        first, last = self.first.day(), self.last.day()
        return self.period.currentData() == _OTHER and (
            first is None or last is None or last < first
        )


class _Labelled(QWidget):
    """A field below its name; as wide as its longest usual content at every font size."""

    def __init__(self, name: str, field: QWidget, width: int) -> None:
        super().__init__()
        self._field, self._wide = field, width
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(TextLabel(name, TextStyle.SMALL, Tone.SECONDARY))
        self._column.addWidget(field)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def _measure(self) -> None:
        now = theme.current()
        self._column.setSpacing(now.px(3))
        self._field.setFixedWidth(now.px(self._wide))
        self.updateGeometry()


def _block(field: QWidget, reason: str) -> None:
    field.setEnabled(not reason)
    field.setToolTip(reason)
    field.setAccessibleDescription(reason)


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
