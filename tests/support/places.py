"""The folders of a program run in tests: real ones, on a drive that always has room."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from desktop.adapters.operation_places import FolderOfBackups, private_scratch
from desktop.domain.backup_manifest import Extras
from desktop.domain.operation import PlaceKind, Space

PLENTY = tuple(Space(kind, 80_000_000_000, 250_000_000_000) for kind in PlaceKind)


@dataclass
class RoomyPlaces:
    """Satisfies the port ``Places``; ``room`` is what the drives say, and a test may change it."""

    folder: Path
    room: tuple[Space, ...] = field(default=PLENTY)
    extra: Extras = field(default_factory=Extras)

    def spaces(self) -> tuple[Space, ...]:
        return self.room

    def backup_folder(self, chosen: Path | None = None) -> FolderOfBackups:
        return FolderOfBackups(chosen or self.folder / "backups")

    def scratch(self) -> AbstractContextManager[Path]:
        return private_scratch(self.folder)

    def extras(self) -> Extras:
        return self.extra


def make_places(folder: Path) -> RoomyPlaces:
    """Places whose backups go below ``folder``."""
    return RoomyPlaces(folder)
