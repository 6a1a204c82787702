import base64
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from siamese.slices import finish
from siamese.symbols import picture_folders, symbols_file
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from siamese.symbols.symbols_file import Allowance, BadSymbols, unpack_in_slices, unpacked_size
from tests.siamese.glyphs import BAR, CROSS, HOOK, RING, shaky
from tests.siamese.pixel_verifier import PixelVerifier


@pytest.fixture(scope="module")
def symbols():
    """Drawn and uploaded symbols, names of several scripts."""
    few = SupportSet(PixelVerifier()).register("leaf", RING).register("leaf", shaky(RING)).register("שלום", CROSS)
    return few.register("<b>&${x}", Drawing.of(HOOK).frame(200)[..., 0]).register("🇫🇷", BAR)


@pytest.fixture(scope="module")
def data(symbols):
    return symbols.to_bytes()


def zipped(**entries) -> bytes:
    """An archive; `symbols` stands for symbols.json, and what is not bytes is written as JSON."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            text = content if isinstance(content, bytes) else json.dumps(content).encode()
            archive.writestr({"symbols": "symbols.json", "embeddings": "embeddings.f32"}.get(name, name), text)
    return file.getvalue()


def contents(data: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("symbols.json"))


def summary(symbols: SupportSet) -> list:
    return [(c.name, [(e.drawing.id, e.embedding.tobytes()) for e in c.examples]) for c in symbols.classes]


def test_the_round_trip_is_exact(symbols, data):
    verifier = PixelVerifier()
    again = SupportSet.from_bytes(data, verifier)
    assert summary(again) == summary(symbols)
    assert again.to_bytes() == data
    assert verifier.embedded == 0  # the same weights made the embeddings in the file


def test_a_file_on_disk(symbols, tmp_path):
    symbols.save(tmp_path / "symbols.zip")
    assert summary(SupportSet.open(tmp_path / "symbols.zip", PixelVerifier())) == summary(symbols)
    with pytest.raises(FileNotFoundError):
        SupportSet.open(tmp_path / "nowhere.zip", PixelVerifier())


def test_what_is_in_a_file(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "symbols.json",
            "embeddings.f32",
            *(f"thumbnails/000{i}.png" for i in range(1, 5)),
        ]
        thumbnail = Image.open(io.BytesIO(archive.read("thumbnails/0001.png")))
    assert thumbnail.size == (96, 96)
    content = contents(data)
    assert content["format"] == 1
    assert content["encoder"] == "a" * 64
    assert [c["name"] for c in content["classes"]] == ["leaf", "שלום", "<b>&${x}", "🇫🇷"]
    assert content["classes"][3]["drawings"] == [{"strokes": [[500, 100, 500, 900]]}]


def test_a_file_made_with_other_weights_is_embedded_anew(symbols, data):
    others = PixelVerifier(sha256="b" * 64)
    again = SupportSet.from_bytes(data, others)
    assert others.embedded == 5
    assert [name for name, _ in summary(again)] == [name for name, _ in summary(symbols)]
    assert np.allclose(again.classes[1].examples[0].embedding, symbols.classes[1].examples[0].embedding)


def test_embeddings_may_be_missing(symbols, data):
    verifier = PixelVerifier()
    again = SupportSet.from_bytes(zipped(symbols=contents(data)), verifier)
    assert [c.name for c in again.classes] == [c.name for c in symbols.classes]
    assert verifier.embedded == 5


def test_an_empty_set():
    verifier = PixelVerifier()
    assert len(SupportSet.from_bytes(SupportSet(verifier).to_bytes(), verifier)) == 0


def test_names_are_cleaned_and_classes_of_one_name_become_one(data):
    content = contents(data)
    content["classes"][0]["name"], content["classes"][1]["name"] = "  fern\u202e ", "fern"
    again = SupportSet.from_bytes(zipped(symbols=content), PixelVerifier())
    assert [(c.name, len(c.examples)) for c in again.classes][:1] == [("fern", 3)]


def one(drawing: object, name: object = "leaf") -> dict:
    return {"format": 1, "classes": [{"name": name, "drawings": [drawing]}]}


def png(size=(128, 128), mode="L", color=200) -> str:
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def packed_by(method: int, symbols: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("symbols.json", symbols)
    return file.getvalue()


HOSTILE = {
    "nothing": b"",
    "no zip": b"symbols",
    "a cut zip": zipped(symbols=one({"strokes": [[0, 0, 900, 900]]}))[:-30],
    "another zip": zipped(**{"word/document.xml": b"<xml/>"}),
    "zip slip alone": zipped(**{"../../symbols.json": b"{}"}),
    "no JSON": zipped(symbols=b"\xff\xfe{"),
    "a list": zipped(symbols=[1, 2]),
    "no format": zipped(symbols={"classes": []}),
    "a newer format": zipped(symbols={"format": 2, "classes": []}),
    "an odd format": zipped(symbols={"format": {"a": [1] * 1000}, "classes": []}),
    "no classes": zipped(symbols={"format": 1}),
    "classes of a wrong type": zipped(symbols={"format": 1, "classes": 7}),
    "classes as text": zipped(symbols={"format": 1, "classes": "leaf"}),
    "a class of a wrong type": zipped(symbols={"format": 1, "classes": [["leaf", []]]}),
    "drawings as text": zipped(symbols={"format": 1, "classes": [{"name": "leaf", "drawings": "abc"}]}),
    "a name of a wrong type": zipped(symbols=one({"strokes": [[0, 0, 900, 900]]}, name=["leaf"])),
    "an empty name": zipped(symbols=one({"strokes": [[0, 0, 900, 900]]}, name=" \u202e ")),
    "a long name": zipped(symbols=one({"strokes": [[0, 0, 900, 900]]}, name="x" * 10_000)),
    "no drawing": zipped(symbols=one({})),
    "drawing null": zipped(symbols=one(None)),
    "a blank drawing": zipped(symbols=one({"strokes": []})),
    "strokes of a wrong type": zipped(symbols=one({"strokes": {"0": 1}})),
    "strokes with text": zipped(symbols=one({"strokes": [["a", "b"]]})),
    "NaN": zipped(symbols=b'{"format": 1, "classes": [{"name": "a", "drawings": [{"strokes": [[NaN, 1]]}]}]}'),
    "huge numbers": zipped(
        symbols=b'{"format": 1, "classes": [{"name": "a", "drawings": [{"strokes": [[1e999, 1]]}]}]}'
    ),
    "50,000 points": zipped(symbols=one({"strokes": [[5, 5] * 50_000]})),
    "deep nesting": zipped(symbols=b'{"format": 1, "classes": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "a picture that is none": zipped(symbols=one({"picture": "aGVsbG8="})),
    "a picture that is no text": zipped(symbols=one({"picture": 5})),
    "a picture of another size": zipped(symbols=one({"picture": png((129, 128))})),
    "a picture of another mode": zipped(symbols=one({"picture": png(mode="RGB", color="white")})),
    "a picture bomb": zipped(symbols=one({"picture": png((20_000, 20_000), "1", 0)})),
    "a blank picture": zipped(symbols=one({"picture": png(color=0)})),
    "a zip bomb": zipped(symbols=b" " * 100_000_000),
    "what unpacks at once": packed_by(zipfile.ZIP_BZIP2, b" " * 20_000_000),
    "what takes as much memory as it says": packed_by(zipfile.ZIP_LZMA, b"{}"),
    "10,000 entries": zipped(
        symbols=one({"strokes": [[0, 0, 900, 900]]}), **{f"thumbnails/{i}.png": b"" for i in range(10_000)}
    ),
    "10,000 classes": zipped(
        symbols={"format": 1, "classes": [one({"strokes": [[0, 0, 900, 900]]})["classes"][0]] * 10_000}
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence(case):
    with pytest.raises(BadSymbols) as refusal:
        SupportSet.from_bytes(HOSTILE[case], PixelVerifier())
    message = str(refusal.value)
    assert 20 < len(message) < 300
    assert "\n" not in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    "values", [b"[]," * 500_000, b"{}," * 500_000, b"1," * 4_000_000], ids=lambda v: v[:3].decode()
)
def test_json_that_would_be_read_for_long_is_refused(data, values):
    symbols = json.dumps({**contents(data), "more": []}).encode().replace(b'"more": []', b'"more": [%b1]' % values)
    with pytest.raises(BadSymbols, match="more strokes or points than are read"):
        symbols_file.unpack(zipped(symbols=symbols))


def test_what_several_files_may_hold_together_is_counted_on(data):
    size = unpacked_size(data)
    text, embeddings = (zipfile.ZipFile(io.BytesIO(data)).read(name) for name in ("symbols.json", "embeddings.f32"))
    assert size == len(text) + len(embeddings)  # not the thumbnails, which are not read
    twice = Allowance(unpacked=2 * size, numbers=2 * text.count(b","))
    for _ in range(2):
        finish(unpack_in_slices(data, twice))
    assert (twice.unpacked, twice.numbers) == (0, 0)
    with pytest.raises(BadSymbols, match="unpacks to more than 0 MB"):
        finish(unpack_in_slices(data, twice))
    with pytest.raises(BadSymbols, match="more strokes or points"):
        finish(unpack_in_slices(data, Allowance(numbers=5)))


def test_a_file_is_read_a_drawing_at_a_time(data, symbols):
    # Unpacked, then the strokes found of each that has some, then each made.
    n_strokes = sum(example.drawing.strokes is not None for example in symbols.examples)
    assert len(list(unpack_in_slices(data, Allowance()))) == 1 + n_strokes + len(symbols.examples)


@pytest.mark.parametrize(
    "drawing",
    [
        b'{"strokes": 0}',  # the number that stands in the place of the strokes of the first
        b'{"strokes": 1}',
        b'{"strokes": -1}',
        b'{"strokes": true}',
        b'{"strokes": [[0, 0, 900, 900]] , "strokes": "x"}',
        b'{"strokes": [[0, 0, 900, 900}',
        b'{"strokes": [[0, 0, 900, 900]]]}',
        b'{"strokes": [],,,}',
    ],
)
def test_strokes_are_laid_aside_and_nothing_is_read_that_JSON_would_not_have(drawing):
    first = b'{"strokes": [[0, 0, 900, 900]]}'
    text = b'{"format": 1, "classes": [{"name": "\\"strokes\\":[[1,2]]", "drawings": [%b, %b]}]}'
    ((name, drawings),) = symbols_file.unpack(zipped(symbols=text % (first, first))).classes
    assert name == '"strokes":[[1,2]]' and len(drawings) == 2
    with pytest.raises(BadSymbols):
        symbols_file.unpack(zipped(symbols=text % (first, drawing)))


def test_more_than_a_file_says_is_never_unpacked(data, monkeypatch):
    """The directory says 100 bytes; what is packed there are 50 MB."""
    honest = packed_by(zipfile.ZIP_DEFLATED, b" " * 50_000_000)
    place = honest.index(b"PK\x01\x02") + 24  # of the size in the directory
    lying = honest[:place] + (100).to_bytes(4, "little") + honest[place + 4 :]
    assert unpacked_size(lying) == 100
    read, most = zipfile.ZipExtFile.read, []
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n: most.append(n) or read(self, n))
    with pytest.raises(BadSymbols):
        symbols_file.unpack(lying)
    assert most == [100]


def test_texts_in_a_picture_are_not_unpacked(monkeypatch):
    """Thirty kilobytes could unpack to thirty megabytes of them."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("a", "b" * 1000, zip=True)
    file = io.BytesIO()
    Image.new("L", (128, 128), 200).save(file, "PNG", pnginfo=texts)
    monkeypatch.setattr(PngImagePlugin.PngStream, "chunk_zTXt", None)
    picture = base64.b64encode(file.getvalue()).decode()
    ((_, (drawing,)),) = symbols_file.unpack(zipped(symbols=one({"picture": picture}))).classes
    assert drawing.picture.min() == 200


