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
from desktop.texts.dates import berlin_clock, day_month, near_date, near_moment, plain_time
from desktop.texts.deliveries import delivery_advice, delivery_problem, event_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.case.file_button import FileButton
from desktop.views.channels import CHANNEL_ICONS, channel_name
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind

LONGEST_READ = 10_000
"""So many letters of a text are laid out: the window would stand still over a million of them."""


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


def _delivered_words(delivery: DeliveryView) -> str:
    """When something left, and by which way."""
    if delivery.delivered_at is None:
        return tr("zugestellt")
    return tr("zugestellt {moment}, Portal", moment=near_moment(delivery.delivered_at))


def delivery_pill(delivery: DeliveryView) -> tuple[str, PillKind, str]:
    """Words, kind and icon for the state of something outgoing."""
    letter = _letter_words(delivery)
    looks = {
        DeliveryStatus.UNDOABLE: (
            tr("wird um {time} gesendet", time=plain_time(delivery.not_before)),
            PillKind.INFO,
            "clock",
        ),
        DeliveryStatus.WAITING: (tr("wartet auf Übergabe"), PillKind.SOON, "hourglass"),
        DeliveryStatus.RETRYING: (tr("nicht gesendet"), PillKind.WARNING, "hourglass"),
        DeliveryStatus.LETTER_TO_PRINT: (letter, PillKind.WARNING, "printer"),
        DeliveryStatus.PRINTED: (letter, PillKind.OK, "printer"),
        DeliveryStatus.DELIVERED: (_delivered_words(delivery), PillKind.OK, "circle-check"),
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
    note = _own_note(entry)
    if not entry.from_case:
        return note
    return tr("{note}, aus {reference}", note=note, reference=entry.from_case)


def _own_note(entry: TimelineEntry) -> str:
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
    text = entry.text or entry.subject
    if len(text) <= LONGEST_READ:
        return text
    return tr(
        "{begin} … (gekürzt, {n} Zeichen; ganz im Ausdruck des Vorgangs)",
        begin=text[:LONGEST_READ],
        n=len(text),
    )


def entry_sentence(entry: TimelineEntry) -> str:
    """What a screen reader says when an entry is reached."""
    author = entry.author or tr("Mieterdesk")
    said = f"{author}, {_entry_note(entry)}, {_when(entry)}. {entry_text(entry)}"
    if entry.delivery is not None:
        state = f"{delivery_pill(entry.delivery)[0]}. {delivery_trouble(entry.delivery)}"
        said = f"{said} {state.strip()}"
    if entry.attachments:
        said = f"{said} {tr('{n} Anlagen', n=len(entry.attachments))}"
    return shown(said)


class EntryWidget(QWidget):
    """One entry. Internal notes are tinted so that inside and outside cannot be mixed up.

    A widget shows one entry after the other: what one does not have is hidden, and what none has
    had yet is not there. An act has no words, and few entries have files or a state.
    """

    attachment_requested = Signal(object)
    retry_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.entry: TimelineEntry | None = None
        self._internal = False
        self._current = False
        now = theme.current()
        self._icon = IconLabel("monitor", Tone.MUTED, edge=14)
        self._author = TextLabel("", TextStyle.SMALL, weight=600)
        self._note = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self._when = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self._head = QHBoxLayout()
        self._head.setSpacing(now.px(7))
        for widget in (self._icon, self._author, self._note):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        self._head.addWidget(self._when)
        self._trouble: TroubleLine | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(6))
        self._column.setSpacing(now.px(2))
        self._column.addLayout(self._head)

    @LatePart
    def _words(self) -> TextLabel:
        """Words that stand."""
        return self._below_the_head(_words(Tone.PRIMARY))

    @LatePart
    def _withdrawn(self) -> TextLabel:
        """Words that were withdrawn."""
        return self._below_the_head(_words(Tone.DISABLED))

    @LatePart
    def _pill(self) -> Pill:
        """What became of something that leaves."""
        pill = Pill(parent=self)
        self._head.insertWidget(self._head.indexOf(self._note) + 1, pill)
        return pill

    @LatePart
    def _files(self) -> QWidget:
        """A button for each file."""
        files = QWidget(self)
        rows = QVBoxLayout(files)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.current().px(2))
        self._buttons = KeptRows(rows)
        self._column.addWidget(files)
        follow_in_tab_order(self._when, files)
        return files

    def _below_the_head(self, label: TextLabel) -> TextLabel:
        self._column.insertWidget(self._column.indexOf(self._head) + 1, label)
        return label

    def show_entry(self, entry: TimelineEntry) -> None:
        """Show an entry in the place of another."""
        self.entry = entry
        self._internal = entry.kind in (TimelineKind.NOTE, TimelineKind.SYSTEM_NOTE)
        self._current = False
        self._icon.show_icon(_entry_icon(entry), Tone.MUTED)
        self._author.setText(entry.author or tr("Mieterdesk"))
        note = _entry_note(entry)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._when.setText(_when(entry))
        self._show_words(entry)
        self._show_delivery(entry.delivery)
        self._show_files(entry.attachments)
        self.setAccessibleName(entry_sentence(entry))
        # The height is asked for at once, before Qt tells the rows within of what changed in them.
        for inner in (EntryWidget._files.of(self), self._trouble):
            if inner is not None:
                inner.updateGeometry()
        self._head.invalidate()
        self._column.invalidate()
        self.update()

    def set_current(self, *, current: bool) -> None:
        """Draw the focus ring inside, or no longer."""
        if current != self._current:
            self._current = current
            self.update()

    def _show_words(self, entry: TimelineEntry) -> None:
        text = entry_text(entry)
        stands = entry.withdrawn_at is None
        if (text and stands) or EntryWidget._words.is_made(self):
            _say(self._words, text if stands else "")
        if (text and not stands) or EntryWidget._withdrawn.is_made(self):
            _say(self._withdrawn, "" if stands else text)

    def _show_delivery(self, delivery: DeliveryView | None) -> None:
        trouble = ""
        if delivery is not None or EntryWidget._pill.is_made(self):
            self._pill.setVisible(delivery is not None)
        if delivery is not None:
            trouble = delivery_trouble(delivery)
            self._pill.show_status(*delivery_pill(delivery))
            self._pill.setToolTip(trouble or delivery.recipient)
            if trouble:
                self._trouble_line().show_trouble(delivery, trouble)
        if self._trouble is not None:
            self._trouble.setVisible(bool(trouble))

    def _trouble_line(self) -> TroubleLine:
        """Few entries have trouble: the line is made for the first."""
        if self._trouble is None:
            self._trouble = TroubleLine()
            self._trouble.retry_requested.connect(self.retry_requested)
            before_files = self._column.count() - EntryWidget._files.is_made(self)
            self._column.insertWidget(before_files, self._trouble)
        return self._trouble

    def _show_files(self, attachments: tuple[AttachmentView, ...]) -> None:
        if not attachments and not EntryWidget._files.is_made(self):
            return
        files = self._files
        self._buttons.begin()
        for attachment in attachments:
            size = tr("{n} KB", n=max(1, round(attachment.size / 1024)))
            self._buttons.take(self._new_button, Qt.AlignmentFlag.AlignLeft).show_file(
                attachment,
                f"{attachment.name} · {size}",
                "paperclip",
                tr("Anlage {name} öffnen", name=shown(attachment.name)),
            )
        self._buttons.finish()
        files.setVisible(bool(attachments))

    def _new_button(self) -> FileButton:
        button = FileButton()
        button.asked.connect(self.attachment_requested)
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


