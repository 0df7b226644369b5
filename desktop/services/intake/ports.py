"""What the way from the portal must offer (its other direction: ``portal_outbox_port``)."""

from collections.abc import Iterator
from typing import Protocol

from desktop.domain.portal_folder import FolderFile, FolderName, PortalFolder


class PortalInbox(Protocol):
    """A place where the portal leaves folders for us.

    Every method but ``prepare`` may raise ``OSError`` for the folder it is asked about: that folder
    then stays for the next time, the others go on.
    """

    def prepare(self) -> None:
        """Make sure that the place is there and can be used.

        Raises:
            UserError: ``intake.folder_unusable`` with the parameter ``folder``.
        """

    def waiting(self) -> Iterator[FolderName]:
        """Yield the folders that arrived, in no particular order; stray files are passed over."""

    def peek(self, name: FolderName, limit: int) -> bytes | None:
        """Return the event of a waiting folder; None where there is none of at most ``limit``."""

    def claim(self, name: FolderName) -> PortalFolder | None:
        """Take a waiting folder by one rename; None if it is gone or is no folder."""

    def claimed(self) -> Iterator[PortalFolder]:
        """Yield the folders that a run took and did not finish."""

    def kept(self, kept_in: FolderName, name: FolderName) -> PortalFolder | None:
        """Return a folder of the quarantine; None if somebody took it away."""

    def files(self, folder: PortalFolder) -> tuple[FolderFile, ...]:
        """Return all entries of the folder, by name."""

    def read(self, folder: PortalFolder, file: FolderName, limit: int) -> bytes:
        """Return a plain file's content, at most ``limit`` bytes of it; never follows a link."""

    def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
        """Yield a plain file's content piece by piece; never follows a link."""

    def free_name(self, folder: PortalFolder) -> FolderName:
        """Return the name under which the folder can lie in the quarantine."""

    def quarantine(self, folder: PortalFolder, kept_in: FolderName) -> None:
        """Move the folder as it is into the quarantine; a second time does nothing."""

    def finish(self, folder: PortalFolder) -> None:
        """Leave an empty marker with the folder's name, and remove the folder with its content."""
