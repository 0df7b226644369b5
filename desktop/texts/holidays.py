"""Names of holidays; the rule book names them in German."""

from desktop.texts import mark, tr

NAMES = (
    mark("Neujahr"),
    mark("Heilige Drei Könige"),
    mark("Internationaler Frauentag"),
    mark("Tag der Arbeit"),
    mark("Tag der Befreiung"),
    mark("Jahrestag des Volksaufstandes von 1953"),
    mark("Mariä Himmelfahrt"),
    mark("Weltkindertag"),
    mark("Tag der Deutschen Einheit"),
    mark("Reformationstag"),
    mark("Allerheiligen"),
    mark("1. Weihnachtstag"),
    mark("2. Weihnachtstag"),
    mark("Buß- und Bettag"),
    mark("Karfreitag"),
    mark("Ostersonntag"),
    mark("Ostermontag"),
    mark("Christi Himmelfahrt"),
    mark("Pfingstsonntag"),
    mark("Pfingstmontag"),
    mark("Fronleichnam"),
    mark("Feiertag"),
    mark("Betriebsruhe"),
)


def holiday_text(name: str) -> str:
    """Return the name of ``WorkdayCalendar.holiday_name`` in the language that is spoken."""
    return tr(name)
