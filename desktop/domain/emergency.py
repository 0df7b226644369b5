"""Reads a damage report for what cannot wait: gas, water, power, heating in winter, the lift.

What is found is a suggestion with its reason; a person decides. So a doubtful word rather counts:
a smell of gas that nobody looks at is worse than one look too many. But an everyday word must not
cry wolf: a dripping tap is no emergency. The table of words with its tests is the rule.

- Spelling: case, umlauts and their two-letter spellings are folded (``text_match``), so
  *Überschwemmung*, *Ueberschwemmung* and *UEBERSCHWEMMUNG* are one. A word of the table is met
  within a compound where it says so: *Wasserrohrbruch*, *Gasgeruch*.
- A denied word does not count (*kein Gasgeruch*, *es riecht nicht nach Gas*), nor does one that is
  over (*der Stromausfall ist behoben*). That the tenant calls it no emergency silences nothing
  else: *kein Notfall, aber es riecht nach Gas* is one.
- Heating counts in the heating season only, October to April: the months for which German leases
  usually promise it. A single cold room is no failure of the heating.
- The tenant's own tick (field ``emergency``) counts, whatever the words say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desktop.domain.text_match import search_key
from desktop.domain.work import Priority

HEATING_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})
LONGEST_READ = 20_000
"""Characters of a text that are read; nobody reports an emergency behind them."""
_EMERGENCY = "emergency"
_YES = frozenset({"ja", "yes", "true", "1"})


class EmergencyReason(StrEnum):
    """What was read; stored with the case. The most pressing stands first."""

    GAS = "emergency.gas"
    TRAPPED = "emergency.trapped"
    """Somebody is shut in the lift."""
    WATER = "emergency.water"
    POWER = "emergency.power"
    HEATING = "emergency.heating"
    REPORTED = "emergency.reported"
    """The tenant says that it is one."""
    LIFT = "emergency.lift"
    """The lift stands; nobody is in it."""
    NO_WATER = "emergency.no_water"


_PRIORITIES: Mapping[EmergencyReason, Priority] = {
    EmergencyReason.LIFT: Priority.HIGH,
    EmergencyReason.NO_WATER: Priority.HIGH,
}
_RANK = {Priority.NORMAL: 0, Priority.HIGH: 1, Priority.URGENT: 2}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A priority the program would give a case, and why."""

    priority: Priority
    reason: EmergencyReason


def more_pressing(one: Priority, other: Priority) -> bool:
    """Whether ``one`` is more pressing than ``other``."""
    return _RANK[one] > _RANK[other]


def in_heating_season(day: date) -> bool:
    """Whether a landlord has to heat on this day."""
    return day.month in HEATING_MONTHS


def read_emergency(
    *, subject: str, text: str, fields: Mapping[str, Any] | None, on: date
) -> Suggestion | None:
    """Return the most pressing thing a report speaks of; None where nothing cannot wait.

    ``on`` is the Berlin date of the report.
    """
    found = set(_read_words(subject, text, fields or {}))
    if not in_heating_season(on):
        found.discard(EmergencyReason.HEATING)
    if _ticked(fields or {}):
        found.add(EmergencyReason.REPORTED)
    if not found:
        return None
    order = list(EmergencyReason)
    reason = min(found, key=order.index)
    return Suggestion(_PRIORITIES.get(reason, Priority.URGENT), reason)


def _ticked(fields: Mapping[str, Any]) -> bool:
    value = fields.get(_EMERGENCY)
    return value is True or (isinstance(value, str) and value.strip().lower() in _YES)


