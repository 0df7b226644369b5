"""Whose a letter is: what makes it sure, and everything that keeps it from being sure."""

from datetime import date

import pytest

from desktop.domain.document_match.batch import BatchLetter, compare_letters
from desktop.domain.document_match.numbers import ContractNumbers
from desktop.domain.document_match.reasons import Match, Reason, ReasonCode
from desktop.domain.document_match.times import Span
from desktop.domain.document_match.verdicts import Expected
from desktop.domain.document_match.words import page_words
from desktop.domain.documents import Verdict
from tests.support.matching import THOR, WHS, contract, directory, matches

TAREK = contract(1, "10.3350.0021", ("Tarek", "Exempler"), flat="2. OG links")
JOERN = contract(2, "10.0734.0011", ("Jörn", "Probefeld"), street="Beispielstieg", house_number="4")
COUPLE = contract(3, "10.4417.0302", ("Aylin", "Musterbach"), ("Deniz", "Musterbach"))
REGISTER = directory(TAREK, JOERN, COUPLE)

ADDRESS = "Testhofstr. 2\n20099 Hamburg"
FIRST = f"THOR Wohnen\nHerrn Tarek Exempler\n{ADDRESS}\nVertrag 10.3350.0021\nSeite 1 von 2"
ALONE = FIRST.replace("1 von 2", "1 von 1")
SECOND = "Vertrag 10.3350.0021\nSeite 2 von 2\nNutzer: Tarek Exempler, Testhofstraße 2"


def only(found: list[Match]) -> Match:
    """The one match of a file that is one letter."""
    (match,) = found
    return match


def codes(match: Match) -> set[ReasonCode]:
    """What is said of it."""
    return {one.code for one in match.reasons}


def test_number_name_and_address_on_the_first_page_are_sure() -> None:
    match = only(matches(REGISTER, FIRST, SECOND))
    assert match == Match(
        Verdict.SURE,
        TAREK.id,
        tuple(Reason(code, 1) for code in (ReasonCode.NUMBER, ReasonCode.NAME, ReasonCode.PLACE)),
    )


@pytest.mark.parametrize(
    "number",
    [
        "10-3350-0021",
        "10 3350 0021",
        "1033500021",
        "10/3350/0021",
        "10.\u200b3350.0021",
        "10‑3350‑0021",
    ],
)
def test_numbers_are_known_however_they_are_parted(number: str) -> None:
    page = f"Herrn Tarek Exempler\nVertrag {number}"
    assert only(matches(REGISTER, page)).verdict is Verdict.SURE


@pytest.mark.parametrize(
    "name",
    [
        "TAREK EXEMPLER",
        "Exempler, Tarek",
        "Herrn Dr. Tarek Exempler",
        "Familie Exempler",
        "T. Exempler",
    ],
)
def test_names_are_known_however_they_are_written(name: str) -> None:
    page = f"{name}\nVertrag 10.3350.0021"
    assert only(matches(REGISTER, page)).verdict is Verdict.SURE


@pytest.mark.parametrize(
    "name",
    ["Aylin und Deniz Musterbach", "Aylin Musterbach\nDeniz Musterbach", "Eheleute Musterbach"],
)
def test_couples_are_known(name: str) -> None:
    assert only(matches(REGISTER, f"{name}\nVertrag 10.4417.0302")).verdict is Verdict.SURE


