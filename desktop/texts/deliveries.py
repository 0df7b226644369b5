"""Why an event could not be handed to the portal, in one sentence for the case it belongs to."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.texts import mark, tr

_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "folder_missing": mark("Der Austauschordner des Portals ist nicht erreichbar."),
        "not_permitted": mark("In den Austauschordner des Portals darf nicht geschrieben werden."),
        "disk_full": mark("Im Austauschordner des Portals ist kein Platz mehr."),
        "document_missing": mark("Eine Anlage liegt nicht mehr in der Dokumentenablage."),
        "not_writable": mark("Der Austauschordner des Portals nimmt nichts an."),
    }
)
_OTHER = mark("Die Übergabe an das Portal hat nicht geklappt.")


def delivery_problem(code: str) -> str:
    """Return the sentence for the ``last_error`` of a delivery; "" where there is none."""
    return tr(_PROBLEMS.get(code, _OTHER)) if code else ""
