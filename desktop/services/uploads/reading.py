"""What lies in a file: the letters on its pages, judged one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.letters import letters_of
from desktop.domain.document_match.page_facts import PageFacts, read_page
from desktop.domain.document_match.reasons import Match, Reason, ReasonCode, match_of
from desktop.domain.document_match.verdicts import Expected, judge
from desktop.domain.documents import TextState

MOST_BYTES = 500 * 1024 * 1024
"""Of one file of a batch; a company's letters of a year may come in one."""


@dataclass(frozen=True, slots=True)
class JudgedLetter:
    """A letter of a file with what is on its pages; ``last`` is None where nobody knows."""

    first: int
    last: int | None
    pages: tuple[PageFacts, ...]
    match: Match
    basis: str = ""
    """``Contract.basis`` of the contract it was matched with."""


def judged_letters(
    name: str,
    state: TextState,
    texts: Sequence[str],
    count: int | None,
    directory: Directory,
    expected: Expected,
    *,
    unseen: Collection[int] = (),
) -> tuple[JudgedLetter, ...]:
    """Judge every letter of a file by the texts of its pages; there is at least one.

    ``unseen`` are pages, counted from 1, with words that are not surely to be seen: no letter with
    one is sure.
    """
    if not texts:
        reason = Reason(ReasonCode.UNREADABLE, values=(state.value,))
        return (JudgedLetter(1, count, (), match_of(None, (reason,))),)
    pages = [read_page(number, text, directory) for number, text in enumerate(texts, start=1)]
    letters = []
    for one in letters_of(pages):
        own = tuple(pages[one.first - 1 : one.last])
        match = judge(name, own, directory, expected, placed=one.placed)
        # The page behind a letter told that the letter ends before it.
        if any(page in unseen for page in range(one.first, one.last + 2)):
            match = match_of(match.tenancy_id, (*match.reasons, Reason(ReasonCode.TEXT_HIDDEN)))
        contract = directory.contracts.get(match.tenancy_id or 0)
        basis = "" if contract is None else contract.basis
        letters.append(JudgedLetter(one.first, one.last, own, match, basis))
    return tuple(letters)


def refused_letter(code: str) -> JudgedLetter:
    """A file whose content may not be published; ``code`` is that of the error."""
    return JudgedLetter(1, None, (), refusal(code))


def refusal(code: str) -> Match:
    """Held back because publishing is refused, whoever it is for."""
    return match_of(None, (Reason(ReasonCode.REFUSED, values=(code,)),))
