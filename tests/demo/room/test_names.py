from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from demo.room.names import LENGTH, LETTERS, name_of, new_code, read_code

CODES = st.text(LETTERS, min_size=LENGTH, max_size=LENGTH)


def test_no_letter_of_a_code_is_taken_for_another():
    assert len(LETTERS) == len(set(LETTERS)) == 31
    assert not set("0O1IL") & set(LETTERS)


def test_codes_differ():
    assert len({new_code() for _ in range(200)}) == 200


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code):
    assert read_code(f" {code[:3].lower()}-{code[3:]} ") == code


def test_what_cannot_be_a_code_is_none():
    assert [read_code(typed) for typed in ("", "ABCDE", "ABCDEFG", "ABCDE0", "ABCDEÄ")] == [None] * 5


@given(CODES)
def test_a_rooms_members_have_different_names(code):
    assert len({name_of(id, code) for id in range(1, 201)}) == 200


def test_neighbours_have_neither_animal_nor_colour_in_common():
    names = [name_of(id, "ABCDEF").split() for id in range(1, 200)]
    assert not any(set(a) & set(b) for a, b in pairwise(names))
