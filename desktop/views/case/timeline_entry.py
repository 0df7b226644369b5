"""One entry of a timeline: a message, an internal note, something that left, an act."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.case_status import DATE_STAMPED
from desktop.services.cases.view import (
    AttachmentView,
    DeliveryStatus,
    DeliveryView,
    TimelineEntry,
    TimelineKind,
)
from desktop.texts import tr
from desktop.texts.case_acts import act_sentence
from desktop.texts.case_changes import fact_label, fact_values
from desktop.texts.dates import berlin_clock, day_month, near_date, near_moment
from desktop.texts.deliveries import delivery_advice, delivery_problem, event_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.channels import CHANNEL_ICONS, channel_name
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind


def _letter_words(delivery: DeliveryView) -> str:
    """How far a letter has come: to be printed, in a batch nobody confirmed, or on paper."""
    printing = delivery.printing
    if printing is None:
        return tr("Brief zu drucken")
    if printing.printed_at is None:
        return tr("Brief zu drucken, Stapel {number} nicht bestätigt", number=printing.batch)
    return tr(
        "gedruckt am {day} von {name}, Stapel {number}",
        day=day_month(berlin_clock(printing.printed_at)),
        name=printing.printed_by,
        number=printing.batch,
    )


def delivery_trouble(delivery: DeliveryView) -> str:
    """Why something has not left, when it is tried again and what to do; "" where all is well."""
    if delivery.status not in (DeliveryStatus.RETRYING, DeliveryStatus.WAITING):
        return ""
    parts = [delivery_problem(delivery.last_error), delivery_advice(delivery.last_error)]
    if delivery.held_back:
        parts.append(tr("Wartet, bis die frühere Zustellung dieses Vorgangs abgegangen ist."))
    elif delivery.status is DeliveryStatus.RETRYING and delivery.is_due:
        parts.append(tr("Wird gleich erneut versucht."))
    elif delivery.status is DeliveryStatus.RETRYING:
        parts.append(
            tr(
                "{n} Mal versucht, nächster Versuch {moment}.",
                n=delivery.attempts,
                moment=near_moment(delivery.not_before),
            )
        )
    return " ".join(part for part in parts if part)


def delivery_pill(delivery: DeliveryView) -> tuple[str, PillKind, str]:
    """Words, kind and icon for the state of something outgoing."""
    letter = _letter_words(delivery)
    looks = {
        DeliveryStatus.UNDOABLE: (tr("wird gesendet"), PillKind.INFO, "clock"),
        DeliveryStatus.WAITING: (tr("wartet auf Übergabe"), PillKind.SOON, "hourglass"),
        DeliveryStatus.RETRYING: (tr("nicht gesendet"), PillKind.WARNING, "hourglass"),
        DeliveryStatus.LETTER_TO_PRINT: (letter, PillKind.WARNING, "printer"),
        DeliveryStatus.PRINTED: (letter, PillKind.OK, "printer"),
        DeliveryStatus.DELIVERED: (tr("zugestellt"), PillKind.OK, "circle-check"),
        DeliveryStatus.CANCELLED: (tr("zurückgenommen"), PillKind.NEUTRAL, "undo-2"),
    }
    return looks[delivery.status]


_DONE = (TimelineKind.EVENT, TimelineKind.ACT, TimelineKind.CHANGE)
_ACTS = (TimelineKind.ACT, TimelineKind.CHANGE)


def _entry_icon(entry: TimelineEntry) -> str:
    if entry.kind in (TimelineKind.NOTE, TimelineKind.SYSTEM_NOTE):
        return "lock"
    if entry.kind in _DONE:
        return "history"
    if entry.kind is TimelineKind.OUTGOING:
        return "reply"
    return CHANNEL_ICONS[entry.channel] if entry.channel else "monitor"


def _when(entry: TimelineEntry) -> str:
    """A date stamp (letter, call) has no time of day."""
    stamped = entry.kind is TimelineKind.INCOMING and entry.channel in DATE_STAMPED
    return near_date(berlin_clock(entry.at)) if stamped else near_moment(entry.at)


def _entry_note(entry: TimelineEntry) -> str:
    if entry.kind is TimelineKind.NOTE:
        return tr("interne Notiz")
    if entry.kind is TimelineKind.SYSTEM_NOTE:
        return tr("Hinweis des Programms")
    if entry.kind is TimelineKind.OUTGOING:
        return tr("Antwort")
    if entry.kind in _ACTS:
        return act_sentence(entry.event_code, entry.text)
    return channel_name(entry.channel) if entry.channel else ""


def entry_text(entry: TimelineEntry) -> str:
    """The words of an entry below its head; "" where the head says it all."""
    if entry.kind is TimelineKind.CHANGE:
        return "\n".join(
            f"{fact_label(fact.fact)}: {was} → {now}"
            for fact in entry.facts
            for was, now in (fact_values(fact),)
        )
    if entry.kind is TimelineKind.ACT:
        return ""
    if entry.kind is TimelineKind.EVENT and entry.subject:
        return tr("Brief an {name}", name=entry.subject)
    if entry.kind is TimelineKind.EVENT:
        return event_name(entry.event_code)
    return entry.text or entry.subject


def entry_sentence(entry: TimelineEntry) -> str:
    """What a screen reader says when an entry is reached."""
    author = entry.author or tr("Mieterdesk")
    said = f"{author}, {_entry_note(entry)}, {_when(entry)}. {entry_text(entry)}"
    if entry.attachments:
        said = f"{said} {tr('{n} Anlagen', n=len(entry.attachments))}"
    return shown(said)


class EntryWidget(QWidget):
    """One entry. Internal notes are tinted so that inside and outside cannot be mixed up."""

    attachment_requested = Signal(object)
    retry_requested = Signal(int)

    def __init__(self, entry: TimelineEntry, parent: QWidget | None = None) -> None:
        """Build the lines of ``entry``."""
        super().__init__(parent)
        self.entry = entry
        self._internal = entry.kind in (TimelineKind.NOTE, TimelineKind.SYSTEM_NOTE)
        self._current = False
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(6))
        column.setSpacing(now.px(2))
        column.addLayout(self._head(entry))
        text = entry_text(entry)
        if text:
            column.addWidget(self._text(entry, text))
        if entry.delivery is not None and (trouble := delivery_trouble(entry.delivery)):
            column.addLayout(self._trouble(entry.delivery, trouble))
        for attachment in entry.attachments:
            column.addWidget(self._attachment(attachment), 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(entry_sentence(entry))

    def set_current(self, *, current: bool) -> None:
        """Draw the focus ring inside, or no longer."""
        if current != self._current:
            self._current = current
            self.update()

    def _head(self, entry: TimelineEntry) -> QHBoxLayout:
        now = theme.current()
        row = QHBoxLayout()
        row.setSpacing(now.px(7))
        row.addWidget(IconLabel(_entry_icon(entry), Tone.MUTED, edge=14))
        author = entry.author or tr("Mieterdesk")
        row.addWidget(TextLabel(author, TextStyle.SMALL, weight=600))
        row.addWidget(TextLabel(_entry_note(entry), TextStyle.SMALL, Tone.MUTED))
        if entry.delivery is not None:
            text, kind, icon_name = delivery_pill(entry.delivery)
            pill = Pill(text, kind, icon_name)
            pill.setToolTip(delivery_trouble(entry.delivery) or entry.delivery.recipient)
            row.addWidget(pill)
        row.addStretch(1)
        row.addWidget(TextLabel(_when(entry), TextStyle.SMALL, Tone.MUTED))
        return row

    def _text(self, entry: TimelineEntry, text: str) -> TextLabel:
        tone = Tone.PRIMARY if entry.withdrawn_at is None else Tone.DISABLED
        label = TextLabel(text, TextStyle.SMALL, tone, wrap=Qt.TextFlag.TextWordWrap)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _trouble(self, delivery: DeliveryView, trouble: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(
            TextLabel(trouble, TextStyle.SMALL, Tone.WARNING, wrap=Qt.TextFlag.TextWordWrap), 1
        )
        if delivery.status is DeliveryStatus.RETRYING and not delivery.held_back:
            again = ActionButton(
                tr("Jetzt erneut versuchen"), icon_name="refresh-cw", size=ButtonSize.SMALL
            )
            again.set_blocked(tr("Der Versuch steht an.") if delivery.is_due else "")
            again.clicked.connect(lambda: self.retry_requested.emit(delivery.delivery_id))
            row.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _attachment(self, attachment: AttachmentView) -> ActionButton:
        size = tr("{n} KB", n=max(1, round(attachment.size / 1024)))
        button = ActionButton(
            f"{attachment.name} · {size}", icon_name="paperclip", size=ButtonSize.SMALL
        )
        button.setAccessibleName(tr("Anlage {name} öffnen", name=shown(attachment.name)))
        button.clicked.connect(lambda: self.attachment_requested.emit(attachment))
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint internal notes and draw the line above each entry."""
        now = theme.current()
        painter = QPainter(self)
        if self._internal:
            painter.fillRect(self.rect(), now.color(Role.WARNING_BG))
        top = QRectF(0, 0, self.width(), 1)
        painter.fillRect(top, now.color(Role.BORDER_SUBTLE))
        if self._current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(now.pen(Role.FOCUS_RING, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()
