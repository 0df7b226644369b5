from datetime import date

import pytest

from desktop.commands.arguments import day


def test_a_day_is_read() -> None:
    assert day("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize(
    "text", ["", "20261123", "2026-W48-1", "2026-11-31", "0001-01-01", "9999-12-31", "٢٠٢٦-11-23"]
)
def test_no_other_form_is_a_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day(text)
