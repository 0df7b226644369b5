"""Card *Prüfung*: every finding with its reason and, where possible, the next step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.findings import Finding, Severity
from desktop.services.bank_changes.view import BankChangeView, FindingAction, FindingView
from desktop.texts import ntr, tr
from desktop.texts.dates import near_moment
from desktop.texts.findings import finding_reason, finding_sentence, finding_title
from desktop.views import theme
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

ICONS = {
    Severity.BLOCKER: ("octagon-x", Tone.DANGER),
    Severity.WARNING: ("triangle-alert", Tone.WARNING),
    Severity.INFO: ("info", Tone.INFO),
    Severity.OK: ("circle-check", Tone.OK),
}
_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.INFO, Severity.OK)
_ASKING = (FindingAction.ASK_ADDRESS, FindingAction.ASK_MANDATE, FindingAction.ASK_IBAN)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The step a person chose for a finding."""

    finding: FindingView
    action: FindingAction


def action_text(action: FindingAction) -> tuple[str, str]:
    """Label and icon of the button of a step."""
    texts = {
        FindingAction.ASK_ADDRESS: (tr("Adresse anfordern"), "mail"),
        FindingAction.ASK_MANDATE: (tr("Mandat anfordern"), "mail"),
        FindingAction.ASK_IBAN: (tr("IBAN erfragen"), "mail"),
        FindingAction.ACKNOWLEDGE: (tr("Bestätigen"), ""),
        FindingAction.NOTE: (tr("Vermerken"), "phone"),
    }
    return texts[action]


def _counts_text(findings: tuple[FindingView, ...]) -> str:
    counts = Counter(view.severity for view in findings)
    parts = []
    if counts[Severity.BLOCKER]:
        parts.append(ntr("{n} Fehler", "{n} Fehler", counts[Severity.BLOCKER]))
    if counts[Severity.WARNING]:
        parts.append(ntr("{n} Warnung", "{n} Warnungen", counts[Severity.WARNING]))
    if counts[Severity.INFO]:
        parts.append(ntr("{n} Hinweis", "{n} Hinweise", counts[Severity.INFO]))
    parts.append(tr("{n} in Ordnung", n=counts[Severity.OK]))
    return ", ".join(parts)


TITLE = 172
TITLE_OF_LARGE = 140
"""Widths at 100 % of the column that names the findings; large letters leave it less."""
LARGE_PERCENT = 140
LEAST_REASON = 64
"""Width at 100 % that the reason of a finding has at least."""


class FindingRow(QWidget):
    """One finding: icon, what, why, step. A decision that was taken stands in place of the step."""

    chosen = Signal(object)

    def __init__(self, view: FindingView, *, primary: bool, can_act: bool) -> None:
        """Build the row; ``primary`` makes its button the filled one of the page."""
        super().__init__()
        now = theme.current()
        finding = view.finding
        icon_name, tone = ICONS[view.severity]
        self.setToolTip(finding_sentence(finding))
        self.setAccessibleName(finding_sentence(finding))
        row = QHBoxLayout(self)
        row.setContentsMargins(now.space(3), now.px(2), now.px(9), now.px(2))
        row.setSpacing(now.px(9))
        row.addWidget(IconLabel(icon_name, tone))
        title = ElidedLabel(finding_title(finding), TextStyle.SMALL, weight=500)
        title.setFixedWidth(now.px(TITLE_OF_LARGE if now.percent >= LARGE_PERCENT else TITLE))
        row.addWidget(title)
        # The reason somebody gave for a warning is read by whoever releases: it is never cut.
        why = TextLabel(
            self._why(view, finding),
            TextStyle.SMALL,
            Tone.SECONDARY,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        # Without this Qt would rather widen the card than break the line once more.
        why.setMinimumWidth(now.px(LEAST_REASON))
        row.addWidget(why, 1)
        if view.action is not FindingAction.NONE and view.is_open and can_act:
            row.addWidget(self._button(view, primary=primary))
        height = Row.FINDING_WITH_ACTION if view.is_open else Row.FINDING
        self.setMinimumHeight(now.row_height(height))

    def _why(self, view: FindingView, finding: Finding) -> str:
        if view.acknowledged_at is None:
            return finding_reason(finding)
        return tr(
            "bestätigt von {name}, {when}: {reason}",
            name=view.acknowledged_by,
            when=near_moment(view.acknowledged_at),
            reason=view.acknowledge_reason,
        )

    def _button(self, view: FindingView, *, primary: bool) -> ActionButton:
        text, icon_name = action_text(view.action)
        asking = view.action in _ASKING
        button = ActionButton(
            text,
            variant=Variant.PRIMARY if primary and asking else Variant.SECONDARY,
            icon_name=icon_name,
            size=ButtonSize.SMALL,
        )
        button.setAccessibleName(f"{text}: {finding_title(view.finding)}")
        button.clicked.connect(lambda: self.chosen.emit(Chosen(view, view.action)))
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line above each row."""
        painter = QPainter(self)
        top = QRectF(0, 0, self.width(), 1)
        painter.fillRect(top, theme.current().color(Role.BORDER_SUBTLE))
        painter.end()


class FindingsCard(Card):
    """All findings of the check of now. ``chosen`` carries ``Chosen``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Prüfung"), parent=parent)
        self._tallies: dict[Severity, tuple[IconLabel, TextLabel]] = {}
        for severity in _ORDER:
            icon_name, tone = ICONS[severity]
            icon = IconLabel(icon_name, tone, edge=14)
            label = TextLabel("", TextStyle.SMALL, tone)
            self.head.addWidget(icon)
            self.head.addWidget(label)
            self._tallies[severity] = (icon, label)
        self.let_rows_run()
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.body.addWidget(self._rows)
        self._view: BankChangeView | None = None
        self._said = ""

    def show_findings(self, view: BankChangeView) -> None:
        """Show the findings; a changed result is announced to screen readers."""
        self._view = view
        self._build()
        said = _counts_text(view.findings)
        self.setAccessibleDescription(said)
        if self._said and said != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._said = said

    def changeEvent(self, event: QEvent) -> None:
        """Build again after a change of font or colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_view", None) is not None:
            self._build()

    def _build(self) -> None:
        view = self._view
        if view is None:
            return
        clear_layout(self._column)
        can_ask = view.actions.request_address.possible
        can_acknowledge = view.actions.acknowledge.possible
        primary = True
        for finding in sorted(view.findings, key=lambda row: _ORDER.index(row.severity)):
            asking = finding.action in _ASKING
            row = FindingRow(
                finding, primary=primary, can_act=can_ask if asking else can_acknowledge
            )
            primary = primary and not (asking and finding.is_open)
            row.chosen.connect(self.chosen)
            self._column.addWidget(row)
        self._show_tallies(view.findings)

    def _show_tallies(self, findings: tuple[FindingView, ...]) -> None:
        counts = Counter(row.severity for row in findings)
        texts = {
            Severity.BLOCKER: ntr("{n} Fehler", "{n} Fehler", counts[Severity.BLOCKER]),
            Severity.WARNING: ntr("{n} Warnung", "{n} Warnungen", counts[Severity.WARNING]),
            Severity.INFO: ntr("{n} Hinweis", "{n} Hinweise", counts[Severity.INFO]),
            Severity.OK: tr("{n} in Ordnung", n=counts[Severity.OK]),
        }
        for severity, (icon, label) in self._tallies.items():
            label.setText(texts[severity])
            for widget in (icon, label):
                widget.setVisible(counts[severity] > 0)
