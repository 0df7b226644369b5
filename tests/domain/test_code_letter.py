"""The words of a letter with a code: parts, places, bold type, steps; no part holds the code."""

from datetime import date

import pytest

from desktop.domain.code_letter import (
    UNKNOWN_CODE,
    CodeLetterFacts,
    Part,
    PartProblem,
    body_of,
    filled_line,
    part_problem,
    valid_words,
)
from desktop.domain.letter import (
    CodeCard,
    Letter,
    LetterBlock,
    Letterhead,
    with_code,
    without_code,
)
from desktop.domain.registration_code import ClearCode

FACTS = CodeLetterFacts(
    salutation="Sehr geehrte Frau Beispielsen",
    surname="Beispielsen",
    company="THOR Wohnen",
    phone="040 66969 100",
    expires_on=date(2027, 2, 21),
    last_two="9P",
)
TEXTS = {
    Part.PORTAL: "https://portal.mieterdesk.example/registrierung",
    Part.SUBJECT: "Zugang für {Nachname}",
    Part.INTRO: "erster Absatz\n\nzweiter **fetter** Absatz",
    Part.STEPS_HEADING: "So geht es",
    Part.STEPS: "Öffnen Sie **{Portal}** bitte.\nGeben Sie **{Nachname}** ein.",
    Part.CLOSING: "Mit freundlichen Grüßen",
}


def bold_words(block: LetterBlock) -> list[str]:
    return [block.text[begin:end] for begin, end in block.bold]


def test_the_parts_stand_in_their_order_and_the_code_in_a_frame_of_its_own() -> None:
    salutation, first, second, card, heading, one, two, closing = body_of(TEXTS, FACTS)
    assert salutation.text == "Sehr geehrte Frau Beispielsen,"
    assert (first.text, second.text) == ("erster Absatz", "zweiter fetter Absatz")
    assert card.card is not None
    assert card.card.shown == "••••-••••-••9P"
    assert card.card.valid == "gültig bis Sonntag, 21.02.2027 · ohne die Zeichen O, 0, I, 1 und L"
    assert heading.is_heading
    assert (one.step, two.step, closing.step) == (1, 2, 0)
    assert one.text == "Öffnen Sie portal.mieterdesk.example/registrierung bitte."
    assert bold_words(one) == ["portal.mieterdesk.example/registrierung"]
    assert bold_words(two) == ["Beispielsen"]
    assert filled_line(TEXTS[Part.SUBJECT], TEXTS, FACTS) == "Zugang für Beispielsen"


def test_a_name_is_never_taken_for_a_mark_or_a_place() -> None:
    facts = CodeLetterFacts(
        salutation="Guten Tag", surname="**O'{Telefon}**", company="", phone="040 1"
    )
    (step,) = [
        block for block in body_of({Part.STEPS: "Name: **{Nachname}**!"}, facts) if block.step
    ]
    assert step.text == "Name: **O'{Telefon}**!"
    assert bold_words(step) == ["**O'{Telefon}**"]


def test_what_is_not_known_shows_as_such() -> None:
    facts = CodeLetterFacts(salutation="Guten Tag", surname="B", company="C", phone="")
    (intro,) = [
        block for block in body_of({Part.INTRO: "Ruf {Telefon}"}, facts) if "Ruf" in block.text
    ]
    assert intro.text == "Ruf …"
    cards = [block.card for block in body_of({}, facts) if block.card is not None]
    assert [card.shown for card in cards] == [UNKNOWN_CODE]
    assert valid_words(None) == "ohne die Zeichen O, 0, I, 1 und L"


@pytest.mark.parametrize(
    ("part", "text", "problem"),
    [
        (Part.SUBJECT, "  ", PartProblem.EMPTY),
        (Part.APP, "", None),
        (Part.SUBJECT, "x" * 121, PartProblem.TOO_LONG),
        (Part.INTRO, "x" * 1201, PartProblem.TOO_LONG),
        (Part.INTRO, "Ihr Code: {Code}", PartProblem.UNKNOWN_PLACE),
        (Part.INTRO, "bis {Gültig bis} für {Nachname}", None),
        (Part.PORTAL, "https://portal.mieterdesk.example/registrierung", None),
        (Part.PORTAL, "", None),
        (Part.PORTAL, "http://portal.mieterdesk.example", PartProblem.NO_ADDRESS),
        (Part.PORTAL, "https://portal.mieterdesk.example/{Nachname}", PartProblem.NO_ADDRESS),
        (Part.PORTAL, "portal", PartProblem.NO_ADDRESS),
    ],
)
def test_a_part_that_would_keep_somebody_out_is_refused(
    part: Part, text: str, problem: PartProblem | None
) -> None:
    assert part_problem(part, text) is problem


def test_a_letter_on_its_way_shows_its_code_and_a_kept_one_never_does() -> None:
    code = ClearCode("7KXM4QRTHW9P")
    plain = Letter(Letterhead("", "", "", ()), (), (), "", "", body_of(TEXTS, FACTS))
    clear = with_code(plain, code, code.masked, "gültig")
    cards = [block.card for block in clear.body if block.card is not None]
    assert [card.shown for card in cards] == ["7KXM-4QRT-HW9P"]
    assert "7KXM" not in repr(clear)
    assert "7KXM" not in str(clear)
    kept = without_code(clear)
    assert kept.has_code
    assert [block.card.shown for block in kept.body if block.card] == ["••••-••••-••9P"]
    assert without_code(Letter(Letterhead("", "", "", ()), (), (), "", "", ())).has_code is False
    assert CodeCard("", "••", "", "", "").shown == "••"
