"""Words are compared in a process of its own, which may hang or end without anybody noticing."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.adapters.spelling import places
from desktop.adapters.spelling.checker import MOST_STARTS, Patience, SpellChecker
from desktop.domain.spelling import Dictionaries, SpellingState
from tests.support.dictionaries import languages_of, write_dictionaries, write_dictionary

HANGS = """
import sys, time
from desktop.adapters.spelling.exchange import Check, Checked, Load, Loaded, next_question, send
while (asked := next_question(sys.stdin.buffer)) is not None:
    if isinstance(asked, Load):
        send(sys.stdout.buffer, Loaded(tuple(asked.languages)))
    elif isinstance(asked, Check) and "endlos" not in asked.words:
        send(sys.stdout.buffer, Checked(tuple(("de",) for _ in asked.words)))
    elif isinstance(asked, Check) and "unsinn" in asked.words:
        sys.stdout.buffer.write(b"\\x02\\0\\0\\0{]")
        sys.stdout.buffer.flush()
    else:
        time.sleep(600)
"""


def checker_of(folder: Path | None, patience: Patience | None = None) -> SpellChecker:
    return SpellChecker(
        folder, folders=lambda own: () if own is None else (own,), patience=patience
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_dictionaries(tmp_path)
    return tmp_path


@pytest.fixture
def checker(folder: Path) -> Iterator[SpellChecker]:
    made = checker_of(folder)
    yield made
    made.end()


def test_words_are_judged_in_each_language_and_hostile_ones_too(checker: SpellChecker) -> None:
    assert checker.process_id is None, "nothing starts before a word is asked for"
    words = {
        "Heizung": "de",
        "für": "de",
        "fur": "",
        "bzw.": "de",
        "bzw": "",
        "Wohnungs-": "de",
        "geht's": "de",
        "heating": "en",
        "kalt.": "de",
        # Letters that the Latin dictionary cannot write are not called wrong in it.
        "Łukasz": "de",
        "日本語": "de",
        "%s%n" * 10: "",
        "x" * 5000: "",
    }
    assert languages_of(checker.check(tuple(words))) == words
    assert checker.suggest("Heizugn", "de")[:1] == ("Heizung",)
    assert checker.suggest("Łukasz", "de") == ()
    assert checker.suggest("Heizugn", "fr") == ()
    assert checker.starts == 1
    expected = Dictionaries(SpellingState.READY, ("de", "en"), str(checker.dictionaries().folder))
    assert checker.dictionaries() == expected


def test_a_killed_process_is_followed_by_another(checker: SpellChecker) -> None:
    checker.check(("Heizung",))
    process = checker.process_id
    assert process is not None
    os.kill(process, signal.SIGTERM)
    assert languages_of(checker.check(("Heizung", "fur"))) == {"Heizung": "de", "fur": ""}
    assert checker.process_id != process
    assert checker.starts == 2


def test_what_hangs_is_given_up_and_the_rest_goes_on_until_it_happens_too_often(
    folder: Path,
) -> None:
    checker = SpellChecker(
        folder,
        folders=lambda own: (folder,),
        command=(sys.executable, "-c", HANGS),
        patience=Patience(check=0.2),
    )
    for number in range(1, MOST_STARTS):
        assert checker.check(("endlos",)) == {}
        assert checker.starts == number, "what held it up is not asked a second time"
    # What answers has the time that it needs on a machine on which others work.
    checker._patience = Patience(check=60)
    assert languages_of(checker.check(("kalt",))) == {"kalt": "de"}
    assert checker.check(("unsinn", "endlos")) == {}, "an answer that nobody understands"
    assert checker.check(("kalt",)) == {}
    assert checker.starts == MOST_STARTS
    assert checker.process_id is None
    assert checker.dictionaries().state is SpellingState.GIVEN_UP


def test_without_a_dictionary_nothing_is_started(tmp_path: Path) -> None:
    checker = checker_of(tmp_path / "nowhere")
    assert checker.check(("Heizung",)) == {}
    assert checker.suggest("Heizung", "de") == ()
    assert checker.starts == 0
    assert checker.dictionaries().state is SpellingState.NO_DICTIONARY


def test_what_is_no_dictionary_counts_as_none(tmp_path: Path) -> None:
    for ending, content in ((".aff", b"\xff\0" * 100), (".dic", b"<html>nicht gefunden</html>")):
        (tmp_path / f"de_DE{ending}").write_bytes(content)
    write_dictionary(tmp_path, "de_AT", ("Heizung",), "utf-8")
    checker = checker_of(tmp_path)
    assert languages_of(checker.check(("Heizung", "Heizugn"))) == {"Heizung": "de", "Heizugn": ""}
    checker.end()
    (tmp_path / "de_AT.dic").write_text("nicht gefunden")
    checker = checker_of(tmp_path)
    assert checker.check(("Heizung",)) == {}
    assert checker.dictionaries().state is SpellingState.NO_DICTIONARY
    assert checker.process_id is None
    checker.check(("Heizung",))
    assert checker.starts == 1


def test_a_program_that_cannot_start_itself_goes_on_without(folder: Path) -> None:
    checker = SpellChecker(folder, folders=lambda own: (folder,), command=("nothing-like-this",))
    for _ in range(MOST_STARTS + 1):
        assert checker.check(("Heizung",)) == {}
    assert checker.starts == MOST_STARTS
    assert checker.dictionaries().state is SpellingState.GIVEN_UP


def test_it_ends_with_the_program(checker: SpellChecker) -> None:
    checker.check(("Heizung",))
    process = checker.process_id
    assert process is not None
    checker.end()
    assert checker.process_id is None
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        pytest.fail("the process is still there")
    assert checker.check(("Heizung",)) == {}
    assert checker.starts == 1


def test_the_preferred_file_of_the_first_folder_is_taken(tmp_path: Path) -> None:
    own, office = tmp_path / "own", tmp_path / "office"
    write_dictionary(own, "de_CH", (), "utf-8")
    write_dictionary(office, "de_DE_frami", (), "utf-8")
    write_dictionary(office, "de_AT", (), "utf-8")
    (office / "en_GB.dic").write_text("0")
    assert places.find((own, office)) == {
        "de": ((str(own), "de_CH"), (str(office), "de_DE_frami"), (str(office), "de_AT"))
    }


def test_ones_own_folder_comes_before_those_that_are_named_and_the_systems(
    tmp_path: Path,
) -> None:
    own, first, second = (tmp_path / name for name in ("own", "first", "second"))
    for one in (own, first, second):
        one.mkdir()
    named = os.pathsep.join(map(str, (first, second, tmp_path / "gone")))
    found = places.usual_folders(own, {"DICPATH": named})
    assert found[:3] == (own, first, second)
    assert all(one.is_dir() for one in found)
