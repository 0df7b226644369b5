"""Area *Regeln & Fristen*: a company's rules, and what they would have made of the last cases."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.companies.effect import RulesEffect
from desktop.services.companies.rule_form import RulesForm
from desktop.services.companies.rules import SaveRules, list_rules, preview_rules, save_rules
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views.administration.company_editor import CompanyActs, CompanyEditor, hint
from desktop.views.administration.effect_card import EffectCard
from desktop.views.administration.recalculate_dialog import RecalculateDialog
from desktop.views.administration.rules_fields import RulesFields
from desktop.views.soon import Soon
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

PREVIEW_AFTER_MS = 200
_SHARES = (4, 5)
"""How inputs and effect share the width."""


class RulesPage(CompanyEditor[RulesForm]):
    """One company at a time; the effect follows what is typed."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        fields = RulesFields()
        acts = CompanyActs(list_rules, save_rules, SaveRules)
        super().__init__(workplace, tr("Regeln & Fristen"), fields, acts, parent)
        self.fields = fields
        self.effect = EffectCard()
        self._preview_soon = Soon(PREVIEW_AFTER_MS, workplace.courtesy, self)
        self._preview_soon.due.connect(self._on_shown)
        self.recalculate = ActionButton(
            tr("Offene Vorgänge neu berechnen …"), icon_name="refresh-cw"
        )
        self.recalculate.clicked.connect(self._on_recalculate_clicked)
        right = QVBoxLayout()
        right.addWidget(self.effect, 1)
        right.addWidget(
            hint(
                tr(
                    "Gespeicherte Regeln gelten für das, was neu eingeht. Offene Vorgänge behalten "
                    "ihre Tage, bis Sie sie neu berechnen; die Vorschau zeigt vorher jeden."
                )
            )
        )
        right.addWidget(self.recalculate, 0, Qt.AlignmentFlag.AlignLeft)
        self.middle.addLayout(right, 1)
        for place, share in enumerate(_SHARES):
            self.middle.setStretch(place, share)

    def _show_steps(self) -> None:
        super()._show_steps()
        typed = self._chosen in self._typed
        if hasattr(self, "recalculate"):
            self.recalculate.set_blocked(
                tr("Speichern Sie zuerst, was Sie geändert haben.") if typed else ""
            )

    def _on_recalculate_clicked(self) -> None:
        if self._chosen is None:
            return
        company = (self._chosen, self._known[self._chosen].name)
        RecalculateDialog(self._workplace, company, self._on_recalculated, self.window()).open()

    def _on_recalculated(self, cases: int) -> None:
        self._say(
            MessageKind.OK,
            ntr("{n} Vorgang ist neu berechnet.", "{n} Vorgänge sind neu berechnet.", cases),
        )

    def _on_typed(self) -> None:
        self._preview_soon.ask()

    def _on_shown(self) -> None:
        if self._chosen is not None:
            self._workplace.ask(
                preview_rules,
                self._chosen,
                self.fields.form(),
                done=self._on_previewed,
                failed=lambda error: self.effect.show_problem(error_sentence(error)),
                scope="rules_preview",
                stale=Stale.SKIP,
            )

    def _on_previewed(self, effect: RulesEffect) -> None:
        self.effect.show_effect(effect)
