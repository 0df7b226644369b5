"""The sheet with the recovery key of an encrypted data folder, as it is printed once."""

from datetime import date

from desktop.domain.letter import Letter, LetterBlock, Letterhead
from desktop.domain.master_key import MasterKey, recovery_groups
from desktop.texts import tr
from desktop.texts.dates import full_date

_IN_A_LINE = 4


def recovery_sheet(key: MasterKey, made_on: date, folder: str) -> Letter:
    """Return the sheet; ``made_on`` is the Berlin day, ``folder`` the data folder it opens."""
    groups = recovery_groups(key)
    lines = ["   ".join(groups[at : at + _IN_A_LINE]) for at in range(0, len(groups), _IN_A_LINE)]
    return Letter(
        head=Letterhead(
            name="Mieterdesk", line=tr("Wiederherstellungsschlüssel"), sender="", footer=()
        ),
        address=(),
        info=((tr("Datenordner"), folder),),
        day=full_date(made_on),
        subject=tr("Wiederherstellungsschlüssel"),
        body=(
            LetterBlock(text="\n".join(lines)),
            LetterBlock(
                text=tr(
                    "Mit diesem Schlüssel lassen sich der Datenordner und seine Sicherungen auf "
                    "jedem Rechner öffnen. Verwahren Sie das Blatt wie einen Tresorschlüssel, "
                    "getrennt vom Rechner."
                )
            ),
        ),
    )