@pytest.mark.parametrize(
    ("pages", "verdict", "reason"),
    [
        # The picture in the design: page three is somebody else's.
        (
            (FIRST, "Vertrag 10.3350.0021 Seite 2 von 2\nNutzer: Jörn Probefeld"),
            "held",
            "name_foreign",
        ),
        ((FIRST, "Seite 2 von 2\nVertrag 10.0734.0011"), "held", "number_foreign"),
        ((FIRST + "\nJörn Probefeld", SECOND), "held", "name_foreign"),
        ((FIRST,), "held", "page_missing"),
        ((FIRST, FIRST.replace("1 von 2", "2 von 3")), "held", "page_order"),
        ((SECOND.replace("2 von 2", "3 von 3"),), "held", "page_missing"),
        ((FIRST, ""), "held", "page_missing"),
        (("Herrn Tarek Exempler\nVertrag 10.3350.0021", ""), "check", "page_picture"),
        # Two digits are exchanged: nobody's number, or somebody else's.
        (
            ("Herrn Tarek Exempler\n" + ADDRESS + "\nVertrag 10.3530.0021",),
            "check",
            "number_swapped",
        ),
        (("Herrn Tarek Exempler\nTesthofstr. 2\nVertrag 10.0734.0011",), "held", "number_foreign"),
        (("Herrn Tarek Exempler\n" + ADDRESS,), "check", "number_missing"),
        (("Herrn Tarek Exempler",), "check", "number_missing"),
        # Somebody else is addressed where the contract's tenant lives.
        (("Herrn Kai Unbekannt\nTesthofstr. 2\nVertrag 10.3350.0021",), "check", "name_missing"),
        (("Vertrag 10.3350.0021",), "check", "name_missing"),
        (("Herrn Tarek Exempler\nBeispielstieg 4\nVertrag 10.3350.0021",), "check", "place_other"),
        (("WHS\nHerrn Tarek Exempler\nVertrag 10.3350.0021",), "check", "letterhead_other"),
        (
            ("Herrn Tarek Exempler\nVertrag 10.3350.0021\nMietvertrag Nr. 77.1234.5",),
            "check",
            "number_unknown",
        ),
    ],
)
def test_what_is_not_proven_is_not_sure(pages: tuple[str, ...], verdict: str, reason: str) -> None:
    match = only(matches(REGISTER, *pages))
    assert (match.verdict.value, ReasonCode(reason) in codes(match)) == (verdict, True), match


def test_nothing_known_is_no_hit() -> None:
    assert only(matches(REGISTER, "Guten Tag, anbei Ihre Abrechnung.")).verdict is Verdict.NONE
    scan = only(matches(REGISTER, "", ""))
    assert (scan.verdict, ReasonCode.NO_TEXT in codes(scan)) == (Verdict.NONE, True)


def test_the_name_of_a_file_only_proposes() -> None:
    scan = only(matches(REGISTER, "", name="BK25_10-3350-0021.pdf"))
    assert (scan.verdict, scan.tenancy_id) == (Verdict.CHECK, TAREK.id)
    other = only(matches(REGISTER, FIRST, SECOND, name="BK25_10-0734-0011.pdf"))
    assert (other.verdict, ReasonCode.NAME_IN_NAME in codes(other)) == (Verdict.CHECK, True)


def test_an_address_without_a_name_needs_a_word_for_who_lives_there() -> None:
    page = f"An die Mieter der Wohnung 2. OG links\n{ADDRESS}\nVertrag 10.3350.0021"
    assert only(matches(REGISTER, page)).verdict is Verdict.SURE


def test_who_works_for_the_landlord_is_no_other_tenant() -> None:
    register = directory(TAREK, JOERN)
    for line in ("Ihr Ansprechpartner: Jörn Probefeld", "Mit freundlichen Grüßen\nJörn Probefeld"):
        assert only(matches(register, f"{FIRST}\n{line}", SECOND)).verdict is Verdict.SURE
    named = f"{FIRST}\nIhr Ansprechpartner: Jörn Probefeld, Beispielstieg 4"
    assert only(matches(register, named, SECOND)).verdict is Verdict.HELD
    colleague = directory(TAREK, JOERN, colleagues=["Jörn Probefeld"])
    assert only(matches(colleague, f"{FIRST}\nJörn Probefeld", SECOND)).verdict is Verdict.SURE


def test_a_longer_name_is_not_the_shorter_one_in_it() -> None:
    lena = contract(4, "10.1111.0001", ("Lena", "Beispiel"))
    anna = contract(5, "10.2222.0001", ("Anna-Lena", "Beispiel"))
    register = directory(lena, anna)
    page = "Frau Anna-Lena Beispiel\nVertrag 10.2222.0001"
    assert only(matches(register, page)).tenancy_id == anna.id
    assert only(matches(register, page)).verdict is Verdict.SURE
    swapped = page.replace("10.2222.0001", "10.1111.0001")
    assert only(matches(register, swapped)).verdict is Verdict.HELD


