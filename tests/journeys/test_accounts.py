"""A tenant calls: the account is found, looked at, noted on, and left again by keys alone."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication, QRadioButton
from sqlalchemy import select

from desktop.domain.accounts import CodeOrigin, ContactSource, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.search.upkeep import index_everything
from desktop.views.account.account_page import BANK, HISTORY, REGISTRATION
from desktop.views.account.choice_card import ChoiceCard
from desktop.views.account.new_code_dialog import NewCodeDialog
from desktop.views.sidebar_entries import ACCOUNTS
from desktop.views.sidebar_model import ENTRY_ROLE
from tests.support.factories import OLD_IBAN, add_tenancy, add_tenant, add_unit
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

POSTED = datetime(2026, 10, 13, 9, tzinfo=UTC)


def beispielsens(office: Office) -> int:
    """A couple with one letter on its way."""
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        marga = add_tenant(unit, company, "Marga", "Beispielsen", phone="040 66969 214")
        jonte = add_tenant(unit, company, "Jonte", "Beispielsen", phone="")
        flat = add_unit(unit, company, property_number="2071", number="0114")
        tenancy = add_tenancy(unit, company, flat, [marga, jonte], "10.2071.0114")
        account = PortalAccount(
            company_id=company.id,
            tenancy_id=tenancy.id,
            tenant_id=marga.id,
            state=PortalAccountState.INVITED,
        )
        unit.session.add(account)
        unit.session.flush()
        unit.session.add(
            RegistrationCode(
                public_id="code-1",
                company_id=company.id,
                portal_account_id=account.id,
                origin=CodeOrigin.LETTER,
                state=CodeState.POSTED,
                last_two="WP",
                issued_at=POSTED,
                posted_at=POSTED,
            )
        )
        tenancy_id = tenancy.id
    index_everything(office.context)
    return tenancy_id


def test_a_call_is_answered_without_a_mouse(office: Office) -> None:
    tenancy_id = beispielsens(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.workspace.pages.accounts
    program.press("Ctrl+Shift+Q")
    assert program.workspace.areas.currentWidget() is page
    assert page.search.empty.isVisible()
    program.type("040/669 69 214")
    program.wait()
    assert page.search.table.facts.rows[0].key == tenancy_id
    program.press("Return")
    assert page.tenancy_id == tenancy_id
    account = page.account
    assert account.head.title.text() == "Marga und Jonte Beispielsen"
    way = account.portal.way.accessibleDescription()
    assert "versendet, erledigt, 13.10.2026" in way
    assert "registriert, offen, offen, seit 41 Tagen" in way
    assert account.codes.table.facts.rows[0].cells[0].text == "••WP"

    account.notes.field.setFocus()
    program.type("Bitte laut sprechen")
    # Whoever goes meanwhile, or is sent away, finds it again.
    program.press("Ctrl+Shift+L")
    program.sign_in("clerk1", PASSWORD)
    page = program.workspace.pages.accounts
    account = page.account
    program.workspace.accounts.open(office.home.tenancy_id)
    program.wait()
    assert account.notes.text() == ""
    program.workspace.accounts.open(tenancy_id)
    program.wait()
    assert account.notes.text() == "Bitte laut sprechen"
    assert account.notes.saved.text().startswith("Entwurf ")
    program.click(account.notes.keep)
    assert account.notes.field.toPlainText() == ""
    assert account.page is not None
    assert [note.text for note in account.page.notes] == ["Bitte laut sprechen"]
    account.head.tabs.setCurrentIndex(HISTORY)
    program.wait()
    assert "Interne Notiz: Bitte laut sprechen" in account.history.table.facts.rows[0].tip

    program.press("Ctrl+N")
    form = program.workspace.recording.page.form_view.form()
    assert form.tenancy_id == tenancy_id
    program.press("Esc")
    assert page.tenancy_id == tenancy_id
    program.press("Esc", account.head.tabs)
    assert page.tenancy_id is None
    program.press("Esc", page.search.table)
    program.press("Esc")
    opened = [tenancy_id, office.home.tenancy_id]
    assert [row.key for row in page.search.table.facts.rows] == opened


def test_palette_search_and_case_lead_to_the_account(office: Office) -> None:
    tenancy_id = beispielsens(office)
    case = office.arrives()
    index_everything(office.context)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.workspace.pages.accounts
    program.press("Ctrl+K")
    program.type("WP")
    program.wait()
    program.press("Return")
    assert page.tenancy_id == tenancy_id

    program.workspace.open_case(case.id)
    program.wait()
    program.press("Ctrl+Shift+Y")
    assert page.tenancy_id == office.home.tenancy_id
    bank = page.account.bank
    page.account.head.tabs.setCurrentIndex(BANK)
    assert OLD_IBAN not in bank.details.table.facts.rows[0].cells[2].text.replace(" ", "")
    program.click(bank.reveal)
    assert bank.details.table.facts.rows[0].cells[2].text.replace(" ", "") == OLD_IBAN
    page.account.head.tabs.setCurrentIndex(HISTORY)
    assert OLD_IBAN not in bank.details.table.facts.rows[0].cells[2].text.replace(" ", "")
    page.account.cases.table.setFocus()
    page.account.head.tabs.setCurrentIndex(0)
    program.press("Return", page.account.cases.table)
    assert program.pane.case_id == case.id
    assert QApplication.focusWidget() is not None


def changes_number(office: Office) -> None:
    """Marga tells another number three days ago."""
    with office.context.database.write() as unit:
        marga = unit.session.scalars(select(Tenant).where(Tenant.first_name == "Marga")).one()
        unit.session.add(
            ContactDataChange(
                company_id=marga.company_id,
                tenant_id=marga.id,
                kind=ContactKind.TELEPHONE,
                source=ContactSource.PORTAL,
                state=ContactState.APPLIED,
                former={"phone": "040 555 0100"},
                new={"phone": marga.phone},
                changed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
                noted_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
            )
        )
        marga.phone_changed_at = datetime(2026, 11, 20, 9, tzinfo=UTC)


def moves(office: Office) -> None:
    """And two days ago she gets her post elsewhere."""
    with office.context.database.write() as unit:
        marga = unit.session.scalars(select(Tenant).where(Tenant.first_name == "Marga")).one()
        marga.street = "Testhofweg"
        marga.address_changed_at = datetime(2026, 11, 21, 9, tzinfo=UTC)


def asks(program: RunningProgram, office: Office) -> None:
    """Where the post goes elsewhere since lately a call has to be made first."""
    page = program.workspace.pages.accounts
    program.press("Ctrl+Shift+C")
    dialog = program.dialog()
    assert isinstance(dialog, NewCodeDialog)
    assert "••WP, versendet am 13.10.2026" in dialog.falls.detail.text()
    assert dialog.guard.title.text() == "Telefonnummer vor 3 Tagen geändert (20.11.2026)"
    # The post goes to the flat, where she has lived for years: no call is needed for that.
    assert dialog.confirm.isEnabled()
    program.press("Esc")

    moves(office)
    program.press("Ctrl+Shift+C")
    dialog = program.dialog()
    assert isinstance(dialog, NewCodeDialog)
    post = dialog.findChild(ChoiceCard)
    assert isinstance(post, ChoiceCard)
    assert "geändert am 21.11.2026" in post.button.accessibleName()
    [old, _other] = dialog.call_back.findChildren(QRadioButton)
    assert old.text().startswith("040 555 0100, bekannt seit ")
    assert not dialog.confirm.isEnabled()
    program.press("Ctrl+Return")
    assert dialog.isVisible()
    program.click(dialog.call_back.called)
    program.press("Ctrl+Return")
    assert page.account.message.title.text().endswith(
        "Eine zweite Person muss den Brief freigeben."
    )
    assert page.account.release.isVisible()


def releases(program: RunningProgram, tenancy_id: int) -> None:
    """Somebody else finds the letter and releases it by keys."""
    page = program.workspace.pages.accounts
    # That somebody is waited for is seen from everywhere.
    model = program.workspace.sidebar.model
    area = model.index(model.row_of(ACCOUNTS))
    assert area.data(ENTRY_ROLE).count == 1
    program.press("Ctrl+Shift+Q")
    # What waits is there without being chosen.
    assert page.search.kinds.current_key() == "release"
    (waiting,) = page.search.table.facts.rows
    assert waiting.key == tenancy_id
    assert "Brief für Marga Beispielsen" in [cell.text for cell in waiting.cells]
    page.open_account(tenancy_id)
    program.wait()
    program.press("Tab")
    assert QApplication.focusWidget() is program.button("Brief freigeben")
    program.press("Space")
    assert not page.account.release.isVisible()
    account = page.account
    assert QApplication.focusWidget() is account.head.tabs
    account.head.tabs.setCurrentIndex(HISTORY)
    program.wait()
    told = [row.cells[2].text for row in account.history.table.facts.rows]
    assert "Registrierungsbrief freigegeben" in told
    account.head.tabs.setCurrentIndex(REGISTRATION)
    requested, posted = account.registration.codes.table.facts.rows[:2]
    assert (requested.cells[4].text, posted.cells[4].text) == ("vorgemerkt", "versendet")


def comes_back(program: RunningProgram, tenancy_id: int) -> None:
    """The older letter is returned: its code ends at once, and a case is there to go on with."""
    account = program.workspace.pages.accounts.account
    table = account.registration.codes.table
    table.setCurrentIndex(table.facts.index(1, 0))
    account.registration.returned.setFocus()
    program.press("Space")
    program.type("Empfänger verzogen")
    program.press("Ctrl+Return")
    assert table.hasFocus()
    states = [row.cells[4].text for row in table.facts.rows]
    assert states[:2] == ["vorgemerkt", "Rückläufer"]
    program.click(program.button("Vorgang öffnen"))
    view = program.pane.view
    assert view is not None
    assert view.case.tenancy is not None
    assert view.case.tenancy.tenancy_id == tenancy_id


def test_a_new_code_is_asked_for_and_released_by_a_second_person(office: Office) -> None:
    """A telephone number that is new asks for a call-back; then somebody else releases."""
    tenancy_id = beispielsens(office)
    changes_number(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.accounts.open(tenancy_id)
    program.wait()
    asks(program, office)
    program.press("Ctrl+Shift+L")

    program.sign_in("clerk2", PASSWORD)
    releases(program, tenancy_id)
    comes_back(program, tenancy_id)

    page = program.workspace.pages.accounts
    # Back at the account; a click on the area leads to the list, and what was said is past.
    program.open_view("Mieterkonten")
    assert page.tenancy_id == tenancy_id
    program.open_view("Mieterkonten")
    assert page.tenancy_id is None
    page.open_account(tenancy_id)
    program.wait()
    assert not page.account.message.isVisible()
