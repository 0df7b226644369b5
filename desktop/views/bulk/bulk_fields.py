"""What a question about many cases asks for, by what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QFormLayout, QLineEdit, QWidget

from desktop.domain.work import BulkKind, Priority
from desktop.services.bulk.wishes import LONGEST_REASON, BulkWish
from desktop.services.cases.assignment import Receivers
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.texts.foreign import shown
from desktop.views.icons import icon

PERSON, TEAM, NOBODY = "person", "team", "nobody"
DEFAULT_DAYS = 7
LONGEST_TAG = 40


class BulkFields(QWidget):
    """The fields of one kind of act.

    ``changed`` fires with every change; ``target_changed`` where it may change which cases the act
    can be done to, so that the dry run has to be made again.
    """

    changed = Signal()
    target_changed = Signal()

    def __init__(self, kind: BulkKind, today: date, parent: QWidget | None = None) -> None:
        """Ask for what ``kind`` needs."""
        super().__init__(parent)
        self._kind = kind
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self.person = QComboBox()
        self.priority = QComboBox()
        self.tag = QLineEdit()
        self.until = QDateEdit(_qt_date(today + timedelta(days=DEFAULT_DAYS)))
        self.reason = QLineEdit()
        self._build(today)

    def _build(self, today: date) -> None:
        if self._kind is BulkKind.ASSIGN:
            self._add(tr("An"), self.person)
            self.person.currentIndexChanged.connect(self._on_target_changed)
        elif self._kind is BulkKind.PRIORITY:
            for priority in Priority:
                self.priority.addItem(priority_text(priority), priority)
            self.priority.setCurrentIndex(1)
            self._add(tr("Priorität"), self.priority)
            self.priority.currentIndexChanged.connect(self._on_target_changed)
        elif self._kind is BulkKind.TAG:
            self.tag.setMaxLength(LONGEST_TAG)
            self._add(tr("Schlagwort"), self.tag)
            self.tag.textChanged.connect(self._on_target_changed)
        if self._kind is BulkKind.WAIT:
            self.until.setMinimumDate(_qt_date(today + timedelta(days=1)))
            self.until.setCalendarPopup(True)
            self.until.setDisplayFormat("dd.MM.yyyy")
            self._add(tr("Wiedervorlage am"), self.until)
            self.until.dateChanged.connect(self.changed)
        if self._kind in (BulkKind.WAIT, BulkKind.CLOSE):
            self.reason.setMaxLength(LONGEST_REASON)
            self._add(tr("Grund"), self.reason)
            self.reason.textChanged.connect(self.changed)
        for field in (self.person, self.priority, self.tag, self.until, self.reason):
            if field.parent() is None:
                field.setParent(self)
                field.hide()

    def _add(self, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        self._form.addRow(label, field)

    def take_focus(self) -> None:
        """Give the focus to the field that has to be filled in."""
        fields: Mapping[BulkKind, QWidget] = {
            BulkKind.ASSIGN: self.person,
            BulkKind.PRIORITY: self.priority,
            BulkKind.TAG: self.tag,
        }
        fields.get(self._kind, self.reason).setFocus()

    def offer(self, receivers: Receivers, own_staff_id: int | None) -> None:
        """Offer these people, oneself first, then these teams, and nobody last."""
        blocked = self.person.blockSignals(True)
        self.person.clear()
        for one in sorted(receivers.people, key=lambda one: one.staff_id != own_staff_id):
            name = shown(one.name)
            self.person.addItem(
                icon("user"),
                tr("mir ({name})", name=name) if one.staff_id == own_staff_id else name,
                f"{PERSON}:{one.staff_id}",
            )
        for team in receivers.teams:
            said = tr("Team {name}", name=shown(team.name))
            self.person.addItem(icon("users"), said, f"{TEAM}:{team.team_id}")
        self.person.addItem(icon("user-x"), tr("niemandem (frei für alle)"), NOBODY)
        self.person.blockSignals(blocked)
        self._on_target_changed()

    def _receiver(self) -> BulkWish:
        kind, _, number = str(self.person.currentData() or NOBODY).partition(":")
        wish = BulkWish(kind=BulkKind.ASSIGN)
        if kind == PERSON:
            return replace(wish, staff_id=int(number))
        return replace(wish, team_id=int(number)) if kind == TEAM else wish

    def wish(self) -> BulkWish:
        """What is asked for, as far as it is filled in."""
        wish = BulkWish(kind=self._kind, reason=self.reason.text())
        if self._kind is BulkKind.ASSIGN:
            return self._receiver()
        if self._kind is BulkKind.PRIORITY:
            return replace(wish, priority=Priority(self.priority.currentData()))
        if self._kind is BulkKind.TAG:
            return replace(wish, tag=self.tag.text())
        until = self.until.date().toPython()
        return replace(wish, until=until) if isinstance(until, date) else wish

    def missing(self) -> str:
        """What has to be filled in before anything can be done; "" for nothing."""
        if self._kind in (BulkKind.CLOSE, BulkKind.WAIT) and not self.reason.text().strip():
            return tr("Bitte einen Grund angeben.")
        if self._kind is BulkKind.TAG and not self.tag.text().strip():
            return tr("Bitte ein Schlagwort angeben.")
        return ""

    def _on_target_changed(self) -> None:
        self.target_changed.emit()
        self.changed.emit()


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
