"""The letter with a registration code on paper: read back as text, measured, compared."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import segno
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop.adapters.letters import LetterPress
from desktop.adapters.letters.code_frame import PICTURE
from desktop.domain.code_letter import (
    CodeLetterFacts,
    Part,
    body_of,
    filled_line,
    valid_words,
)
from desktop.domain.letter import Letter, Letterhead, with_code
from desktop.domain.letter_address import AddressProblem, fitted_problem
from desktop.domain.registration_code import ClearCode
from desktop.services.letters.templates import shipped_texts
from tests.support.paper import Paper

MADE_AT = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
PORTAL = "https://portal.mieterdesk.example/registrierung"
HEAD = Letterhead(
    name="THOR Wohnen",
    line="Hamburg · Mieterservice",
    sender="THOR Wohnen, Musterkehre 1, 22041 Hamburg",
    footer=(("THOR Wohnen", "22041 Hamburg"), ("Telefon 040 66969 100",), ("HRB 00000",)),
)
CODE = ClearCode("7KXM4QRTHW9P")
OTHER = ClearCode("AB2DEFGH3KM4")
LONGEST_NAME = "Maria Theresia Wolkensteinhausen-Schmetterlingsfeld-Abendrot"
"""Sixty characters."""
ADDRESS = ("Frau", "Marga Beispielsen", "c/o Ilse Erfunden", "Testhofstraße 19", "21073 Hamburg")


def letter(
    *,
    code: ClearCode | None = CODE,
    surname: str = "Beispielsen",
    address: tuple[str, ...] = ADDRESS,
) -> Letter:
    """A letter with the built-in texts."""
    texts = {
        **shipped_texts(),
        Part.PORTAL: PORTAL,
        Part.SIGNATURE: "THOR Wohnen\nMieterservice",
    }
    facts = CodeLetterFacts(
        salutation=f"Sehr geehrte Frau {surname}",
        surname=surname,
        company="THOR Wohnen",
        phone="040 66969 100",
        expires_on=date(2027, 2, 21),
    )
    made = Letter(
        head=HEAD,
        address=address,
        info=(("Ihr Vertrag", "endet auf 0114"), ("Vorgang", "V-2026-110431")),
        day="23.11.2026",
        subject=filled_line(texts[Part.SUBJECT], texts, facts),
        body=body_of(texts, facts),
        batch_mark="Stapel 12 · 3",
    )
    if code is None:
        return made
    return with_code(made, code, code.masked, valid_words(facts.expires_on))


@pytest.fixture
def press(qapp: QApplication) -> LetterPress:
    return LetterPress()


def paper_of(press: LetterPress, *letters: Letter) -> Paper:
    return Paper(press.pdf(letters, made_at=MADE_AT))


def test_the_code_can_be_read_and_copied_in_groups_with_all_that_is_asked_for(
    press: LetterPress,
) -> None:
    paper = paper_of(press, letter())
    assert len(paper) == 1
    text = paper.text()
    for words in (
        "7KXM-4QRT-HW9P",
        "gültig bis Sonntag, 21.02.2027",
        "ohne die Zeichen O, 0, I, 1 und L",
        "1. Öffnen Sie portal.mieterdesk.example/registrierung",
        "2. Geben Sie den Code mit Bindestrichen, Ihren Nachnamen genau wie im Adressfeld",
        "(Beispielsen)",
        "E-Mail-Adresse",
        "Passwort",
        "3. Bestätigen Sie den Link in der E-Mail",
        "Mit der App:",
        "Ältere Codes gelten nicht mehr.",
        "Wir fragen Sie nie am Telefon oder per E-Mail nach diesem Code.",
        "THOR Wohnen Mieterservice",
        "endet auf 0114",
        "Stapel 12 · 3",
    ):
        assert words in text
    assert text.count("7KXM") == 1


def test_the_code_is_large_and_stands_in_its_frame(press: LetterPress) -> None:
    paper = paper_of(press, letter())
    code = paper.place("7KXM-4QRT-HW9P")
    below_picture = paper.place("zum Mieterportal", last=True)
    assert 31 <= code.left() <= 32.5
    assert below_picture.top() - 25 < code.top() < code.bottom() < below_picture.top()
    # 22 points of a font whose letters are 0.6 as wide as high: 14 of them.
    assert code.width() == pytest.approx(14 * 0.6 * 22 * 25.4 / 72, abs=1.5)


def test_a_letter_without_its_code_shows_a_mask(press: LetterPress) -> None:
    text = paper_of(press, letter(code=None)).text()
    assert "••••-••••-••••" in text
    assert "7KXM" not in text


def picture_of(paper: Paper) -> list[list[bool]]:
    """The dark squares of the picture that leads to the portal, read from the drawn page."""
    size = len(list(segno.make_qr(PORTAL, error="m").matrix))
    page, below = paper.picture(), round(paper.place("zum Mieterportal", last=True).top() * 10)
    inked = [
        (x, y)
        for y in range(below - 290, below - 8)
        for x in range(1560, 1840)
        if _is_dark(page, x, y)
    ]
    left, top = min(x for x, _ in inked), min(y for _, y in inked)
    square = PICTURE * 10 / size
    return [
        [
            _is_dark(page, round(left + (x + 0.5) * square), round(top + (y + 0.5) * square))
            for x in range(size)
        ]
        for y in range(size)
    ]


def _is_dark(page: QImage, x: int, y: int) -> bool:
    colour = page.pixelColor(x, y)
    return colour.alpha() > 128 and colour.lightness() < 100


def test_the_picture_leads_to_the_portal_whatever_the_code(press: LetterPress) -> None:
    wanted = [[bool(dark) for dark in row] for row in segno.make_qr(PORTAL, error="m").matrix]
    assert picture_of(paper_of(press, letter())) == wanted
    assert picture_of(paper_of(press, letter(code=OTHER))) == wanted


@pytest.mark.parametrize(
    "address",
    [
        (LONGEST_NAME, "Testhofstraße 19", "21073 Hamburg"),
        ("Herr", LONGEST_NAME, "c/o Ilse Erfunden", "Testhofstraße 19", "21073 Hamburg"),
        ("Frau", LONGEST_NAME, "c/o Ilse Erfunden", "Weg 1", "1010 Wien", "ÖSTERREICH"),
        ("Marga Beispielsen", "Apt. 12", "1 Example Street", "LONDON", "SW1A 1AA", "ENGLAND"),
        ("Prof. Dr. " + LONGEST_NAME[:50], "Testhofstraße 19", "21073 Hamburg"),
    ],
)
def test_nothing_leaves_window_or_page_whatever_the_name_and_address(
    press: LetterPress, address: tuple[str, ...]
) -> None:
    assert fitted_problem(address, press.is_too_wide) is None
    paper = paper_of(press, letter(surname=LONGEST_NAME.split(" ", 2)[2], address=address))
    assert len(paper) == 1
    everything = "".join(paper.text().split())
    for words in address[1:]:
        assert "".join(words.split()) in everything
    for line in paper.lines():
        assert line.left() >= 24.9
        assert line.right() <= 190.5
        assert line.bottom() <= 292
    window = [line for line in paper.lines() if 62 <= line.top() <= 90 and line.left() < 100]
    assert window
    for line in window:
        assert line.right() <= 105.1
        assert line.bottom() <= 90.5
    picture = paper.picture()
    assert not [y for y in range(0, 2970, 3) for x in (1915, 1950) if _is_dark(picture, x, y)]


def test_a_word_wider_than_the_window_holds_a_letter_back(press: LetterPress) -> None:
    address = ("W" * 60, "Testhofstraße 19", "21073 Hamburg")
    assert fitted_problem(address, press.is_too_wide) is AddressProblem.TOO_WIDE


def test_a_long_letterhead_gets_smaller_instead_of_leaving_the_paper(press: LetterPress) -> None:
    long = "Wohnungsgenossenschaft der Erfundenen und Erdachten Hamburg-Nordwest und Umland eG"
    head = Letterhead(long, long, f"{long}, Musterkehre 1, 22041 Hamburg", ((long,),) * 3)
    paper = paper_of(press, replace(letter(), head=head))
    assert all(line.right() <= 190.5 for line in paper.lines())
    assert paper.place("Wohnungsgenossenschaft der").top() < 32


def test_what_is_painted_is_not_told_by_the_letters_themselves(press: LetterPress) -> None:
    made = letter()
    content = press.pdf([made], made_at=MADE_AT)
    assert b"7KXM" not in content.replace(b"\n", b"")[:2000]
    assert "7KXM" not in repr(made)


def test_letters_with_codes_give_the_same_bytes_again(press: LetterPress) -> None:
    first = press.pdf([letter(), letter(code=OTHER)], made_at=MADE_AT)
    assert press.pdf([letter(), letter(code=OTHER)], made_at=MADE_AT) == first


def test_a_list_of_the_letters_lies_on_top_and_holds_no_code(press: LetterPress) -> None:
    batch = [
        replace(letter(address=(LONGEST_NAME, "Weg 1", "21073 Hamburg")), batch_mark=f"S · {n}")
        for n in range(1, 49)
    ]
    paper = Paper(press.pdf(batch, made_at=MADE_AT, cover="Stapel 12 vom 23.11.2026"))
    assert len(paper) == 2 + len(batch)
    first, second = paper.text(0), paper.text(1)
    assert "Stapel 12 vom 23.11.2026" in first
    assert "48 Briefe, 48 Seiten, sortiert nach" in first
    assert "Bitte nicht kuvertieren." in first
    assert "Liste 2 von 2" in second
    assert "48 Maria Theresia" in second
    assert "V-2026-110431, …0114" in first
    assert "7KXM" not in first + second
    assert "7KXM-4QRT-HW9P" in paper.text(2)
    assert all(line.right() <= 190.5 for line in (*paper.lines(0), *paper.lines(1)))
