import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.symbols.names import LONGEST, BadName, clean_name, count_characters, shorten_name


@pytest.mark.parametrize(
    "name", ["leaf", "七", "שלום", "ใบไม้", "👩‍👩‍👧‍👦", "🇫🇷", "O'Neil & <b>", "${alert(1)}", "می‌خواهم"]
)
def test_names_of_any_script_are_kept_as_they_are(name):
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  two \t\n words ", "two words"),
        ("e\u0301", "é"),  # composed
        ("e\u200b\u0301", "é"),  # composed, once nothing stands between
        ("abc\u202edcba", "abcdcba"),  # right-to-left override
        ("a\u2066b\u2069\u200f", "ab"),  # isolates, direction marks
        ("a\x00\x1b[31mb", "a[31mb"),
        ("a\u200bb\ufeff", "ab"),  # zero-width space, byte order mark
        ("a\ud800b", "ab"),  # half of a pair, as JSON may hold one
    ],
)
def test_what_disturbs_the_text_round_a_name_is_dropped(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "\u200d\u200c", "\u0301", None, 7, ["leaf"]])
def test_a_name_without_anything_to_see_is_refused(name):
    with pytest.raises(BadName):
        clean_name(name)


def test_a_name_has_at_most_forty_characters_as_a_person_counts_them():
    assert clean_name("x" * 40) == "x" * 40
    with pytest.raises(BadName, match="at most 40 characters, this one has 41"):
        clean_name("x" * 41)
    with pytest.raises(BadName, match=r"10,000"):
        clean_name("x" * 10_000)
    # Seven code points each, one family to the eye: 20 of them are 140 code points.
    assert clean_name("👩‍👩‍👧‍👦" * 20) == "👩‍👩‍👧‍👦" * 20
    with pytest.raises(BadName, match="too many accents"):
        clean_name("a" + "\u0301" * 300)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("e\u0301", 1), ("👍🏽", 1), ("🇫🇷🇩🇪", 2), ("👩‍👩‍👧", 1), ("कि", 1)]
)
def test_characters_are_counted_as_a_person_counts_them(text, count):
    assert count_characters(text) == count


def test_names_of_files_are_shortened():
    assert shorten_name("x" * 500) == "x" * LONGEST
    assert shorten_name("leaf") == "leaf"


@given(st.text())
def test_a_clean_name_stays_as_it_is(text):
    try:
        name = clean_name(text)
    except BadName:
        return
    assert clean_name(name) == name
    assert 1 <= count_characters(name) <= LONGEST