@dataclass(frozen=True, slots=True)
class _Harm:
    """A word that says it alone. ``pattern`` has to meet a whole folded word."""

    reason: EmergencyReason
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A thing and what is wrong with it, both in one clause; ``without`` lets it be something else.

    ``wrong`` and ``without`` are searched in the clause, its words divided by single blanks.
    """

    reason: EmergencyReason
    thing: re.Pattern[str]
    wrong: re.Pattern[str]
    without: re.Pattern[str] | None = None


def _words(*alternatives: str) -> re.Pattern[str]:
    """Folded words as alternatives; what is no letter there is a pattern."""
    return re.compile("|".join(alternatives))


def _phrase(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


# All of these are folded: no umlauts, neither as one letter nor as two.
_HARMS = (
    _Harm(
        EmergencyReason.GAS,
        _words(r"gasgeruch\w*", r"gasaustritt\w*", r"gasleck\w*", r"gasalarm\w*", r"gasgestank"),
    ),
    _Harm(EmergencyReason.TRAPPED, _words("eingeschlossen", "eingesperrt")),
    _Harm(
        EmergencyReason.WATER,
        _words(
            r"\w*rohrbruch\w*",
            r"\w*leitungsbruch\w*",
            r"uberschwemm\w*",
            r"uberflut\w*",
            r"wassereinbruch\w*",
            r"wasseraustritt\w*",
            r"hochwasser",
        ),
    ),
    _Harm(
        EmergencyReason.POWER,
        _words(r"strom(?:komplett|total)?ausf[al]\w*", "stromschlag", r"schmorgeruch\w*"),
    ),
    _Harm(EmergencyReason.HEATING, _words(r"heizungs?ausf[al]\w*")),
    _Harm(EmergencyReason.REPORTED, _words("notfall", "notfalle")),
)

_FAILS = (
    r"ausgefallen",
    r"(?:fallt|fiel)(?: \w+){0,3} aus",
    r"ausfall\w*",
    r"defekt\w*",
    r"kaput\w*",
    r"tot",
    r"(?:geht|funktioniert|lauft|tut|arbeitet)(?: \w+){0,3} nicht",
    r"springt(?: \w+){0,3} nicht",
)
_NO = r"(?:kein|keine|keinen|keinerlei|ohne)"
_PIPE = r"\w*(?:rohr|rohre|leitung|schlauch|boiler|speicher)"
_HEATING = r"(?:\w*heizung|heizungsanlage|heizanlage|\w*therme|heizkessel)"
_POWER = r"(?:strom|elektrizitat)"
_LIFT = r"(?:\w*aufzug|aufzuge|aufzugs?kabine|fahrstuhl|lift|personenaufzug)"
_ONE_ROOM = _phrase(
    r"bad|badezimmer|kuche|schlafzimmer|wohnzimmer|kinderzimmer|flur|arbeitszimmer|gastezimmer",
    r"ein(?:em)? zimmer",
    r"\w*heizkorper\w*",
    r"fussbodenheizung",
)
_PAIRS = (
    _Pair(
        EmergencyReason.GAS,
        _phrase("gas", "erdgas"),
        _phrase(
            "riecht",
            "rieche",
            "riechen",
            "roch",
            r"\w*geruch",
            "stinkt",
            r"stromt",
            "leck",
            r"tritt",
            r"tritt aus",
            "entweicht",
            "undicht",
            "zischt",
        ),
    ),
    _Pair(
        EmergencyReason.GAS,
        _phrase(r"gasleitung\w*", r"gashahn", r"gasrohr\w*"),
        _phrase("undicht", "leck", "zischt", "beschadigt", "gebrochen"),
    ),
    _Pair(
        EmergencyReason.TRAPPED,
        _phrase(_LIFT),
        _phrase(
            r"stec?ken?(?: \w+){0,2} fest",
            r"festst?ec?k\w*",
            r"steckt\w*",
            "stecken",
            r"(?:sitze?n?|sitzt|hangt|hange|hangen)(?: \w+){0,4} fest",
            "festsitz\\w*",
            "gefangen",
            r"nicht (?:mehr )?(?:raus|heraus)",
            "steckengeblieben",
        ),
    ),
    _Pair(
        EmergencyReason.WATER,
        _phrase(_PIPE),
        _phrase("geplatzt", "platzt", "gebrochen", "geborsten"),
    ),
    _Pair(
        EmergencyReason.WATER,
        _phrase("wasser", "abwasser", "schmutzwasser", "regenwasser"),
        _phrase(
            r"(?:lauft|laufen|tropft|rinnt|stromt|fliesst|schiesst|spritzt|kommt|dringt|steigt|"
            r"steht|sickert)(?: \w+){0,8} (?:decke|wand|keller|wohnung|treppenhaus|steckdose|lampe|"
            r"boden|ein|herein|rein|hoch)",
            r"(?:decke|wand|keller|wohnung|treppenhaus|steckdose|lampe|boden)(?: \w+){0,4} "
            r"(?:lauft|tropft|rinnt|stromt|fliesst|schiesst|spritzt|dringt|steht|sickert)",
            "schiesst",
            r"(?:spritzt|stromt)(?: \w+){0,3} (?:rohr|leitung|wasserleitung|ventil)",
        ),
    ),
    _Pair(EmergencyReason.WATER, _phrase("unter wasser"), _phrase("steht", "stehen", "stand")),
    _Pair(
        EmergencyReason.POWER,
        _phrase(_POWER),
        _phrase(*_FAILS, "weg", rf"{_NO} {_POWER}", rf"{_NO} (?:\w+ )?{_POWER}"),
    ),
    _Pair(
        EmergencyReason.POWER,
        _phrase("steckdose", "steckdosen", "sicherungskasten", "kabel"),
        _phrase("funken", "funkt", "schmort", "qualmt", "raucht", "brennt"),
    ),
    _Pair(
        EmergencyReason.HEATING,
        _phrase(_HEATING, "heizungen"),
        _phrase(
            *_FAILS,
            "kalt",
            r"(?:wird|werden)(?: \w+){0,3} nicht(?: mehr)? warm",
            rf"{_NO} (?:\w+ )?{_HEATING}",
        ),
        _ONE_ROOM,
    ),
    _Pair(
        EmergencyReason.LIFT,
        _phrase(_LIFT),
        _phrase(
            *_FAILS,
            "steht",
            r"fahrt(?: \w+){0,4} nicht(?: mehr)?",
            "stehengeblieben",
            r"bleibt(?: \w+){0,3} stehen",
            "stillsteht",
            r"ausser betrieb",
        ),
    ),
    _Pair(
        EmergencyReason.NO_WATER,
        _phrase("wasser"),
        _phrase(rf"{_NO} (?:mehr )?wasser(?: mehr)?", r"wasser ist weg", "abgestellt"),
    ),
)

_SENTENCE = re.compile(r"[.!?;\n]+")
_OUT = _phrase("ausgefallen")
"""So plain a word that it counts in the whole sentence: *die Heizung, die …, ist ausgefallen*."""
_CLAUSE = re.compile(r"[.!?;:,\n()]+|\s[-–—]\s|\baber\b|\bsondern\b|\bdoch\b")
_WORD = re.compile(r"[^\W_]+")
_DENIES = frozenset(
    {
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinerlei",
        "keines",
        "nicht",
        "ohne",
        "weder",
        "noch",
        "nie",
        "niemals",
        "niemand",
    }
)
_DENIED_BEFORE = 3
_DENIED_AFTER = re.compile(
    r"^(?:\w+ ){0,3}(?:nicht|nirgends)(?: mehr| vorhanden| vor| festgestellt| bemerkt)?$"
)
_OVER = _phrase(
    "behoben",
    "beseitigt",
    "erledigt",
    "repariert",
    "vorbei",
    r"(?:geht|lauft|fahrt|funktioniert|da)(?: \w+){0,1} wieder",
    r"wieder (?:da|warm|in ordnung|in betrieb)",
    "befreit",
)
_NOT_OVER = _phrase("nicht", "noch nicht", "nie", "kein", "nur kurz")
_NO_SMELL = re.compile(r"\b(?:nicht|nie|niemals)\b")


def _read_words(subject: str, text: str, fields: Mapping[str, Any]) -> Iterable[EmergencyReason]:
    told = [value for value in fields.values() if isinstance(value, str)]
    parts = [subject, text[:LONGEST_READ], *told, f"{subject} {_beginning(text)}"]
    for part in parts:
        for sentence in _SENTENCE.split(part):
            for clause in _clauses(sentence):
                yield from _in_clause(clause)
            yield from _in_sentence(" ".join(_WORD.findall(search_key(sentence))))


def _in_sentence(words: str) -> Iterable[EmergencyReason]:
    if _OUT.search(words) is None or _denied_failure(words) or _OVER.search(words):
        return
    for pair in _PAIRS:
        fits = pair.without is None or pair.without.search(words) is None
        if fits and pair.thing.search(words) and pair.wrong.search("ausgefallen"):
            yield pair.reason


def _beginning(text: str) -> str:
    """The first words: a subject of one word goes on there (*Aufzug* … *steht seit heute*)."""
    return " ".join(next(iter(_clauses(text)), ())[:6])


def _clauses(text: str) -> Iterable[Sequence[str]]:
    for part in _CLAUSE.split(search_key(text)):
        words = _WORD.findall(part)
        if words:
            yield words


def _in_clause(words: Sequence[str]) -> Iterable[EmergencyReason]:
    clause = " ".join(words)
    if _OVER.search(clause) and not _NOT_OVER.search(clause):
        return
    for harm in _HARMS:
        if any(
            harm.pattern.fullmatch(word) and not _is_denied(words, place)
            for place, word in enumerate(words)
        ):
            yield harm.reason
    for pair in _PAIRS:
        if _meets(pair, clause):
            yield pair.reason


def _is_denied(words: Sequence[str], place: int) -> bool:
    if _DENIES.intersection(words[max(0, place - _DENIED_BEFORE) : place]):
        return True
    return _DENIED_AFTER.match(" ".join(words[place + 1 :])) is not None


def _meets(pair: _Pair, clause: str) -> bool:
    if pair.thing.search(clause) is None or pair.wrong.search(clause) is None:
        return False
    if pair.without is not None and pair.without.search(clause):
        return False
    if pair.reason is EmergencyReason.GAS:
        return not (_NO_SMELL.search(clause) or re.search(rf"{_NO} (?:\w+ )?gas", clause))
    return not _denied_failure(clause)


def _denied_failure(clause: str) -> bool:
    """Whether the failure itself is denied: *ist nicht ausgefallen*, *kein Defekt*."""
    return (
        re.search(
            r"\b(?:nicht|kein|keine|keinen) (?:ausgefallen|ausfall\w*|defekt\w*|kaputt|"
            r"geplatzt|gebrochen|eingeschlossen)\b",
            clause,
        )
        is not None
    )
