"""What a question about many cases asks for, by what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QFormLayout, QLineEdit, QWidget

from desktop.domain.work import BulkKind, Priority
from desktop.services.bulk.handing_over import HandOver
from desktop.services.bulk.offers import OfferedCategory, OfferedReply
from desktop.services.bulk.wishes import LONGEST_REASON, BulkWish
from desktop.services.cases.acting_view import TeamRef
from desktop.services.cases.assignment import Receivers
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.texts.bulk import holder_text, reply_offered_text
from desktop.texts.foreign import shown
from desktop.views.icons import icon

PERSON, TEAM, NOBODY = "person", "team", "nobody"
DEFAULT_DAYS = 7
LONGEST_TAG = 40
_WITH_REASON = (BulkKind.WAIT, BulkKind.CLOSE, BulkKind.REPLY)


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
        self._replies: Sequence[OfferedReply] = ()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self.person = QComboBox()
        self.priority = QComboBox()
        self.category = QComboBox()
        self.reply = QComboBox()
        self.closes = QCheckBox(tr("Jeden Vorgang danach abschließen"))
        self.tag = QLineEdit()
        self.until = QDateEdit(_qt_date(today + timedelta(days=DEFAULT_DAYS)))
        self.reason = QLineEdit()
        self._build(today)

    def _build(self, today: date) -> None:
        chosen: dict[BulkKind, tuple[str, QWidget]] = {
            BulkKind.ASSIGN: (tr("An"), self.person),
            BulkKind.PRIORITY: (tr("Priorität"), self.priority),
            BulkKind.CATEGORY: (tr("Neue Kategorie"), self.category),
            BulkKind.TAG: (tr("Schlagwort"), self.tag),
            BulkKind.WAIT: (tr("Wiedervorlage am"), self.until),
            BulkKind.REPLY: (tr("Vorlage"), self.reply),
        }
        if self._kind in chosen:
            self._add(*chosen[self._kind])
        for priority in Priority:
            self.priority.addItem(priority_text(priority), priority)
        self.priority.setCurrentIndex(1)
        self.tag.setMaxLength(LONGEST_TAG)
        self.until.setMinimumDate(_qt_date(today + timedelta(days=1)))
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("dd.MM.yyyy")
        if self._kind is BulkKind.REPLY:
            self._form.addRow("", self.closes)
            self.reason.setEnabled(False)
        if self._kind in _WITH_REASON:
            self.reason.setMaxLength(LONGEST_REASON)
            self._add(tr("Grund"), self.reason)
        self._connect()
        for field in (
            self.person,
            self.priority,
            self.category,
            self.reply,
            self.closes,
            self.tag,
            self.until,
            self.reason,
        ):
            if field.parent() is None:
                field.setParent(self)
                field.hide()

    def _connect(self) -> None:
        for box in (self.person, self.priority, self.category):
            box.currentIndexChanged.connect(self._on_target_changed)
        self.reply.currentIndexChanged.connect(self._on_reply_changed)
        self.closes.toggled.connect(self._on_closes_toggled)
        self.tag.textChanged.connect(self._on_target_changed)
        self.until.dateChanged.connect(self.changed)
        self.reason.textChanged.connect(self.changed)

    def _add(self, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        self._form.addRow(label, field)

    def take_focus(self) -> None:
        """Give the focus to the field that has to be filled in."""
        fields: dict[BulkKind, QWidget] = {
            BulkKind.ASSIGN: self.person,
            BulkKind.PRIORITY: self.priority,
            BulkKind.CATEGORY: self.category,
            BulkKind.REPLY: self.reply,
            BulkKind.TAG: self.tag,
        }
        fields.get(self._kind, self.reason).setFocus()

    def offer(self, receivers: Receivers, own_staff_id: int | None) -> None:
        """Offer these people, oneself first, then these teams, and nobody last."""
        people = []
        for one in sorted(receivers.people, key=lambda one: one.staff_id != own_staff_id):
            name = shown(one.name)
            own = one.staff_id == own_staff_id
            people.append((one.staff_id, tr("mir ({name})", name=name) if own else name))
        self._offer_receivers(people, receivers.teams, people[0][0] if people else None)

    def offer_holders(self, found: HandOver, giver_id: int | None) -> None:
        """Offer who can get all cases of somebody, beginning with another one than ``giver_id``."""
        able = [one for one in found.people if one.may_get]
        first = next((one.staff_id for one in able if one.staff_id != giver_id), None)
        self._offer_receivers(
            [(one.staff_id, holder_text(shown(one.name), one.open_cases)) for one in able],
            found.teams,
            first,
        )

    def _offer_receivers(
        self, people: Sequence[tuple[int, str]], teams: Sequence[TeamRef], chosen: int | None
    ) -> None:
        blocked = self.person.blockSignals(True)
        self.person.clear()
        for staff_id, said in people:
            self.person.addItem(icon("user"), said, f"{PERSON}:{staff_id}")
        for team in teams:
            said = tr("Team {name}", name=shown(team.name))
            self.person.addItem(icon("users"), said, f"{TEAM}:{team.team_id}")
        self.person.addItem(icon("user-x"), tr("niemandem (frei für alle)"), NOBODY)
        self.person.setCurrentIndex(max(0, self.person.findData(f"{PERSON}:{chosen}")))
        self.person.blockSignals(blocked)
        self._on_target_changed()

    def offer_categories(self, categories: Sequence[OfferedCategory]) -> None:
        """Offer these categories."""
        blocked = self.category.blockSignals(True)
        self.category.clear()
        for one in categories:
            self.category.addItem(icon(one.icon), shown(one.name), one.code)
        self.category.blockSignals(blocked)
        self._on_target_changed()

    def offer_replies(self, replies: Sequence[OfferedReply], chosen: int) -> None:
        """Offer these prepared replies; which of them fit all ``chosen`` cases is not said."""
        self._replies = replies
        blocked = self.reply.blockSignals(True)
        self.reply.clear()
        for one in replies:
            said = reply_offered_text(shown(one.title), one.cases, chosen)
            self.reply.addItem(said, one.code)
        self.reply.blockSignals(blocked)
        self._on_reply_changed()

    def is_empty(self) -> bool:
        """Whether what has to be chosen from holds nothing."""
        boxes = {BulkKind.REPLY: self.reply, BulkKind.CATEGORY: self.category}
        return self._kind in boxes and not boxes[self._kind].count()

    def wish(self) -> BulkWish:
        """What is asked for, as far as it is filled in."""
        wish = BulkWish(kind=self._kind, reason=self.reason.text())
        match self._kind:
            case BulkKind.ASSIGN:
                return self._receiver()
            case BulkKind.PRIORITY:
                return replace(wish, priority=Priority(self.priority.currentData()))
            case BulkKind.CATEGORY:
                return replace(wish, category=str(self.category.currentData() or ""))
            case BulkKind.REPLY:
                code, closes = str(self.reply.currentData() or ""), self.closes.isChecked()
                return replace(
                    wish, template=code, closes=closes, reason=wish.reason if closes else ""
                )
            case BulkKind.TAG:
                return replace(wish, tag=self.tag.text())
        until = self.until.date().toPython()
        return replace(wish, until=until) if isinstance(until, date) else wish

    def _receiver(self) -> BulkWish:
        kind, _, number = str(self.person.currentData() or NOBODY).partition(":")
        wish = BulkWish(kind=BulkKind.ASSIGN)
        if kind == PERSON:
            return replace(wish, staff_id=int(number))
        return replace(wish, team_id=int(number)) if kind == TEAM else wish

    def missing(self) -> str:
        """What has to be filled in before anything can be done; "" for nothing."""
        needs_reason = self._kind in (BulkKind.CLOSE, BulkKind.WAIT) or self.wish().closes
        if needs_reason and not self.reason.text().strip():
            return tr("Bitte einen Grund angeben.")
        if self._kind is BulkKind.TAG and not self.tag.text().strip():
            return tr("Bitte ein Schlagwort angeben.")
        return ""

    def _on_reply_changed(self) -> None:
        """What settles the matter is offered with the closing, as for one case."""
        place = self.reply.currentIndex()
        blocked = self.closes.blockSignals(True)
        self.closes.setChecked(0 <= place < len(self._replies) and self._replies[place].closes)
        self.closes.blockSignals(blocked)
        self._on_closes_toggled()

    def _on_closes_toggled(self) -> None:
        closes, place = self.closes.isChecked(), self.reply.currentIndex()
        self.reason.setEnabled(closes)
        titles = [one.title for one in self._replies]
        if closes and self.reason.text().strip() in ("", *titles) and 0 <= place < len(titles):
            self.reason.setText(titles[place])
        self._on_target_changed()

    def _on_target_changed(self) -> None:
        self.target_changed.emit()
        self.changed.emit()


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
