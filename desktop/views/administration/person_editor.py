"""One person as typed: somebody new, or what of somebody who is here can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from desktop.domain.kinds import Role
from desktop.services.staff.companies import CompanyChoice
from desktop.services.staff.editing import (
    LONGEST_INITIALS,
    LONGEST_LOGIN,
    LONGEST_NAME,
    ChangeStaff,
    StaffForm,
)
from desktop.services.teams.people import PersonView
from desktop.texts import tr
from desktop.texts.people import role_meaning, role_text
from desktop.views import theme
from desktop.views.administration.company_editor import hint
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card

_COMPANY = Qt.ItemDataRole.UserRole
_MOST_ROWS = 4


class PersonEditor(Card):
    """``create_requested`` carries a ``StaffForm``, ``change_requested`` a ``ChangeStaff``."""

    create_requested = Signal(object)
    change_requested = Signal(object)
    closed = Signal()

    def __init__(self, companies: tuple[CompanyChoice, ...], parent: QWidget | None = None) -> None:
        """Offer these companies; start with somebody new."""
        super().__init__(tr("Neue Person"), parent=parent)
        self._person: PersonView | None = None
        self._offered = companies
        self.name = _line(tr("Name"), LONGEST_NAME)
        self.login = _line(tr("Benutzername"), LONGEST_LOGIN)
        self.initials = _line(tr("Namenszeichen"), LONGEST_INITIALS)
        self.initials.setPlaceholderText(tr("leer: aus dem Namen"))
        self.role = QComboBox()
        self.role.setAccessibleName(tr("Rolle"))
        for role in Role:
            self.role.addItem(role_text(role), role)
        self.meaning = hint("")
        self.companies = QListWidget()
        self.companies.setAccessibleName(tr("Gesellschaften"))
        self.save = ActionButton(tr("Speichern"), variant=Variant.PRIMARY, icon_name="save")
        self.cancel = ActionButton(tr("Abbrechen"), variant=Variant.QUIET)
        self._lay_out()
        self.role.currentIndexChanged.connect(self._on_role_changed)
        self.save.clicked.connect(self._on_save_clicked)
        self.cancel.clicked.connect(self.closed)
        for field in (self.name, self.login, self.initials):
            field.returnPressed.connect(self._on_save_clicked)
        self.show_person(None)

    def _lay_out(self) -> None:
        now = theme.current()
        form = QFormLayout()
        form.setHorizontalSpacing(now.space(3))
        form.setVerticalSpacing(now.px(7))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Benutzername"), self.login)
        form.addRow(tr("Namenszeichen"), self.initials)
        form.addRow(tr("Rolle"), self.role)
        form.addRow("", self.meaning)
        form.addRow(tr("Gesellschaften"), self.companies)
        self.body.addLayout(form)
        rows = min(max(len(self._offered), 1), _MOST_ROWS)
        self.companies.setFixedHeight(rows * now.px(28) + now.px(6))
        buttons = QHBoxLayout()
        buttons.setSpacing(now.space(2))
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self.body.addLayout(buttons)

    def show_person(self, person: PersonView | None) -> None:
        """Show a person to be changed; None for somebody new."""
        self._person = person
        new = person is None
        self.title.setText(tr("Neue Person") if person is None else person.name)
        self.name.setText("" if person is None else person.name)
        self.login.setText("" if person is None else person.login)
        self.initials.setText("" if person is None else person.initials)
        stays = "" if new else tr("Der Benutzername bleibt: Er steht im Protokoll.")
        self.login.setEnabled(new)
        self.login.setToolTip(stays)
        self.login.setAccessibleDescription(stays)
        self.role.setCurrentIndex(self.role.findData(Role.CLERK if person is None else person.role))
        self._on_role_changed()
        chosen = person.company_ids if person is not None else None
        self.companies.clear()
        for one in self._offered:
            item = QListWidgetItem(one.name, self.companies)
            item.setData(_COMPANY, one.company_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = chosen is None or one.company_id in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.companies.setCurrentRow(0)
        self.save.setText(tr("Anlegen") if new else tr("Speichern"))

    def _form(self) -> StaffForm:
        items = [self.companies.item(place) for place in range(self.companies.count())]
        return StaffForm(
            login=self.login.text(),
            name=self.name.text(),
            initials=self.initials.text(),
            role=Role(self.role.currentData()),
            company_ids=frozenset(
                item.data(_COMPANY) for item in items if item.checkState() is Qt.CheckState.Checked
            ),
        )

    def _on_role_changed(self) -> None:
        self.meaning.setText(role_meaning(Role(self.role.currentData())))

    def _on_save_clicked(self) -> None:
        person = self._person
        if person is None:
            self.create_requested.emit(self._form())
        else:
            self.change_requested.emit(ChangeStaff(person.staff_id, self._form(), person.version))


def _line(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setMaxLength(longest)
    return field