def test_entries_outside_the_archive_are_not_looked_at(data, tmp_path, monkeypatch):
    """Nothing is ever unpacked to a folder, so there is nowhere to slip to."""
    monkeypatch.chdir(tmp_path)
    slipping = zipped(
        symbols=contents(data), **{"../outside.txt": b"x", "/tmp/outside.txt": b"x", "C:\\outside.txt": b"x"}
    )
    assert len(SupportSet.from_bytes(slipping, PixelVerifier())) == 4
    assert list(tmp_path.iterdir()) == []


def test_a_file_too_long_to_be_read_is_refused_unseen():
    with pytest.raises(BadSymbols, match="more than 40 MB"):
        symbols_file.unpack(bytes(symbols_file.MAX_BYTES + 1))


def test_every_system_can_unpack_the_folders():
    names = [".git", "end.", "nul", "a:b"]
    archive = finish(picture_folders.write_folders([(name, [Drawing.of(BAR)]) for name in names]))
    with zipfile.ZipFile(io.BytesIO(archive)) as folders:
        assert folders.namelist() == [f"{folder}/001.png" for folder in ("_git", "end_", "nul_", "a_b")]


def test_a_picture_too_large_to_be_read_is_named_in_short(monkeypatch):
    monkeypatch.setattr(picture_folders, "_MAX_PICTURE", 1_000_000)
    with pytest.raises(BadSymbols, match=r"leaf/x+ unpacks to more than 1 MB\. Choose a smaller one\.$") as refusal:
        finish(picture_folders.read_folders(zipped(**{f"leaf/{'x' * 5000}.png": bytes(1_000_001)})))
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "rows", [b"", b"\0" * 10, np.zeros((5, 128), "<f4").tobytes(), np.full((5, 128), np.nan, "<f4").tobytes()]
)
def test_embeddings_that_do_not_fit_are_refused(data, rows):
    with pytest.raises(BadSymbols, match="its numbers do not belong"):
        SupportSet.from_bytes(zipped(symbols=contents(data), embeddings=rows), PixelVerifier())


