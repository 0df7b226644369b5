"""Fields of a form: what is missing, what does not fit, how typed values are kept."""

from typing import Any

import pytest

from desktop.domain.form_fields import (
    LONGEST_LINE,
    Choice,
    FieldDefinition,
    FieldFault,
    UnfitValueError,
    belongs_to,
    check_fields,
    fault_of,
    flat_values,
    is_empty,
    kept_value,
    key_of,
    plain_text,
    typed_text,
    value_at,
    with_value,
)
from desktop.domain.work import FieldKind

PETS = FieldDefinition(
    key="animal",
    label="Tier",
    kind=FieldKind.CHOICE,
    choices=(Choice("dog", "Hund"), Choice("cat", "Katze")),
)


def field(kind: FieldKind, *, required: bool = False) -> FieldDefinition:
    return FieldDefinition(key="one", label="Eins", kind=kind, required=required)


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        (FieldKind.LINE, "Bad", None),
        (FieldKind.LINE, ["Bad", "Küche"], None),
        (FieldKind.NUMBER, "213,4", None),
        (FieldKind.NUMBER, "1.213,4", None),
        (FieldKind.NUMBER, "213.45", None),
        (FieldKind.NUMBER, "-3", None),
        (FieldKind.NUMBER, 213.4, None),
        (FieldKind.NUMBER, 0, None),
        (FieldKind.NUMBER, "ungefähr 200", FieldFault.NOT_A_NUMBER),
        (FieldKind.NUMBER, "1,2,3", FieldFault.NOT_A_NUMBER),
        (FieldKind.NUMBER, True, FieldFault.NOT_A_NUMBER),
        (FieldKind.DATE, "2026-11-18", None),
        (FieldKind.DATE, "18.11.2026", None),
        (FieldKind.DATE, "2026-02-30", FieldFault.NOT_A_DATE),
        (FieldKind.DATE, "gestern", FieldFault.NOT_A_DATE),
        (FieldKind.DATE, 20261118, FieldFault.NOT_A_DATE),
        (FieldKind.YES_NO, False, None),
        (FieldKind.YES_NO, "Ja", None),
        (FieldKind.YES_NO, "vielleicht", FieldFault.NOT_YES_OR_NO),
        (FieldKind.YES_NO, {"a": "x"}, FieldFault.NOT_YES_OR_NO),
    ],
)
def test_a_value_fits_its_kind_or_not(
    kind: FieldKind, value: object, fault: FieldFault | None
) -> None:
    assert fault_of(field(kind), value) is fault


@pytest.mark.parametrize("value", [None, "", "  ", [], {}, {"street": " ", "town": None}, [""]])
def test_nothing_is_missing_only_where_something_is_required(value: object) -> None:
    for kind in FieldKind:
        assert fault_of(field(kind, required=True), value) is FieldFault.MISSING
        assert fault_of(field(kind), value) is None
    assert is_empty(value)


@pytest.mark.parametrize("value", [False, 0, 0.0, "0", {"a": False}])
def test_no_and_nought_are_something(value: object) -> None:
    assert not is_empty(value)


def test_a_choice_is_known_by_its_value_or_by_its_label() -> None:
    assert [PETS.label_of(value) for value in ("dog", "DOG", "Katze", "fish", True, None)] == [
        "Hund",
        "Hund",
        "Katze",
        None,
        None,
        None,
    ]
    assert fault_of(PETS, "fish") is FieldFault.NOT_A_CHOICE
    assert kept_value(PETS, "Katze") == "cat"


