import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.symbols.names import LONGEST, count_characters
from siamese.symbols.path_names import name_symbol, symbol_paths


def named(*paths: str) -> list[str]:
    names: dict[tuple[str, ...], str] = {}
    symbols = symbol_paths(paths)
    for symbol in symbols:
        if symbol not in names:
            names[symbol] = name_symbol(symbol, names.values())
    return [names[symbol] for symbol in symbols]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        # a folder for each symbol
        (["leaf/1.png", "leaf/2.png", "sun/1.png"], ["leaf", "leaf", "sun"]),
        (["my set/leaf/1.png", "my set/sun/1.png", "my set/notes.txt"], ["leaf", "sun", "notes"]),
        (["set/leaf/1.png", "set/sun/1.png", "../../slip.png"], ["leaf", "sun", "slip"]),
        # folders in folders: what tells them apart
        (
            ["images/Moon/c01/0709_01.png", "images/Moon/c02/0709_02.png", "images/Sun/c01/0801_01.png"],
            ["Moon c01", "Moon c02", "Sun c01"],
        ),
        (["a/x/1/1.png", "a/x/2/1.png", "a/y/1/1.png"], ["x 1", "x 2", "y 1"]),
        (["omniglot/Moon/c01/0709_01.png", "omniglot/Moon/c02/0709_01.png"], ["c01", "c02"]),
        # train, test and the like
        (["d/train/ring/1.png", "d/test/ring/1.png", "d/Validation/tri/1.png"], ["ring", "ring", "tri"]),
        (["images_background/Moon/c01/1.png", "images_evaluation/Sun/c01/1.png"], ["Moon c01", "Sun c01"]),
        (["train/leaf.png", "train/sun.png", "test/leaf.png"], ["leaf", "sun", "leaf"]),
        (["quiz/1.png", "test/1.png"], ["quiz", "test"]),  # here they are the symbols
        # a single folder
        (["symbols/leaf.png", "symbols/moon.png", "symbols/readme.txt"], ["leaf", "moon", "readme"]),
        (["symbols/leaf.png"], ["leaf"]),
        (["ring/001.png", "ring/002.png"], ["ring", "ring"]),
        (["set/ring/IMG_0011.jpg", "set/ring/IMG_0012.jpg"], ["ring", "ring"]),
        (["test/001.png"], ["test"]),
        # none
        (["leaf.png", "1.png", "2.png"], ["leaf", "1", "2"]),
        (["leaf.png", "leaf/1.png"], ["leaf", "leaf"]),
        # the same name, written as Macs and as others do
        (["e\u0301t/1.png", "\u00e9t/2.png", "x/1.png"], ["\u00e9t", "\u00e9t", "x"]),
    ],
)  # fmt: skip
def test_symbols_are_called_by_what_tells_their_paths_apart(paths, names):
    assert named(*paths) == names


def test_long_paths_keep_their_end_and_stay_apart():
    alphabet = "Inuktitut_(Canadian_Aboriginal_Syllabics)"  # 41 characters, one of Omniglot's
    first, second, _ = named(
        f"{alphabet}/character01/1.png", f"{alphabet}/character02/1.png", "Latin/character01/1.png"
    )
    assert first == "Inuktitut_(Canadian_Aborigi… character01"
    assert second == "Inuktitut_(Canadian_Aborigi… character02"
    assert named(f"{'x' * 50}a/1.png", f"{'x' * 50}b/1.png") == ["x" * 40, "x" * 36 + " (2)"]


FOLDER = st.text("abcd -é", min_size=1, max_size=30).filter(str.strip)
PATHS = st.lists(st.lists(FOLDER, min_size=1, max_size=3), min_size=2, max_size=8)


@given(PATHS)
def test_names_are_the_same_only_for_the_same_folders(folders):
    names = named(*("/".join(parts) + "/1.png" for parts in folders))
    assert all(1 <= count_characters(name) <= LONGEST for name in names)
    for one, name in zip(folders, names, strict=True):
        for other, other_name in zip(folders, names, strict=True):
            assert (name == other_name) == (one == other)


@given(PATHS, st.lists(FOLDER, max_size=3))
def test_folders_round_all_change_nothing(folders, round_all):
    paths = ["/".join([*parts, f"{i}.png"]) for i, parts in enumerate(folders)]
    assert named(*("/".join([*round_all, path]) for path in paths)) == named(*paths)


@given(PATHS, st.data())
def test_how_drawings_are_divided_changes_nothing(folders, data):
    paths = ["/".join([*parts, f"{i}.png"]) for i, parts in enumerate(folders)]
    split = st.sampled_from(["train", "test", "val"])
    assert named(*(f"{data.draw(split)}/{path}" for path in paths)) == named(*paths)
