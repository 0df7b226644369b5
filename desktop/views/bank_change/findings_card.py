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
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone

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

    def __init__(self) -> None:
        """Start empty; the row may show one finding after the other."""
        super().__init__()
        self._view: FindingView | None = None
        self._icon = IconLabel(*ICONS[Severity.OK])
        self._title = ElidedLabel("", TextStyle.SMALL, weight=500)
        # The reason somebody gave for a warning is read by whoever releases: it is never cut.
        self._reason = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._icon)
        self._line.addWidget(self._title)
        self._line.addWidget(self._reason, 1)

    @LatePart
    def _button(self) -> ActionButton:
        """The step; most findings have none."""
        button = ActionButton(size=ButtonSize.SMALL, parent=self)
        button.clicked.connect(self._on_button_clicked)
        self._line.addWidget(button)
        follow_in_tab_order(self._reason, button)
        return button

    def show_finding(self, view: FindingView, *, primary: bool, can_act: bool) -> None:
        """Show a finding; ``primary`` makes its button the filled one of the page."""
        button = FindingRow._button.of(self)
        if button is not None and (self._view is None or self._view.finding != view.finding):
            # Who holds the button down meant the finding that stood here.
            button.setDown(False)
        self._view = view
        finding = view.finding
        sentence = finding_sentence(finding)
        self.setToolTip(sentence)
        self.setAccessibleName(sentence)
        self._icon.show_icon(*ICONS[view.severity])
        self._title.setText(finding_title(finding))
        self._reason.setText(self._why(view, finding))
        acts = view.action is not FindingAction.NONE and view.is_open and can_act
        if acts:
            self._dress_button(view, primary=primary)
        if acts or button is not None:
            self._button.setVisible(acts)
        self._measure(view)

    def _measure(self, view: FindingView) -> None:
        now = theme.current()
        self._line.setContentsMargins(now.space(3), now.px(2), now.px(9), now.px(2))
        self._line.setSpacing(now.px(9))
        large = now.percent >= LARGE_PERCENT
        self._title.setFixedWidth(now.px(TITLE_OF_LARGE if large else TITLE))
        # Without this Qt would rather widen the card than break the line once more.
        self._reason.setMinimumWidth(now.px(LEAST_REASON))
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

    def _dress_button(self, view: FindingView, *, primary: bool) -> None:
        text, icon_name = action_text(view.action)
        filled = primary and view.action in _ASKING
        self._button.setText(text)
        self._button.set_variant(Variant.PRIMARY if filled else Variant.SECONDARY)
        self._button.set_icon_name(icon_name)
        self._button.setAccessibleName(f"{text}: {finding_title(view.finding)}")

    def _on_button_clicked(self) -> None:
        if self._view is not None:
            self.chosen.emit(Chosen(self._view, self._view.action))

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
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._kept = KeptRows(column)
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
        """Measure again after a change of font or colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_view", None) is not None:
            self._build()

    def _build(self) -> None:
        view = self._view
        if view is None:
            return
        self._kept.begin()
        can_ask = view.actions.request_address.possible
        can_acknowledge = view.actions.acknowledge.possible
        primary = True
        for finding in sorted(view.findings, key=lambda row: _ORDER.index(row.severity)):
            asking = finding.action in _ASKING
            self._kept.take(self._new_row).show_finding(
                finding, primary=primary, can_act=can_ask if asking else can_acknowledge
            )
            primary = primary and not (asking and finding.is_open)
        self._kept.finish()
        self._show_tallies(view.findings)

    def _new_row(self) -> FindingRow:
        row = FindingRow()
        row.chosen.connect(self.chosen)
        return row

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