def test_namesakes_in_a_house_are_told_apart_by_number_unless_two_digits_make_one_the_other() -> (
    None
):
    one = contract(4, "10.1180.0102", ("Ilse", "Erfunden"), flat="1. OG links")
    other = contract(5, "10.1180.0301", ("Ilse", "Erfunden"), flat="3. OG rechts")
    near = contract(6, "10.1180.0201", ("Ilse", "Erfunden"), flat="2. OG Mitte")
    letter = f"Frau Ilse Erfunden\n{ADDRESS}\nVertrag 10.1180.0102"
    assert only(matches(directory(one, other), letter)).verdict is Verdict.SURE
    unsure = only(matches(directory(one, other, near), letter))
    assert (unsure.verdict, ReasonCode.NUMBER_NEAR in codes(unsure)) == (Verdict.CHECK, True)
    told = only(matches(directory(one, other, near), f"{letter}\nWohnung 1. OG links"))
    assert told.verdict is Verdict.SURE
    without = only(matches(directory(one, other), f"Frau Ilse Erfunden\n{ADDRESS}"))
    assert (without.verdict, without.tenancy_id) == (Verdict.CHECK, None)


def test_a_number_of_two_companies_is_decided_by_name() -> None:
    ours = contract(4, "10.1180.0102", ("Ilse", "Erfunden"))
    theirs = contract(5, "10.1180.0102", ("Bogdan", "Ausgedacht"), street="Am Rain", company=WHS)
    register = directory(ours, theirs)
    match = only(matches(register, "Bogdan Ausgedacht\nVertrag 10.1180.0102"))
    assert (match.verdict, match.tenancy_id) == (Verdict.SURE, theirs.id)
    wanted = Expected(company_id=THOR)
    held = only(matches(register, "Bogdan Ausgedacht\nVertrag 10.1180.0102", expected=wanted))
    assert (held.verdict, ReasonCode.COMPANY_OTHER in codes(held)) == (Verdict.HELD, True)
    assert only(matches(register, "Vertrag 10.1180.0102")).verdict is Verdict.CHECK
    # Who works on the letters of one company is not told the numbers of another one's contracts.
    both = only(matches(register, "Vertrag 10.1180.0102", expected=wanted))
    assert both.reasons == (Reason(ReasonCode.SEVERAL, values=("10.1180.0102", "whs")),)


FORMER = contract(7, "20.0188.0006", ("Svea", "Testhausen"), unit=70, last=date(2025, 6, 30))
LATTER = contract(8, "20.0188.0007", ("Svea", "Testhausen"), unit=70, first=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("text", "number", "verdict", "reason"),
    [
        ("Ihr Nutzungszeitraum: 01.01.2025 - 30.06.2025", "20.0188.0006", "sure", None),
        ("Ihr Nutzungszeitraum: 01.07.2025 bis 31.12.2025", "20.0188.0007", "sure", None),
        ("Ihr Nutzungszeitraum: 01.01.2025 - 30.06.2025", "20.0188.0007", "held", "before_start"),
        ("Ihr Nutzungszeitraum: 01.07.2025 - 31.12.2025", "20.0188.0006", "held", "after_end"),
        ("Abrechnungszeitraum: 01.01.2025 - 31.12.2025", "20.0188.0007", "check", "two_contracts"),
        ("Betriebskostenabrechnung 2026", "20.0188.0006", "held", "after_end"),
        ("Ihr Nutzungszeitraum: 01.01.2025 - 31.12.2025", "20.0188.0006", "check", "time_differs"),
    ],
)
def test_after_a_change_of_tenant_the_own_time_decides(
    text: str, number: str, verdict: str, reason: str | None
) -> None:
    page = f"Frau Svea Testhausen\n{ADDRESS}\nVertrag {number}\n{text}"
    match = only(matches(directory(FORMER, LATTER), page))
    assert match.verdict.value == verdict, match
    assert reason is None or ReasonCode(reason) in codes(match)


def test_a_batch_for_another_period_is_not_sure() -> None:
    wanted = Expected(period=Span(date(2025, 1, 1), date(2025, 12, 31)))
    page = f"{FIRST}\nBetriebskostenabrechnung 2024"
    match = only(matches(REGISTER, page, SECOND, expected=wanted))
    assert (match.verdict, ReasonCode.PERIOD_DIFFERS in codes(match)) == (Verdict.CHECK, True)