class TroubleLine(QWidget):
    """Why something has not left, with the button that tries again at once."""

    retry_requested = Signal(int)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._delivery_id = 0
        self._why = TextLabel("", TextStyle.SMALL, Tone.WARNING, wrap=Qt.TextFlag.TextWordWrap)
        self._again = ActionButton(
            tr("Jetzt erneut versuchen"), icon_name="refresh-cw", size=ButtonSize.SMALL
        )
        self._again.clicked.connect(lambda: self.retry_requested.emit(self._delivery_id))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._why, 1)
        row.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)

    def show_trouble(self, delivery: DeliveryView, trouble: str) -> None:
        """Say what is the matter with a delivery."""
        if delivery.delivery_id != self._delivery_id:
            # Who holds the button down meant the delivery that stood here.
            self._again.setDown(False)
        self._delivery_id = delivery.delivery_id
        self._why.setText(trouble)
        self._again.setVisible(
            delivery.status is DeliveryStatus.RETRYING and not delivery.held_back
        )
        self._again.set_blocked(tr("Der Versuch steht an.") if delivery.is_due else "")


def _words(tone: Tone) -> TextLabel:
    label = TextLabel("", TextStyle.SMALL, tone, wrap=Qt.TextFlag.TextWordWrap)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _say(label: TextLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
