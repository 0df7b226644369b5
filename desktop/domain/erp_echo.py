"""What an import may do with a value that was released here and waits for the ERP.

The ERP is right about everything but what was released here and has not come back yet. So a value
that waits is kept against an import; it is confirmed when the ERP brings it, and a person looks
where the ERP brings a third one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.text_match import search_key, words_of

_BY_SYMBOLS = frozenset({"iban", "bic", "phone", "postcode", "house_number", "creditor_id"})
"""Values of which letters and digits count, and neither blanks nor signs."""


class EchoVerdict(StrEnum):
    """What a row of an import means for a value that waits."""

    FREE = "free"
    """It says nothing about the value."""
    KEPT = "kept"
    """The ERP does not have it yet: what was released here stays."""
    CONFIRMED = "confirmed"
    """The ERP has it."""
    CONTRADICTED = "contradicted"
    """The ERP has neither the new value nor a former one: ours stays, a person looks."""
    NEWER = "newer"
    """The ERP changed it after us: its value counts, a person is told."""


class EchoProgress(StrEnum):
    """Where a released value stands, as a person sees it."""

    NOT_HANDED_OVER = "not_handed_over"
    WAITING = "waiting"
    """*Wartet auf ERP.*"""
    LATE = "late"
    """It has waited for longer than the company's setting."""
    CONTRADICTED = "contradicted"
    """The ERP brought another value; ours is in force."""
    NEWER = "newer"
    """The ERP brought another value that is newer; it is in force."""
    CONFIRMED = "confirmed"
    REPLACED = "replaced"

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look."""
        return self in (EchoProgress.LATE, EchoProgress.CONTRADICTED, EchoProgress.NEWER)

    @property
    def is_open(self) -> bool:
        """Whether the ERP is still to bring it back."""
        return self not in (EchoProgress.CONFIRMED, EchoProgress.REPLACED)


class EchoSubject(StrEnum):
    """What was released."""

    BANK_DETAILS = "bank_details"
    MANDATE = "mandate"
    REVOCATION = "revocation"
    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One value that was released here, as its fields by the column of the master data.

    ``former`` are the values it had before, the latest or not: as long as the ERP brings one of
    them it has not come to ours. ``changed_at`` is when it was changed; ``handed_over`` whether the
    ERP was told.
    """

    values: Mapping[str, str]
    former: Collection[Mapping[str, str]]
    changed_at: datetime
    handed_over: bool


def judge(
    released: Released, theirs: Mapping[str, str], *, their_change_at: datetime | None = None
) -> EchoVerdict:
    """Return what an import's row means; ``theirs`` are only the fields that it gives.

    ``their_change_at`` is when the ERP changed its value, None where it does not say so.
    """
    given = {name: value for name, value in theirs.items() if name in released.values}
    if not given:
        return EchoVerdict.FREE
    same = _all_same(given, released.values)
    if not released.handed_over:
        # Nobody told the ERP: what it says cannot be an answer.
        return EchoVerdict.KEPT
    if same:
        return EchoVerdict.CONFIRMED
    if their_change_at is not None and their_change_at > released.changed_at:
        return EchoVerdict.NEWER
    if any(_all_same(given, former) for former in released.former):
        return EchoVerdict.KEPT
    return EchoVerdict.CONTRADICTED


def _all_same(given: Mapping[str, str], known: Mapping[str, str]) -> bool:
    return all(same_value(name, value, known.get(name, "")) for name, value in given.items())


def same_value(field: str, one: str, other: str) -> bool:
    """Tell whether two programs mean the same by two spellings of a field."""
    if one == other:
        return True
    if field == "phone":
        return _national(one) == _national(other)
    if field in _BY_SYMBOLS:
        return _symbols(one) == _symbols(other)
    if field == "account_holder":
        return sorted(words_of(one)) == sorted(words_of(other))
    if field == "street":
        return _plain_words(one) == _plain_words(other)
    return search_key(one.strip()) == search_key(other.strip())


def _symbols(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _national(text: str) -> str:
    """Digits of a number as it is dialled in Germany, whichever way its country is written."""
    digits = "".join(sign for sign in text if sign.isdigit())
    for prefix in ("0049", "49") if text.strip().startswith(("+", "00")) else ():
        if digits.startswith(prefix):
            return f"0{digits.removeprefix(prefix).removeprefix('0')}"
    return digits


def _plain_words(text: str) -> list[str]:
    """Folded words; a street counts the same whether it is written out or not."""
    folded: list[str] = []
    for word in words_of(text):
        stem = (
            word.removesuffix("strasse") if word.endswith("strasse") else word.removesuffix("str")
        )
        if stem != word:
            folded += [*([stem] if stem else []), "str"]
        else:
            folded.append(word)
    return folded
