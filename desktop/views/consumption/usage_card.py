"""Card *Verbrauch*: a meter's year as bars, and the same numbers as a table."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.domain.consumption.series import MonthState
from desktop.services.consumption.view import AccountUsage, MeterUsage, UsageMonth, UsageYear
from desktop.texts import tr
from desktop.texts.accounts import meter_text
from desktop.texts.dates import month_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.consumption.usage_chart import UsageChart
from desktop.views.consumption.usage_texts import amount, month_state_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

TOGGLE_KEY = "Ctrl+Shift+D"


class UsageCard(Card):
    """One meter and year at a time; which ones is chosen in the title line."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        """Start empty; ``compact`` is for a narrow column: the meter goes by what it counts."""
        super().__init__(tr("Verbrauch"), parent=parent)
        self._compact = compact
        self._usage: AccountUsage | None = None
        self.meter = QComboBox()
        self.meter.setAccessibleName(tr("Zähler"))
        self.year = QComboBox()
        self.year.setAccessibleName(tr("Jahr"))
        self.toggle = ActionButton(
            tr("Tabelle"),
            shortcut="" if compact else TOGGLE_KEY,
            size=ButtonSize.SMALL,
            name=tr("Zwischen Balken und Tabelle wechseln"),
        )
        for widget in (self.meter, self.year, self.toggle):
            self.add_to_head(widget)
        self.chart = UsageChart()
        self.table = FactTable(
            tr("Verbrauch als Tabelle"),
            (
                Column(tr("Monat"), stretch=True),
                Column(tr("Verbrauch")),
                Column(tr("Vormonat"), drop=3),
                Column(tr("Vorjahr"), drop=1),
                Column(tr("Durchschnittsnutzer"), drop=2),
                Column(tr("Durchschnitt im Haus"), drop=4),
            ),
        )
        self.nothing = TextLabel(tr("Es liegen keine Monatswerte vor."), TextStyle.BODY, Tone.MUTED)
        self.nothing.setMargin(theme.current().px(4))
        self._views = QStackedWidget()
        self._views.addWidget(self.chart)
        self._views.addWidget(self.table)
        self.body.addWidget(self._views)
        self.body.addWidget(self.nothing)
        self.meter.currentIndexChanged.connect(self._on_meter_index_changed)
        self.year.currentIndexChanged.connect(self._on_year_index_changed)
        self.toggle.clicked.connect(self.switch)
        self._show()

    @property
    def shows_table(self) -> bool:
        """Whether the numbers are shown as a table."""
        return self._views.currentWidget() is self.table

    def switch(self) -> None:
        """Show bars instead of the table, or the other way round; the focus goes along."""
        if self._year() is None:
            return
        before: QWidget = self.table if self.shows_table else self.chart
        after: QWidget = self.chart if self.shows_table else self.table
        had_focus = before.hasFocus()
        self._views.setCurrentWidget(after)
        self.toggle.setText(tr("Balken") if self.shows_table else tr("Tabelle"))
        if had_focus:
            after.setFocus()

    def show_usage(self, usage: AccountUsage | None) -> None:
        """Show the meters of a contract; None while they are not known."""
        if usage == self._usage:
            return
        before = self.meter.currentIndex() if self._is_same_account(usage) else 0
        self._usage = usage
        with QSignalBlocker(self.meter):
            self.meter.clear()
            for one in () if usage is None else usage.meters:
                self.meter.addItem(self._name_of(one))
            self.meter.setCurrentIndex(min(before, self.meter.count() - 1))
        self._fill_years()

    def _name_of(self, meter: MeterUsage) -> str:
        """What a meter is called: its number stands where there is room, or where it is needed."""
        kinds = [] if self._usage is None else [one.kind for one in self._usage.meters]
        if self._compact and kinds.count(meter.kind) == 1:
            return meter_text(meter.kind)
        return f"{meter_text(meter.kind)} · {shown(meter.meter_number)}"

    def _is_same_account(self, usage: AccountUsage | None) -> bool:
        mine = self._usage
        return mine is not None and usage is not None and mine.tenancy_id == usage.tenancy_id

    def current_meter(self) -> MeterUsage | None:
        """Return the meter that is chosen."""
        place = self.meter.currentIndex()
        if self._usage is None or not 0 <= place < len(self._usage.meters):
            return None
        return self._usage.meters[place]

    def _year(self) -> UsageYear | None:
        meter, place = self.current_meter(), self.year.currentIndex()
        return meter.years[place] if meter is not None and 0 <= place < len(meter.years) else None

    def current_year(self) -> UsageYear | None:
        """Return the year that is chosen."""
        return self._year()

    def _fill_years(self) -> None:
        meter = self.current_meter()
        with QSignalBlocker(self.year):
            self.year.clear()
            for one in () if meter is None else meter.years:
                self.year.addItem(str(one.year))
        self._show()

    def _on_meter_index_changed(self) -> None:
        self._fill_years()

    def _on_year_index_changed(self) -> None:
        self._show()

    def _show(self) -> None:
        meter, year = self.current_meter(), self._year()
        there = meter is not None and year is not None
        for widget in (self.meter, self.year, self.toggle, self._views):
            widget.setVisible(there)
        self.nothing.setVisible(not there)
        if meter is None or year is None:
            self.title.setText(tr("Verbrauch"))
            self.note.setText("")
            return
        name = tr("Verbrauch {kind}", kind=meter_text(meter.kind))
        unit = tr("{unit} je Monat", unit=meter.unit)
        self.title.setText(tr("Verbrauch") if self._compact else name)
        self.note.setText("" if self._compact else unit)
        self.count.setText(meter.unit if self._compact else "")
        self.chart.show_year(year, meter.unit, name)
        self.table.show_rows(
            [
                _row(one)
                for one in year.months
                if one.state not in (MonthState.AHEAD, MonthState.OUTSIDE)
            ]
        )


def _row(month: UsageMonth) -> FactRow:
    comparison = month.comparison
    state = month_state_text(month)
    value = amount(month.value)
    if state:
        value = state if month.value is None else f"{value} ({state})"
    return FactRow(
        (
            Cell(month_name(month.month)),
            Cell(value, strong=month.value is not None),
            Cell(amount(None if comparison is None else comparison.previous_month)),
            Cell(amount(month.last_year)),
            Cell(amount(None if comparison is None else comparison.average_user)),
            Cell(amount(None if comparison is None else comparison.house_average)),
        )
    )
