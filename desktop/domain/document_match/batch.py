"""What only shows beside the other letters of a batch: the same file, the same contract twice."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.reasons import Match, Reason, ReasonCode, match_of
from desktop.domain.documents import Verdict


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """A judged letter; ``content`` is the hash of its file, ``first`` its first page in it.

    ``decided`` tells that a person said whose it is.
    """

    file_name: str
    content: str
    first: int
    match: Match
    decided: bool = False


def compare_letters(
    letters: Sequence[BatchLetter],
    published: Collection[tuple[int, str]] = (),
    served: Collection[int] = (),
) -> tuple[Match, ...]:
    """Judge letters once more, knowing all others; the order stays.

    ``published`` are the contents that lie in a contract's account already, ``served`` the
    contracts that have a paper of this kind and period. Of equal files the first one counts.
    """
    first_of: dict[tuple[str, int], str] = {}
    known, had = frozenset(published), frozenset(served)
    matches: list[Match] = []
    for letter in letters:
        earlier = first_of.get((letter.content, letter.first))
        first_of.setdefault((letter.content, letter.first), letter.file_name)
        match = letter.match
        if earlier is not None:
            match = _with(match, Reason(ReasonCode.DUPLICATE, values=(earlier,)))
        elif match.tenancy_id is not None and (match.tenancy_id, letter.content) in known:
            match = _with(match, Reason(ReasonCode.DUPLICATE))
        matches.append(match)
    claims = Counter(
        match.tenancy_id
        for letter, match in zip(letters, matches, strict=True)
        if letter.decided or match.verdict is Verdict.SURE
    )
    return tuple(
        _with(one, Reason(ReasonCode.TWICE))
        if one.verdict is Verdict.SURE and (claims[one.tenancy_id] > 1 or one.tenancy_id in had)
        else one
        for one in matches
    )


def _with(match: Match, reason: Reason) -> Match:
    return match_of(match.tenancy_id, (*match.reasons, reason))
