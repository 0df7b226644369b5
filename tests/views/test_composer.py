"""The editor of replies, rejections and notes: which prepared text it began with."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.kinds import DraftKind
from desktop.services.conversation.text_modules import TextModule, TextModuleKind
from desktop.views.case.composer import Composer, Written

REJECTION = TextModule("rejection_withdrawn", TextModuleKind.REJECTION, "Grund", "Betreff", "Nein.")
REPLY = TextModule("call_back", TextModuleKind.REPLY, "Rückruf", "Betreff", "Wir rufen an.")


@pytest.fixture
def composer(qapp: QApplication) -> Iterator[Composer]:
    made = Composer()
    made.set_choices((), (REPLY,))
    yield made
    made.deleteLater()


def _with_module(composer: Composer) -> Written:
    composer.modules.activated.emit(composer.modules.findData(REPLY.code))
    return composer.content()


def test_a_rejection_keeps_its_reason_whatever_is_put_into_it(composer: Composer) -> None:
    composer.open_prepared(DraftKind.REJECTION, REJECTION)
    written = _with_module(composer)
    assert REPLY.text in written.text
    assert written.template_code == REJECTION.code


def test_a_reply_is_of_the_text_chosen_last(composer: Composer) -> None:
    composer.open_as(DraftKind.REPLY, None)
    assert _with_module(composer).template_code == REPLY.code
