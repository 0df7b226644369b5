"""Words a person has added: one's own, each once, and taken out again."""

from desktop.services.context import ServiceContext
from desktop.services.conversation.spelling import add_own_word, own_words, remove_own_word
from tests.support.factories import add_household


def test_words_belong_to_one_person_and_can_be_taken_out(context: ServiceContext) -> None:
    home = add_household(context.database)
    assert own_words(context, home.clerk) == frozenset()
    assert add_own_word(context, home.clerk, "Mieterdesk") == {"mieterdesk"}
    assert add_own_word(context, home.clerk, "MIETERDESK") == {"mieterdesk"}
    assert add_own_word(context, home.clerk, "Gr\u00f6\u00dfenwahn’s") == {
        "mieterdesk",
        "größenwahn's".casefold(),
    }
    assert own_words(context, home.lead) == frozenset()
    assert remove_own_word(context, home.clerk, "mieterdesk") == {"größenwahn's".casefold()}
    assert add_own_word(context, home.clerk, "-") == own_words(context, home.clerk)
    assert len(own_words(context, home.clerk)) == 1