def test_a_file_is_split_where_the_recipient_changes() -> None:
    other = "Herrn Jörn Probefeld\nBeispielstieg 4\nVertrag 10.0734.0011\nSeite 1 von 1"
    found = matches(REGISTER, FIRST, SECOND, other)
    assert [(one.verdict, one.tenancy_id) for one in found] == [
        (Verdict.SURE, TAREK.id),
        (Verdict.SURE, JOERN.id),
    ]


def test_a_guessed_border_is_not_sure() -> None:
    plain = "Herrn Tarek Exempler\nVertrag 10.3350.0021"
    other = "Herrn Jörn Probefeld\nVertrag 10.0734.0011"
    found = matches(REGISTER, plain, "Kosten", other)
    assert [one.verdict for one in found] == [Verdict.CHECK, Verdict.SURE]
    assert ReasonCode.BORDER_UNSURE in codes(found[0])


def test_equal_files_and_two_letters_for_one_contract_show_beside_the_others() -> None:
    sure = only(matches(REGISTER, FIRST, SECOND))
    other = only(matches(REGISTER, "Herrn Jörn Probefeld\nVertrag 10.0734.0011"))
    letters = [
        BatchLetter("a.pdf", "aa", 1, sure),
        BatchLetter("b.pdf", "bb", 1, other),
        BatchLetter("c.pdf", "bb", 1, other),
    ]
    found = compare_letters(letters)
    assert [one.verdict for one in found] == [Verdict.SURE, Verdict.SURE, Verdict.HELD]
    twice = compare_letters([*letters[:2], BatchLetter("d.pdf", "dd", 1, sure)])
    assert [one.verdict for one in twice] == [Verdict.CHECK, Verdict.SURE, Verdict.CHECK]
    again = compare_letters(letters[:2], published=[(JOERN.id, "bb")])
    assert [one.verdict for one in again] == [Verdict.SURE, Verdict.HELD]


@pytest.mark.parametrize(
    ("text", "numbers", "seen"),
    [
        # A longer number is never the shorter one in it, whether anybody has it or not.
        ("Vertrag 10.3350.0021-A", ("10.3350.0021",), [()]),
        ("Vertrag 10 3350 0021 5", ("10.3350.0021",), []),
        ("Vertrag 10 3350", ("10",), []),
        ("Vertrag WE-10.3350.0021", ("10.3350.0021", "WE-10.3350.0021"), [(2,)]),
        ("Vertrag WE-10.3350.0021", ("10.3350.0021", "WE-77.1"), [()]),
        ("WE 10.3350.0021", ("10.3350.0021", "WE-10.3350.0021"), [(2,)]),
        ("TG 103350", ("103350", "TG103350"), [(2,)]),
        # Where either may be meant nobody knows.
        ("10.3350.0021 / 02", ("10.3350.0021", "10.3350.0021.02"), [(1, 2)]),
        ("77 10.3350.0021", ("10.3350.0021", "77.10.3350.0021"), [(1, 2)]),
        # Numbers that begin with letters, or are letters and figures.
        ("Vertrag M-1001", ("M-1001",), [(1,)]),
        ("Vertragsnummer Mieter2001", ("MIETER-2001",), [(1,)]),
        ("Vertrag M/2002", ("M-1001",), [()]),
        # What stands beside a number is no part of it.
        ("Vertrag 10.3350.0021 ab 01.01.2025", ("10.3350.0021",), [(1,)]),
        ("Vertrag 4711 01.01.2025", ("4711",), [(1,)]),
        ("10.3350.0021/Exempler 374,50", ("10.3350.0021",), [(1,)]),
        ("Vertrag Nr.10.3350.0021", ("10.3350.0021", "M-1001"), [(1,)]),
        ("BK-2025", ("WE-1033",), []),
    ],
)
def test_a_number_is_neither_a_part_of_a_longer_one_nor_without_its_letters(
    text: str, numbers: tuple[str, ...], seen: list[tuple[int, ...]]
) -> None:
    """``seen`` are the contracts (counted from 1) of each number; none for one nobody has."""
    register = ContractNumbers(enumerate(numbers, start=1))
    assert [one.tenancies for one in register.seen_on(page_words(text))] == seen


