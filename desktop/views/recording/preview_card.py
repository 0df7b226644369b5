"""What the date stamp means for both clocks, and what the rule book says, while it is typed."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.findings import Finding, Severity
from desktop.services.recording.preview import Preview
from desktop.texts import ntr, tr
from desktop.texts.deadlines import consequence_sentence, deadline_sentence
from desktop.texts.findings import finding_reason, finding_sentence, finding_title
from desktop.views import theme
from desktop.views.bank_change.findings_card import ICONS
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.INFO, Severity.OK)
_WRAP = Qt.TextFlag.TextWordWrap


class PreviewCard(Card):
    """Card *Fristen und Prüfung*; ``show_preview`` fills it, ``say`` explains why it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Fristen und Prüfung"), parent=parent)
        now = theme.current()
        self.sentence = TextLabel("", TextStyle.BODY, weight=500, wrap=_WRAP)
        self.consequence = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, now.px(4), 0, 0)
        self._column.setSpacing(now.px(6))
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(now.px(4))
        for widget in (self.sentence, self.consequence, self._rows):
            inner.addWidget(widget)
        self.body.addLayout(inner)
        self._preview: Preview | None = None
        self._said = ""

    def say(self, sentence: str) -> None:
        """Say what is needed before anything can be judged."""
        self._preview = None
        self.sentence.setText(sentence)
        self.consequence.hide()
        clear_layout(self._column)
        self._rows.hide()

    def show_preview(self, preview: Preview) -> None:
        """Show both clocks and the findings; a changed result is announced."""
        self._preview = preview
        outlook = preview.outlook
        if outlook is None:
            self.say(tr("Der Vorgang behält seine Fristen."))
            return
        self.sentence.setText(deadline_sentence(outlook))
        self.consequence.setText(consequence_sentence(outlook))
        self.consequence.setVisible(outlook.run is not None)
        self._build(preview.findings)
        said = _tally(preview.findings)
        if said and said != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._said = said

    def changeEvent(self, event: QEvent) -> None:
        """Build again after a change of font or colours."""
        super().changeEvent(event)
        preview = getattr(self, "_preview", None)
        if event.type() == QEvent.Type.StyleChange and preview is not None:
            self._build(preview.findings)

    def _build(self, findings: tuple[Finding, ...]) -> None:
        clear_layout(self._column)
        for finding in sorted(findings, key=lambda one: _ORDER.index(one.severity)):
            self._column.addWidget(_line(finding))
        self._rows.setVisible(bool(findings))


def _tally(findings: tuple[Finding, ...]) -> str:
    counts = Counter(finding.severity for finding in findings)
    parts = []
    if counts[Severity.BLOCKER]:
        parts.append(ntr("{n} Fehler", "{n} Fehler", counts[Severity.BLOCKER]))
    if counts[Severity.WARNING]:
        parts.append(ntr("{n} Warnung", "{n} Warnungen", counts[Severity.WARNING]))
    if findings and not parts:
        parts.append(tr("{n} in Ordnung", n=counts[Severity.OK]))
    return ", ".join(parts)


def _line(finding: Finding) -> QWidget:
    now = theme.current()
    icon_name, tone = ICONS[finding.severity]
    line = QWidget()
    line.setToolTip(finding_sentence(finding))
    line.setAccessibleName(finding_sentence(finding))
    texts = QVBoxLayout()
    texts.setSpacing(0)
    texts.addWidget(TextLabel(finding_title(finding), TextStyle.SMALL, weight=500, wrap=_WRAP))
    reason = finding_reason(finding)
    if reason and finding.severity is not Severity.OK:
        texts.addWidget(TextLabel(reason, TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP))
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(now.px(7))
    row.addWidget(IconLabel(icon_name, tone, edge=14), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(texts, 1)
    return line
