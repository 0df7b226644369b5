"""An administrator says where the portal is and who signs; the letter beside shows it at once."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.domain.certificates import CertificateKind
from desktop.domain.code_letter import Part
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.services.letters.templates import SaveTemplate, list_templates, save_template
from desktop.services.staff.sign_in import actor_for_login
from desktop.views.actions import ActionId
from desktop.views.administration.letter_templates_page import LetterTemplatesPage
from tests.support.code_letters import PORTAL
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def words_of(page: LetterTemplatesPage) -> str:
    """What the letter beside says."""
    return " ".join(page.pages.document().getAllText(0).text().split())


def test_a_company_words_its_letter(office: Office) -> None:
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        hashed = CHEAP_PASSWORDS.hash(PASSWORD)
        add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, password_hash=hashed)
    program = office.start()
    program.sign_in("admin", PASSWORD)
    program.open_view("Briefvorlagen")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, LetterTemplatesPage)
    assert page.version.text() == "Mitgelieferter Text, noch nie geändert"
    program.wait_until(lambda: "Sehr geehrte Frau Beispielsen," in words_of(page))
    portal = page.form.fields[Part.PORTAL]
    signature = page.form.fields[Part.SIGNATURE]
    assert isinstance(portal.field, QLineEdit)
    assert isinstance(signature.field, QPlainTextEdit)
    assert not page.save.isEnabled()
    portal.field.setFocus()
    program.type("portal.mieterdesk.example")
    program.press("Ctrl+Return")
    assert page.message.title.text().startswith("Nicht gespeichert: „Adresse des Portals“")
    portal.field.selectAll()
    program.type(PORTAL)
    signature.field.setFocus()
    signature.field.selectAll()
    program.type("Ihr Team Nord")
    assert signature.reset.isVisible()
    program.wait_until(lambda: "Ihr Team Nord" in words_of(page))
    assert "portal.mieterdesk.example/registrierung" in words_of(page)
    program.press("Ctrl+Return")
    assert page.message.title.text().startswith("Gespeichert.")
    assert page.version.text().startswith("Fassung 1, ")
    admin = actor_for_login(office.context, "admin")
    (view,) = list_templates(office.context, admin)
    assert view.own == {Part.PORTAL, Part.SIGNATURE}
    program.click(signature.reset)
    assert signature.text() == "THOR Wohnen\nMieterservice"
    wanted = {**view.texts, Part.CLOSING: "Beste Grüße"}
    save_template(office.context, admin, SaveTemplate(view.company_id, wanted, 1))
    program.press("Ctrl+Return")
    assert page.reload.isVisible()
    program.click(page.reload)
    assert page.form.fields[Part.CLOSING].text() == "Beste Grüße"
    assert program.window.actions_registry.reason(ActionId.OPEN_LETTER_TEMPLATES) == ""
    _word_a_certificate(program, page)
    kind = CertificateKind.RENT.template_kind
    (certificate,) = list_templates(office.context, admin, kind=kind)
    assert certificate.number == 1
    assert certificate.own == {Part.SIGNATURE}


def _word_a_certificate(program: RunningProgram, page: LetterTemplatesPage) -> None:
    """A certificate has words of its own and the letterhead of all letters."""
    signature = page.form.fields[Part.SIGNATURE]
    assert isinstance(signature.field, QPlainTextEdit)
    page.kind.setFocus()
    program.press("Down")
    program.wait_until(lambda: "Mietbescheinigung" in words_of(page))
    assert not page.form.fields[Part.PORTAL].isVisible()
    assert page.version.text() == "Mitgelieferter Text, noch nie geändert"
    signature.field.setFocus()
    signature.field.selectAll()
    program.type("Ihre Verwaltung")
    program.wait_until(lambda: "Ihre Verwaltung" in words_of(page))
    program.press("Ctrl+Return")
    assert page.message.title.text().startswith("Gespeichert. Was ab jetzt")
