"""List what the English catalogue lacks and what it has too much, for developers.

    python -m tests.texts.missing

Standard output gets a ready ``.po`` stanza for every German sentence without English: append it to
the file of your slice in ``resources/locale/en`` and fill in ``msgstr``. Standard error gets the
entries that no module uses any more. The exit status is 1 when there is anything to do.
"""

import sys
from collections import defaultdict

import polib

from tests.texts.catalogue import Sentence, translated, uses


def _stanza(sentence: Sentence, places: list[str]) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=sentence.msgid, occurrences=[(place, "") for place in sorted(set(places))]
    )
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        entry.msgstr_plural = {0: "", 1: ""}
    return entry


def main() -> int:
    """Print gaps and left-over entries; return the exit status."""
    used: dict[Sentence, list[str]] = defaultdict(list)
    for use in uses():
        used[use.sentence].append(use.where)
    known = translated()
    missing = [sentence for sentence in used if sentence not in known]
    for sentence in missing:
        print(_stanza(sentence, used[sentence]))
    left_over = sorted(
        f"{file}: {sentence.msgid}" for sentence, file in known.items() if sentence not in used
    )
    for line in left_over:
        print("left over:", line, file=sys.stderr)
    return 1 if missing or left_over else 0


if __name__ == "__main__":
    sys.exit(main())
