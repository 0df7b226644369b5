"""What the ways are called by which a tenant's matter reaches us and our answer leaves."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.case_status import Channel
from desktop.texts import mark, tr

_CHANNELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.PORTAL: mark("Portal"),
        Channel.APP: mark("App"),
        Channel.EMAIL: mark("E-Mail"),
        Channel.TELEPHONE: mark("Telefon"),
        Channel.LETTER: mark("Post"),
        Channel.COUNTER: mark("Besuch"),
    }
)


def channel_name(channel: Channel) -> str:
    """Return the word for a channel."""
    return tr(_CHANNELS[channel])
