"""What is said of forms of the library and their versions."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.services.library_forms.view import FormStanding, FormVersionRow
from desktop.texts import mark, tr
from desktop.texts.dates import near_moment
from desktop.texts.foreign import shown

_STANDINGS: Mapping[FormStanding, str] = MappingProxyType(
    {
        FormStanding.DRAFT: mark("nicht veröffentlicht"),
        FormStanding.PUBLISHED: mark("im Portal"),
        FormStanding.REPLACED: mark("ersetzt"),
        FormStanding.WITHDRAWN: mark("zurückgezogen"),
    }
)


def standing_name(standing: FormStanding) -> str:
    """Return where a form or a version stands, in words."""
    return tr(_STANDINGS[standing])


def version_text(number: int) -> str:
    """Return the number of a version as it is said."""
    return tr("Version {n}", n=number)


def withdrawn_text(version: FormVersionRow) -> str:
    """Return who took a version away, when and why; "" for one that was not."""
    if version.withdrawn_at is None:
        return ""
    return tr(
        "Version {n} zurückgezogen {when} von {who}: {reason}",
        n=version.number,
        when=near_moment(version.withdrawn_at),
        who=shown(version.withdrawn_by),
        reason=shown(version.withdraw_reason),
    )
