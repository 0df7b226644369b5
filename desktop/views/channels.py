"""The ways in as screens show them: a word and an icon of its own for each."""

from desktop.domain.case_status import Channel
from desktop.texts import tr

CHANNEL_ICONS = {
    Channel.PORTAL: "monitor",
    Channel.APP: "smartphone",
    Channel.EMAIL: "at-sign",
    Channel.TELEPHONE: "phone",
    Channel.LETTER: "mailbox",
    Channel.COUNTER: "hand",
}


def channel_name(channel: Channel) -> str:
    """Name of a channel as shown."""
    names = {
        Channel.PORTAL: tr("Portal"),
        Channel.APP: tr("App"),
        Channel.EMAIL: tr("E-Mail"),
        Channel.TELEPHONE: tr("Telefon"),
        Channel.LETTER: tr("Post"),
        Channel.COUNTER: tr("Besuch"),
    }
    return names[channel]
