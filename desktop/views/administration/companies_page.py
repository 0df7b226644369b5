"""Area *Gesellschaften*: who a company is, as letters and mandates name it; and a new one."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from desktop.services.companies.details import (
    LENGTHS,
    CreateCompany,
    DetailsForm,
    SaveDetails,
    create_company,
    list_details,
    save_details,
)
from desktop.texts import tr
from desktop.texts.companies import detail_name
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.company_editor import (
    CompanyActs,
    CompanyEditor,
    CompanyFields,
    hint,
)
from desktop.views.administration.new_company_dialog import NewCompanyDialog
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.card import Card
from desktop.views.workplace import Workplace

_ADDRESS = ("street", "house_number", "postcode", "town")
_LETTERHEAD = (
    "department",
    "phone",
    "email",
    "website",
    "service_hours",
    "register_court",
    "register_number",
)


class DetailsFields(CompanyFields[DetailsForm]):
    """Three cards: names and identifier, address, what else the letterhead says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.lines = {part: _line(part) for part in LENGTHS}
        self.keys.watch(tuple(self.lines.values()))
        self._show_cards(
            self._card(
                tr("Gesellschaft"),
                ("name", "short_name", "creditor_id"),
                tr(
                    "Der Kurzname steht in Listen. Mandate, die schon erteilt sind, behalten die "
                    "Gläubiger-ID, an die sie erteilt wurden."
                ),
            ),
            self._card(
                tr("Anschrift"),
                _ADDRESS,
                tr("Sie steht als Absender über der Anschrift jedes Briefs."),
            ),
            self._card(
                tr("Briefkopf"),
                _LETTERHEAD,
                tr(
                    "Was leer ist, lässt der Brief weg. Was sonst auf Briefen steht, ändern Sie "
                    "unter „Briefvorlagen“; dort sehen Sie den Brief auch."
                ),
            ),
        )
        for line in self.lines.values():
            line.textEdited.connect(self.edited)

    def _card(self, title: str, parts: tuple[str, ...], about: str) -> Card:
        card = Card(title)
        rows = QFormLayout()
        rows.setHorizontalSpacing(theme.current().space(3))
        for part in parts:
            rows.addRow(detail_name(part), self.lines[part])
        card.body.addLayout(rows)
        card.body.addWidget(hint(about))
        return card

    def form(self) -> DetailsForm:
        """What is typed."""
        return DetailsForm(**{part: line.text() for part, line in self.lines.items()})

    def show_form(self, form: DetailsForm) -> None:
        """Show these values; nothing is said of it."""
        for part, line in self.lines.items():
            line.setText(getattr(form, part))


class CompaniesPage(CompanyEditor[DetailsForm]):
    """One company at a time; a new one is asked for in a dialog."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        fields = DetailsFields()
        acts = CompanyActs(list_details, save_details, SaveDetails)
        super().__init__(workplace, tr("Gesellschaften"), fields, acts, parent)
        self.fields = fields
        self.new = ActionButton(tr("Neue Gesellschaft"), icon_name="plus")
        self.head.addWidget(self.new)
        self.new.clicked.connect(self._on_new_clicked)

    def _on_new_clicked(self) -> None:
        dialog = NewCompanyDialog(self.window())

        def ask(command: CreateCompany) -> None:
            self._workplace.ask(
                create_company,
                command,
                done=lambda _: dialog.accept(),
                failed=lambda error: dialog.show_error(error_sentence(error)),
            )

        dialog.requested.connect(ask)
        dialog.open()


def _line(part: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(detail_name(part))
    line.setMaxLength(LENGTHS[part])
    return line