def test_what_is_wrong_stands_in_the_order_of_the_form() -> None:
    form = (
        FieldDefinition(key="when", label="Wann", kind=FieldKind.DATE),
        FieldDefinition(key="where", label="Wo", required=True),
        FieldDefinition(key="old", label="Alt", required=True, retired=True),
        PETS,
    )
    problems = check_fields(form, {"when": "bald", "animal": "fish", "unknown": 1})
    assert [(one.key, one.label, one.fault) for one in problems] == [
        ("when", "Wann", FieldFault.NOT_A_DATE),
        ("where", "Wo", FieldFault.MISSING),
        ("animal", "Tier", FieldFault.NOT_A_CHOICE),
    ]
    assert check_fields(form, None)[0].fault is FieldFault.MISSING


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldKind.LINE, "  im   Bad ", "im Bad"),
        (FieldKind.LINE, " ", None),
        (FieldKind.TEXT, " eins\n\nzwei ", "eins\n\nzwei"),
        (FieldKind.NUMBER, " 1.213,40 ", "1.213,40"),
        (FieldKind.DATE, "2026-11-18", "2026-11-18"),
        (FieldKind.DATE, "18.11.2026", "2026-11-18"),
        (FieldKind.YES_NO, "yes", True),
        (FieldKind.YES_NO, "no", False),
        (FieldKind.YES_NO, "", None),
    ],
)
def test_what_is_typed_is_kept_by_its_kind(kind: FieldKind, typed: str, kept: object) -> None:
    value = kept_value(field(kind, required=True), typed)
    assert value == kept
    assert type(value) is type(kept)
    if kept is not None:
        again = kept_value(field(kind), typed_text(field(kind), value))
        assert again == kept, "an editor that changes nothing changes nothing"


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        (FieldKind.NUMBER, "viel", FieldFault.NOT_A_NUMBER),
        (FieldKind.DATE, "31.02.2026", FieldFault.NOT_A_DATE),
        (FieldKind.YES_NO, "jein", FieldFault.NOT_YES_OR_NO),
        (FieldKind.LINE, "x" * (LONGEST_LINE + 1), FieldFault.TOO_LONG),
    ],
)
def test_what_does_not_fit_is_not_kept(kind: FieldKind, typed: str, fault: FieldFault) -> None:
    with pytest.raises(UnfitValueError) as caught:
        kept_value(field(kind), typed)
    assert caught.value.fault is fault


def test_values_are_found_and_put_in_by_dotted_keys() -> None:
    fields: dict[str, Any] = {"address": {"street": "Musterkehre", "town": ""}, "a.b": "flat"}
    assert value_at(fields, "address.street") == "Musterkehre"
    assert value_at(fields, "address.number") is None
    assert value_at(fields, "a.b") == "flat"
    assert value_at(None, "a") is None
    assert with_value(fields, "address.number", "12") == {
        "address": {"street": "Musterkehre", "town": "", "number": "12"},
        "a.b": "flat",
    }
    assert with_value(fields, "a.b", None) == {"address": {"street": "Musterkehre", "town": ""}}
    assert with_value({"address": {"street": "x"}}, "address.street", None) == {}
    assert with_value({}, "address.town", "Hamburg") == {"address": {"town": "Hamburg"}}
    assert with_value({"a": "x"}, "a.b", "y") == {"a": "x", "a.b": "y"}
    assert fields == {"address": {"street": "Musterkehre", "town": ""}, "a.b": "flat"}


def test_flat_values_leave_out_nothing_but_nothing() -> None:
    fields = {"a": {"b": 1, "c": None}, "d": False, "e": "", "f": ["x", ["y"]]}
    assert dict(flat_values(fields)) == {"a.b": 1, "d": False, "f": ["x", ["y"]]}
    assert plain_text(fields["f"]) == "x, y"
    assert plain_text({"a": True, "b": None}) == "yes"
    assert belongs_to("address.street", "address")
    assert belongs_to("address", "address")
    assert not belongs_to("addressee", "address")


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Gewünschter Tag", "gewuenschter_tag"),
        ("Größe (m²)", "groesse_m2"),
        ("  ", ""),
        ("!?", ""),
        ("Zähler-Nr. 2", "zaehler_nr_2"),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_key_is_made_of_a_label(label: str, key: str) -> None:
    assert key_of(label) == key
