"""A Mietbescheinigung from the request to the closed case, by keys."""

from sqlalchemy import select

from desktop.domain.certificates import CertificateField
from desktop.domain.documents import CertificateState
from desktop.models.document import Certificate, Document, DocumentContent
from desktop.models.tenancy import Tenancy
from tests.support.documents import agree
from tests.support.office import PASSWORD, Office


def test_a_certificate_is_filled_looked_at_issued_taken_back_and_answered(office: Office) -> None:
    home = office.home
    agree(office.context, home.tenancy_id, home.tenant_id)
    with office.context.database.write() as unit:
        unit.session.get_one(Tenancy, home.tenancy_id).unit.area_m2 = None
    case = office.arrives(
        category="rent_certificate",
        fields={"purpose": "Wohngeld"},
        text="Bitte eine Bescheinigung.",
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    card = program.pane.page.certificates
    assert card.isVisible()

    # One key begins it and leads to what is missing.
    program.press("Ctrl+Shift+F7")
    area = card.rows.inputs[CertificateField.AREA]
    assert card.state.text() == "unvollständig"
    assert card.rows.inputs[CertificateField.PURPOSE].text() == "Wohngeld"
    assert area.hasFocus()
    program.press("Ctrl+Shift+F8")
    assert area.hasFocus()
    assert "Es fehlen noch Angaben" in program.pane.problem.title.text()
    program.type("groß")
    program.press("Tab")
    assert "Wohnfläche: Diese Angabe lässt sich nicht lesen." in (
        card.rows.notes[CertificateField.AREA].text()
    )
    area.selectAll()
    program.type("58.4")
    program.press("Tab")
    assert card.rows.inputs[CertificateField.STARTS_ON].hasFocus()
    program.click(card.look)
    assert card.preview.pages.page_count == 1
    program.press("Ctrl+Shift+F8")
    assert card.state.text() == "ausgestellt"
    assert "hat der elektronischen Zustellung zugestimmt" in card.delivered.text()
    composer = program.pane.page.composer
    assert composer.text.hasFocus()
    assert "als Anlage zu dieser Nachricht" in composer.text.toPlainText()
    assert [one.name for one in composer.files.files()] == ["Mietbescheinigung 2026-11-23.pdf"]

    # Taken back it goes with no answer; issued anew it does, and the case is closed.
    program.click(card.undo)
    assert composer.files.files() == ()
    assert _states(office) == [CertificateState.DRAFT]
    program.press("Ctrl+Shift+F8")
    program.press("Ctrl+Shift+Return")
    assert not office.case(case.id).is_open
    assert _states(office) == [CertificateState.ISSUED]
    office.later(31)
    assert office.kinds_delivered().count("document.published.v1") == 1
    with office.context.database.read() as session:
        text = session.scalars(
            select(DocumentContent.text)
            .join(Document, Document.sha256 == DocumentContent.sha256)
            .join(Certificate, Certificate.document_id == Document.id)
        ).one()
    assert "58,40 m²" in text
    assert "612,40 €" in text


def _states(office: Office) -> list[CertificateState]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Certificate.state)))
