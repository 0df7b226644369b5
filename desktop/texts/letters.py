"""Why a letter is held back and where that is mended."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.code_letter import CodeLetterProblem
from desktop.domain.letter_address import AddressProblem
from desktop.texts import mark, tr

_PROBLEMS: Mapping[AddressProblem | CodeLetterProblem, str] = MappingProxyType(
    {
        AddressProblem.INCOMPLETE: mark(
            "Zurückgehalten: Die Anschrift ist unvollständig. Ein Brief braucht Namen, Straße und "
            "Ort. Bitte ergänzen Sie sie mit „Anschrift berichtigen“."
        ),
        AddressProblem.NO_POSTCODE: mark(
            "Zurückgehalten: In der letzten Zeile fehlt die fünfstellige Postleitzahl mit dem Ort, "
            "bei Briefen ins Ausland das Land. Bitte ergänzen Sie sie mit „Anschrift berichtigen“."
        ),
        AddressProblem.TOO_MANY_LINES: mark(
            "Zurückgehalten: Die Anschrift hat mehr als sechs Zeilen und passt nicht in das "
            "Fenster. Bitte kürzen Sie sie mit „Anschrift berichtigen“."
        ),
        AddressProblem.TOO_WIDE: mark(
            "Zurückgehalten: Eine Zeile der Anschrift ist breiter als das Fenster. Bitte teilen "
            "oder kürzen Sie sie mit „Anschrift berichtigen“."
        ),
        CodeLetterProblem.NO_PORTAL_ADDRESS: mark(
            "Zurückgehalten: Für diese Gesellschaft ist keine Adresse des Portals hinterlegt, der "
            "Brief könnte nicht sagen, wo der Code einzugeben ist. Wer verwaltet, trägt sie unter "
            "„Briefvorlagen“ ein."
        ),
    }
)


def letter_problem(problem: AddressProblem | CodeLetterProblem) -> str:
    """Return what holds a letter back and how it is mended."""
    return tr(_PROBLEMS[problem])
