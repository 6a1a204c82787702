import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.symbols.archive_names import decode_names, guess_encoding

# What people call symbols, as their Windows would write it.
_TOGETHER = {
    "gbk": "太阳 月亮 山 水 火 大树 小鱼 飞鸟 字母甲 三角形 正方形 苹果 房子 你好 星星1 人",
    "cp932": "ソース 表 能力 ひまわり さくら 山 川 東京 記号A テスト りんご 三角 富士山 構造 十 犬",
    "cp866": "солнце Дерево луна рыба птица дом машина Звезда буква_А ёлка Ключ круг Треугольник огонь",
    "cp850": "Fußgänger Fähigkeit Möwe Schlüssel Tür Blüte étoile élève forêt château árbol corazón niño pão",
    "utf-8": "太阳 さくら солнце Fähigkeit étoile ήλιος שמש 태양 شمس ☀ 🌳 Tu\u0308r 山",
}
NAMES = {encoding: names.split() for encoding, names in _TOGETHER.items()}


def zipped(names: list[bytes], *, marked: str = "as it is") -> bytes:
    """An archive with these names as they stand here, and no word on how they are written; one more name has it."""
    file = io.BytesIO()
    stand_ins = [f"{i:02}".ljust(len(name), "~") for i, name in enumerate(names)]  # no shorter than two bytes
    with zipfile.ZipFile(file, "w") as archive:
        for stand_in in [*stand_ins, marked]:
            archive.writestr(stand_in, b"x")
    data = file.getvalue()
    for stand_in, name in zip(stand_ins, names, strict=True):
        assert data.count(stand_in.encode()) == 2
        data = data.replace(stand_in.encode(), name)
    return data


def read(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return decode_names(archive.infolist())


@pytest.mark.parametrize("encoding", NAMES)
def test_names_are_read_as_they_were_written(encoding):
    paths = [f"{name}/001.png" for name in NAMES[encoding]]
    assert read(zipped([path.encode(encoding) for path in paths])) == [*paths, "as it is"]


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_few_names_suffice(encoding, data):
    names = data.draw(st.lists(st.sampled_from(NAMES[encoding]), min_size=3, max_size=5, unique=True))
    found = guess_encoding([name.encode(encoding) for name in names])
    assert [name.encode(encoding).decode(found) for name in names] == names


def test_one_name_may_suffice():
    for encoding, name in {"gbk": "太阳", "cp932": "表", "cp866": "дом", "cp850": "Tür", "utf-8": "é"}.items():
        assert guess_encoding([name.encode(encoding)]) == encoding


@pytest.mark.parametrize("name", ["ソ", "表", "能力", "十"])
def test_a_sign_with_the_byte_of_a_backslash_is_not_cut(name):
    raw = name.encode("cp932")
    assert b"\\" in raw
    assert read(zipped([raw + b"\\001.png", "さくら".encode("cp932") + b"\\001.png"])) == [
        f"{name}/001.png",
        "さくら/001.png",
        "as it is",
    ]


def test_what_is_marked_as_utf8_is_read_so_beside_what_is_not():
    assert read(zipped(["太阳".encode("gbk"), "大树".encode("gbk")], marked="Möwe")) == ["太阳", "大树", "Möwe"]


@given(st.lists(st.binary(min_size=2, max_size=40), min_size=1, max_size=4))
def test_any_bytes_are_some_names(names):
    assert guess_encoding(names) in NAMES


def test_of_very_long_names_not_all_is_weighed():
    assert guess_encoding(["é".encode("cp850") * 60_000, "太阳".encode("gbk")]) == "gbk"
