"""What the program says of the runs it made by itself."""

from collections.abc import Iterable
from datetime import datetime

from desktop.texts import tr
from desktop.texts.dates import full_moment


def late_runs_sentence(late: Iterable[tuple[int, str, datetime]]) -> str:
    """Return what is to be said of runs (number, company, file moment) that were made up for."""
    return " ".join(
        tr(
            "{company}: Die Lastschriftdatei vom {moment} wurde verpasst. Lauf {number} ist "
            "nachgeholt; wen das verschiebt, der erfährt das neue Datum.",
            company=company,
            moment=full_moment(moment),
            number=number,
        )
        for number, company, moment in late
    )
