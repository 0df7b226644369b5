"""A newer version is told, an older one, another system's or anything else is not."""

import pytest

from desktop.domain.newer_version import NewerVersion, newest_above


@pytest.mark.parametrize(
    ("names", "system", "told"),
    [
        (["mieterdesk_0.2.0_amd64.deb"], "linux", "0.2.0"),
        (["mieterdesk_0.9.0_amd64.deb", "mieterdesk_0.10_arm64.deb"], "linux", "0.10"),
        (["Mieterdesk-1.0.exe", "mieterdesk_2.0_amd64.deb"], "win32", "1.0"),
        (["mieterdesk-0.1.1.dmg"], "darwin", "0.1.1"),
        (["mieterdesk_0.1.0_amd64.deb", "mieterdesk_0.0.9_amd64.deb"], "linux", None),
        (["mieterdesk_0.1_amd64.deb", "mieterdesk_0.1.0.0_amd64.deb"], "linux", None),
        (["mieterdesk_9.0_amd64.deb"], "win32", None),
        (
            ["mieterdesk_9.0_amd64.deb.part", "xmieterdesk_9.0.deb", "mieterdesk_9.deb"],
            "linux",
            None,
        ),
        (["mieterdesk_9.0~rc1_amd64.deb", ""], "linux", None),
        (["mieterdesk_9.0_amd64.deb"], "plan9", None),
    ],
)
def test_what_lies_in_the_folder(names: list[str], system: str, told: str | None) -> None:
    found = newest_above(names, "0.1.0", system)
    assert (found and found.version) == told
    assert found is None or isinstance(found, NewerVersion)
    assert found is None or found.file in names