STRANGER = "Kai Unbekannt\nIrgendweg 5\n12345 Musterstadt"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        # Nobody of the register: only the page itself says that it is somebody else's.
        (f"Herrn {STRANGER}", "recipient_other"),
        ("Frau Svea Unbekannt\nTesthofstr. 2\n20099 Hamburg", "recipient_other"),
        ("Frau Svea Unbekannt, Irgendweg 5, 12345 Musterstadt", "recipient_other"),
        ("Sehr geehrter Herr Unbekannt,", "recipient_other"),
        ("Nutzer: Kai Unbekannt, Wohnung 3", "recipient_other"),
        # Where a known tenant lives, by whatever name.
        ("Fam. Probe\nBeispielstieg 4\n20099 Hamburg", "recipient_other"),
        ("Beispielstieg 4\n20099 Hamburg\nIhre Kosten", "recipient_other"),
        ("Einzelabrechnung Beispielstieg 4, 1. OG", "place_other"),
    ],
)
def test_a_page_of_somebody_else_behind_a_letter_is_not_sure(page: str, reason: str) -> None:
    match = only(matches(REGISTER, FIRST, f"{page}\nSeite 2 von 2"))
    assert (match.verdict, ReasonCode(reason) in codes(match)) == (Verdict.CHECK, True)
    # Beside the own number the address of another house says nothing; another recipient does.
    for pages in ((FIRST, f"{page}\nVertrag 10.3350.0021\nSeite 2 von 2"), (f"{ALONE}\n{page}",)):
        sure = only(matches(REGISTER, *pages)).verdict is Verdict.SURE
        assert sure is (reason == "place_other")


@pytest.mark.parametrize(
    "page",
    [
        "Nutzer: T. Exempler, Testhofstraße 2\nSehr geehrter Herr Exempler,",
        "Mieter: Anteil in Prozent\nNutzer: Wohnung Mitte",
        "Liegenschaft\nTesthofstraße 2\n20099 Hamburg",
        "An die Mieter\nder Wohnung 2. OG links, Herr Exempler\nTesthofstr. 2\n20099 Hamburg",
        "Sehr geehrte Damen und Herren,\nZähler 4711 Küche 12\n80447124 Bad",
        "Energie GmbH\nKraftwerksweg 1\n12345 Musterstadt",
    ],
)
def test_what_else_stands_on_a_page_is_nobody_elses(page: str) -> None:
    assert only(matches(REGISTER, FIRST, f"{page}\nSeite 2 von 2")).verdict is Verdict.SURE


def test_a_name_below_the_contact_is_only_that_of_who_works_there() -> None:
    kai = contract(9, "10.9999.0001", ("Kai", "Nachbar"))
    register = directory(TAREK, kai, colleagues=["Jette Modell"])
    letter = "Vertrag 10.3350.0021"
    # Who shares the house is written to: that it stands below the contact hides nothing.
    window = f"Ihr Ansprechpartner\nHerrn Kai Nachbar\n{ADDRESS}\n{letter}\nHerr Tarek Exempler"
    match = only(matches(register, window))
    assert (match.verdict, ReasonCode.NAME_FOREIGN in codes(match)) == (Verdict.HELD, True)
    # The contact's name is no recipient's, also where a tenant is called the same.
    for contact in (
        "Ihr Ansprechpartner: Tarek Exempler",
        "Ihr Ansprechpartner\nHerr Tarek Exempler",
        "Ansprechpartner: Herr Exempler",
        "Mit freundlichen Grüßen\nTarek Exempler",
    ):
        match = only(matches(register, f"{letter}\n{contact}"))
        assert (match.verdict, ReasonCode.NAME_MISSING in codes(match)) == (Verdict.CHECK, True)
        # And the window below it is the tenant's own.
        assert only(matches(register, f"{contact}\n{ALONE}")).verdict is Verdict.SURE
    colleague = directory(TAREK, kai, colleagues=["Tarek Exempler"])
    assert only(matches(colleague, f"{letter}\nTarek Exempler")).verdict is Verdict.CHECK
    assert only(matches(colleague, f"Herrn Tarek Exempler\n{ADDRESS}\n{letter}")).verdict is (
        Verdict.SURE
    )
    named = f"Ihr Ansprechpartner\nHerr Kai Nachbar\n{ALONE}"
    assert only(matches(register, named)).verdict is Verdict.SURE
