"""Rules of routing in words: what a rule is about, who gets a case, and why."""

from desktop.texts import tr


def house_text(number: str, street: str, place: str) -> str:
    """Return what a property is called: "4417 · Musterkehre 12, 22041 Hamburg"."""
    return f"{number} · {street}, {place}"


def rule_text(category: str, house: str) -> str:
    """Return what a rule is about; "" is any category, any property."""
    if category and house:
        return tr("{category} im Objekt {house}", category=category, house=house)
    if house:
        return tr("Alles im Objekt {house}", house=house)
    if category:
        return tr("{category} in allen Objekten", category=category)
    return tr("Alle Vorgänge der Gesellschaft")


def receiver_text(team: str, person: str) -> str:
    """Return who gets a case; "" is no team, no person."""
    if not team:
        return tr("Nicht zugewiesen")
    if not person:
        return tr("Team {team}, ohne Person", team=team)
    return tr("{person} (Team {team})", person=person, team=team)


def winner_text(category: str, house: str) -> str:
    """Return by which rule a case finds its people."""
    return tr("Regel: {rule}", rule=rule_text(category, house))


def no_rule_text() -> str:
    """Return why a case finds nobody."""
    return tr("Keine Regel passt. Der Vorgang steht unter „Nicht zugewiesen“.")


def absent_text(person: str) -> str:
    """Return why a case goes to a team although its rule names somebody."""
    return tr("{person} bearbeitet hier keine Vorgänge, darum geht er an das Team.", person=person)


def passed_over_text(team: str, category: str, house: str) -> str:
    """Return why a rule that names more did not win."""
    return tr(
        "Das Team {team} ist stillgelegt, darum gilt nicht: {rule}",
        team=team,
        rule=rule_text(category, house),
    )