def test_too_many_classes_cannot_be_saved_either():
    drawing = Drawing.of(BAR)
    with pytest.raises(BadSymbols, match="5,001 symbols"):
        symbols_file.pack([(f"n{i}", [drawing]) for i in range(5001)], np.zeros((5001, 128)), "x")


@pytest.mark.parametrize("limit", ["_MAX_JSON", "_MAX_LISTS", "_MAX_NUMBERS", "MAX_BYTES"])
def test_what_could_not_be_read_again_cannot_be_saved_either(symbols, limit, monkeypatch):
    monkeypatch.setattr(symbols_file, limit, 5)
    with pytest.raises(BadSymbols, match=r"more (than|strokes)"):
        symbols.to_bytes()


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_never_breaks(data, draw):
    """Bytes of a real file changed at random."""
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 8))):
        damaged[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(data)))
    for candidate in (bytes(damaged), data[:cut]):
        try:
            SupportSet.from_bytes(candidate, PixelVerifier())
        except BadSymbols as refusal:
            assert "\n" not in str(refusal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "drawings", "strokes", "picture"]), inner)
    ),
    max_leaves=20,
)


@settings(max_examples=150)
@given(JSON, JSON)
def test_any_json_is_refused_or_read_but_never_breaks(classes, drawings):
    for content in ({"format": 1, "classes": classes}, {"format": 1, "classes": [{"name": "a", "drawings": drawings}]}):
        try:
            SupportSet.from_bytes(zipped(symbols=content), PixelVerifier())
        except BadSymbols as refusal:
            assert "\n" not in str(refusal)
