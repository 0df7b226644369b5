"""What the way to the ERP must offer."""

from typing import Protocol


class ErpFiles(Protocol):
    """The place into which the program itself writes the runs for the ERP."""

    def write(self, name: str, content: bytes) -> None:
        """Put one file in place, whole or not at all; the same name again replaces it.

        Raises:
            OSError: the place cannot be written.
        """
