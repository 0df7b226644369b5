"""Every finding explains itself in one German sentence, and in English."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.texts import Language, language, ntr, set_language, speaking, tr
from desktop.texts.countries import COUNTRIES, country_name
from desktop.texts.finding_table import TEXTS
from desktop.texts.findings import (
    finding_reason,
    finding_sentence,
    finding_title,
    severity_name,
)
from tests.domain.test_assessment import BY_HAND, check

FOUND = [
    finding
    for case in BY_HAND
    for finding in check(case[2], case[3]).findings
    if finding.code is case[0]
] + list(check().findings)
WITHOUT_PARAMS = [Finding(code, Severity.WARNING) for code in FindingCode]


def test_every_code_has_its_texts() -> None:
    assert set(TEXTS) == set(FindingCode)


@pytest.mark.parametrize("spoken", Language)
@pytest.mark.parametrize("finding", FOUND, ids=lambda finding: finding.code.value)
def test_a_finding_is_one_sentence(finding: Finding, spoken: Language) -> None:
    with speaking(spoken):
        title, reason = finding_title(finding), finding_reason(finding)
        sentence = finding_sentence(finding)
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert not re.search(r"[a-zäöüß]{3}\. ", sentence)
    for text in (title, reason, sentence):
        assert text
        assert "{" not in text
        assert "…" not in text
        assert not re.search(r"\d{4}-\d\d-\d\d", text)


@pytest.mark.parametrize("finding", FOUND, ids=lambda finding: finding.code.value)
def test_english_is_another_sentence(finding: Finding) -> None:
    german = finding_sentence(finding)
    with speaking(Language.ENGLISH):
        english = finding_sentence(finding)
        assert finding_title(finding) != ""
    assert english != german
    assert "ß" not in english
    assert english.isascii() or finding.params


@pytest.mark.parametrize("finding", WITHOUT_PARAMS, ids=lambda finding: finding.code.value)
def test_a_finding_without_parameters_never_fails(finding: Finding) -> None:
    assert finding_sentence(finding)
    assert finding_reason(finding)


def sentence(code: FindingCode, severity: Severity, **params: Any) -> str:
    return finding_sentence(Finding(code, severity, params))


@pytest.mark.parametrize(
    ("code", "params", "expected"),
    [
        (
            FindingCode.HOLDER_ADDRESS_INCOMPLETE,
            {"parts": "house_number,postcode"},
            (
                "Die Anschrift des Kontoinhabers ist unvollständig oder falsch: Hausnummer, "
                "Postleitzahl."
            ),
        ),
        (
            FindingCode.RUN_AT_RISK,
            {"run": "2026-12", "file_on": "2026-11-30", "workdays_left": 5},
            (
                "Der Lauf 12/26 ist gefährdet: Die Lastschriftdatei entsteht am 30.11.2026, übrige "
                "Werktage bis dahin: 5."
            ),
        ),
        (
            FindingCode.RISK_CONTACT_CHANGED,
            {"kind": "email", "changed_on": "2026-11-17", "days": 1},
            (
                "Kurz vor dem Antrag, am 17.11.2026, wurden die Kontaktdaten geändert "
                "(E-Mail-Adresse); bitte fragen Sie zur Sicherheit telefonisch nach."
            ),
        ),
        (
            FindingCode.PROMISE_AFTER_CUTOFF,
            {
                "received_on": "2026-11-21",
                "cutoff_on": "2026-11-20",
                "effective_month": "2026-12",
            },
            (
                "Der Antrag vom 21.11.2026 zählt nach dem Stichtag 20.11.2026 und wird im Dezember "
                "berücksichtigt."
            ),
        ),
        (
            FindingCode.RUN_MISSED,
            {"run": "broken", "collection_on": "x", "expected_collection_on": "2027-01-04"},
            (
                "Der zugesagte Einzug am x ist nicht mehr zu schaffen; die Änderung gilt erst ab "
                "dem Einzug am 04.01.2027."
            ),
        ),
    ],
)
def test_sentences(code: FindingCode, params: Mapping[str, Any], expected: str) -> None:
    assert sentence(code, Severity.WARNING, **params) == expected


def test_a_name_with_braces_is_shown_as_it_is() -> None:
    text = sentence(FindingCode.HOLDER_DIFFERS, Severity.WARNING, holder="{0} {name} %s")
    assert "{0} {name} %s" in text


def test_a_foreign_account_says_where_it_is() -> None:
    near = sentence(FindingCode.IBAN_FOREIGN, Severity.INFO, country="AT")
    far = sentence(FindingCode.IBAN_FOREIGN, Severity.WARNING, country="GB")
    assert "Österreich" in near
    assert "nicht abgelehnt" in near
    assert "Vereinigtes Königreich" in far
    assert "außerhalb" in far


def test_severities_have_words() -> None:
    assert [severity_name(severity) for severity in Severity] == [
        "Fehler",
        "Warnung",
        "Hinweis",
        "in Ordnung",
    ]


def test_countries() -> None:
    assert country_name("at") == "Österreich"
    assert country_name("ZZ") == "ZZ"
    with speaking("en"):
        assert country_name("AT") == "Austria"
        assert len({country_name(code) for code in COUNTRIES}) == len(COUNTRIES)


def test_german_is_the_source_and_english_is_chosen() -> None:
    assert language() is Language.GERMAN
    assert tr("Montag") == "Montag"
    assert ntr("in {n} Werktag", "in {n} Werktagen", 1) == "in 1 Werktag"
    assert ntr("in {n} Werktag", "in {n} Werktagen", 0) == "in 0 Werktagen"
    with speaking("en"):
        assert language() is Language.ENGLISH
        assert tr("Montag") == "Monday"
        assert ntr("in {n} Werktag", "in {n} Werktagen", 1) == "in 1 working day"
        assert ntr("in {n} Werktag", "in {n} Werktagen", 2) == "in 2 working days"
        assert tr("Ein Satz, den niemand übersetzt hat {x}", x=1).endswith("hat 1")
        assert ntr("{n} Unbekanntes", "{n} Unbekannte", 2) == "2 Unbekannte"
    assert language() is Language.GERMAN


def test_only_known_languages_are_spoken() -> None:
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")
    assert language() is Language.GERMAN
