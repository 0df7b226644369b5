"""The ways in as screens show them: a word and an icon of its own for each."""

from desktop.domain.case_status import Channel
from desktop.texts.channels import channel_name

__all__ = ["CHANNEL_ICONS", "channel_name"]

CHANNEL_ICONS = {
    Channel.PORTAL: "monitor",
    Channel.APP: "smartphone",
    Channel.EMAIL: "at-sign",
    Channel.TELEPHONE: "phone",
    Channel.LETTER: "mailbox",
    Channel.COUNTER: "hand",
}
