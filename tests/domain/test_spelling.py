"""Which parts of a text are words, and in which language a paragraph is wrong."""

import pytest

from desktop.domain.spelling import (
    LONGEST_WORD,
    known_form,
    names_in,
    word_at,
    words_in,
    wrong_words,
)


def asked(text: str) -> list[str]:
    return [word.asked for word in words_in(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Heizung bleibt kalt.", ["Die", "Heizung", "bleibt", "kalt."]),
        ("Wohnungs- und Hausverwaltung", ["Wohnungs-", "und", "Hausverwaltung"]),
        ("Miete bzw. Kaution", ["Miete", "bzw.", "Kaution"]),
        ("Wie geht’s?", ["Wie", "geht's"]),
        ("Termin: «Termin fehlt» um zehn", ["Termin", "um", "zehn"]),
        ("Guten Tag {Mieter},", ["Guten", "Tag"]),
        ("IBAN DE89 3704 0044 0532 0130 00 gut", ["gut"]),
        ("GB29 NWBK 6016 1331 9268 19, BIC COBADEFFXXX", []),
        ("an jette.probe@example.org oder www.example.org/hilfe", ["an", "oder"]),
        ("siehe https://example.org/a-b und rechnung.pdf", ["siehe", "und"]),
        ("zu BV-2026-000123 vom 3.11.2026", ["zu", "vom"]),
        ("3-Zimmer-Wohnung im 2.OG, 850,00 Euro", ["im", "Euro"]),
        ("::schaden bitte", ["bitte"]),
        ("C:\\Briefe\\alt und \\\\server\\x", ["und"]),
        ("A b c", []),
        ("fu\u0308r Woh\u00adnung", ["für", "Wohnung"]),
        ("x" * LONGEST_WORD + "y " + "x" * LONGEST_WORD, ["x" * LONGEST_WORD]),
        ("😀Hallo😀", ["Hallo"]),
        ("\0\ufffd\u202e<b>fett</b>", ["fett"]),
        ("", []),
    ],
)
def test_only_words_are_asked_for(text: str, words: list[str]) -> None:
    assert asked(text) == words


def test_a_word_has_its_place() -> None:
    text = "😀 Die Heizugn, bitte"
    found = word_at(text, 9)
    assert found is not None
    assert text[found.begin : found.end] == found.text == "Heizugn"
    assert word_at(text, 1) is None


def test_names_count_with_genitive_and_in_parts() -> None:
    known = names_in(["Aylin Yılmaz-Öztürk", "Prüfstraße 3, 04109 Leipzig"])
    assert {known_form(word) for word in ("Aylins", "Öztürk’s", "PRÜFSTRASSE", "leipzig")} <= known
    assert known_form("Heizung") not in known


def test_a_paragraph_is_in_the_language_that_knows_most_of_it() -> None:
    both = frozenset({"de", "en"})
    german, english, none = frozenset({"de"}), frozenset({"en"}), frozenset[str]()
    accepted = {
        **dict.fromkeys(("die", "heizung", "bleibt", "kalt"), german),
        **dict.fromkeys(("the", "heating", "stays", "cold"), english),
        "warm": both,
        "falhsc": none,
    }
    languages = ("de", "en")

    def judge(text: str) -> tuple[list[str], str]:
        found, language = wrong_words(tuple(words_in(text)), accepted, languages)
        return [word.text for word in found], language

    assert judge("die heizung bleibt kalt falhsc the warm") == (["falhsc", "the"], "de")
    assert judge("the heating stays cold die falhsc") == (["die", "falhsc"], "en")
    assert judge("die falhsc the noch ungefragt") == (["falhsc"], "de"), "too few to tell"
    assert wrong_words(tuple(words_in("falhsc")), accepted, ()) == ((), "")
