"""What is done with the database of an older version, in words."""

from desktop.domain.upgrade import UpgradeProgress, UpgradeStep
from desktop.texts import tr
from desktop.texts.sizes import byte_size


def upgrade_text(progress: UpgradeProgress) -> str:
    """Return what is being done and how far it is, and that ending now loses nothing."""
    stays = tr("Wer jetzt beendet, verliert nichts; die Datenbank bleibt, wie sie war.")
    return f"{_doing(progress)} {stays}"


def _doing(progress: UpgradeProgress) -> str:
    match progress.step:
        case UpgradeStep.COPYING:
            return tr(
                "Bevor die Datenbank auf diese Version umgestellt wird, wird sie gesichert: {done} "
                "von {total}.",
                done=byte_size(progress.done),
                total=byte_size(progress.total),
            )
        case UpgradeStep.CHECKING_COPY:
            return tr("Die Sicherung der Datenbank wird geprüft …")
        case UpgradeStep.CHANGING:
            return tr(
                "Die Datenbank wird auf diese Version umgestellt: Schritt {n} von {total}.",
                n=min(progress.done + 1, progress.total),
                total=progress.total,
            )
        case UpgradeStep.CHECKING:
            return tr("Die umgestellte Datenbank wird geprüft …")
