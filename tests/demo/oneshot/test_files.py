"""Files with symbols, as the page sends and fetches them."""

import asyncio
import base64
import html
import io
import json
import re
import threading
import zipfile
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gradio.data_classes import DataWithFiles
from PIL import Image

from demo.lanes import BUSY, Lane
from demo.oneshot import files as module
from demo.oneshot.files import FAILED, file_functions
from demo.oneshot.shelf import MOST
from demo.pad import pad
from siamese.judging.manifest import FOLDER
from siamese.judging.verifier import Verifier
from siamese.symbols.drawing import Drawing
from siamese.symbols.picture_folders import MAX_PICTURES, PATIENCE
from siamese.symbols.support_set import SupportSet
from siamese.symbols.symbols_file import pack
from tests.siamese.glyphs import BAR, CROSS, HOOK, RING, shaky
from tests.siamese.pixel_verifier import PixelVerifier


@pytest.fixture
def symbols():
    few = SupportSet(PixelVerifier()).register("ring", RING).register("ring", shaky(RING)).register("a/b: <c>", CROSS)
    return few.register("A/B: <c>", HOOK).register("con", BAR)


def called_here(verifier) -> dict:
    """The page's functions by name, called without a page."""

    def called(function):
        return lambda *arguments: asyncio.run(function(*arguments))

    return {function.__name__: called(function) for function in file_functions(verifier)}


@pytest.fixture
def functions():
    return called_here(PixelVerifier())


def upload(**files: bytes) -> DataWithFiles:
    return DataWithFiles(data={}, files=list(files.items()))


def unpacked(answer: dict) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["file"])))


def kept(symbols: SupportSet) -> str:
    return base64.b64encode(symbols.to_bytes(thumbnails=False)).decode()


def picture(strokes, kind="PNG") -> bytes:
    symbols = SupportSet(PixelVerifier()).register("x", strokes)
    image = Image.open(io.BytesIO(symbols.examples[0].drawing.png(200)))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def names(answer: dict) -> list[tuple[str, int]]:
    return [(name, n) for name, _, n in answer["classes"]]


def test_what_is_saved_is_a_symbols_file_with_thumbnails(functions, symbols):
    data = base64.b64decode(functions["save"](kept(symbols))["file"])
    assert data == symbols.to_bytes()


def test_what_is_saved_can_be_opened_again(functions, symbols):
    answer = functions["preview"](upload(**{"symbols.zip": symbols.to_bytes()}))
    assert answer["title"] == "symbols.zip"
    assert answer["words"] == "4 symbols, 5 drawings"
    assert names(answer) == [("ring", 2), ("a/b: <c>", 1), ("A/B: <c>", 1), ("con", 1)]
    assert answer["problems"] == []
    again = SupportSet.from_bytes(base64.b64decode(answer["file"]), PixelVerifier())
    assert again.to_bytes() == symbols.to_bytes()


def test_a_file_that_no_page_keeps_is_refused_before_the_network_has_looked_at_it():
    verifier, drawing = PixelVerifier(), Drawing.of(BAR)
    functions, n = called_here(verifier), MOST["drawings"] + 1
    large = pack([("bar", [drawing] * n)], np.zeros((n, 128)), "another encoder")
    for name, sent in {"preview": upload(**{"symbols.zip": large}), "save": base64.b64encode(large).decode()}.items():
        problem = functions[name](sent)["problem"]
        assert problem.startswith("The file has 2,001 drawings, but no more than 2,000 are read here.")
    assert verifier.embedded == 0


@pytest.mark.parametrize("kept", ["no base64", "é", 5, None, {"path": "/etc/passwd"}])
def test_what_is_no_text_of_a_file_is_a_sentence(functions, kept):
    assert functions["save"](kept) == {"problem": "What came is no symbols file."}


def test_a_fault_is_told_without_details(functions, symbols, monkeypatch, caplog):
    def fault(*arguments, **options):
        raise RuntimeError("strokes 417 403")

    monkeypatch.setattr("demo.oneshot.files.from_text", fault)
    assert functions["save"](kept(symbols)) == {"problem": FAILED}
    assert "strokes 417 403" in caplog.text  # for whoever runs it


def test_what_is_kept_in_several_files_is_one_set_and_counted_as_one(functions, symbols, monkeypatch):
    more = kept(SupportSet(symbols.verifier).register("hook", HOOK))
    answer = functions["save"](f"{kept(symbols)}\n{more}")
    assert json.loads(unpacked(answer).read("symbols.json"))["classes"][-1]["name"] == "hook"
    monkeypatch.setitem(MOST, "drawings", len(symbols.examples))
    assert "has 1 drawings, but no more than 0 are" in functions["save"](f"{kept(symbols)}\n{more}")["problem"]


def test_pictures_lie_in_a_folder_for_each_symbol(functions, symbols):
    with unpacked(functions["pictures"](kept(symbols))) as archive:
        assert archive.namelist() == [
            "ring/001.png",
            "ring/002.png",
            "a_b_ _c_/001.png",
            "A_B_ _c_ (2)/001.png",
            "con_/001.png",
        ]
        image = Image.open(io.BytesIO(archive.read("ring/001.png")))
    pixels = np.asarray(image)
    assert pixels.shape == (128, 128)
    assert (pixels[0, 0], pixels.min()) == (255, 0)  # dark ink on white


def test_exported_pictures_can_be_opened_again(functions, symbols):
    exported = base64.b64decode(functions["pictures"](kept(symbols))["file"])
    answer = functions["preview"](upload(**{"pictures.zip": exported}))
    assert names(answer) == [("ring", 2), ("a_b_ _c_", 1), ("A_B_ _c_ (2)", 1), ("con_", 1)]


@pytest.mark.slow
def test_keras_reads_the_exported_pictures(functions, symbols, tmp_path):
    import keras

    with unpacked(functions["pictures"](kept(symbols))) as archive:
        archive.extractall(tmp_path)
    data = keras.utils.image_dataset_from_directory(
        tmp_path, color_mode="grayscale", image_size=(128, 128), verbose=False
    )
    assert sorted(data.class_names) == ["A_B_ _c_ (2)", "a_b_ _c_", "con_", "ring"]
    (images, labels), *_ = data
    assert (images.shape, labels.shape) == ((5, 128, 128, 1), (5,))


def test_several_pictures_are_a_symbol_each_by_the_name_of_the_file(functions):
    files = {"leaf.png": picture(RING), "ferne Blüte.jpg": picture(CROSS, "JPEG"), "notes.txt": b"hello"}
    answer = functions["preview"](upload(**files))
    assert names(answer) == [("leaf", 1), ("ferne Blüte", 1)]
    assert answer["title"] == "3 pictures"
    (problem,) = answer["problems"]
    assert problem.startswith("notes.txt: This is a text")


def test_a_zip_of_folders_is_a_symbol_a_folder(functions):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in ("set/leaf/1.png", "set/leaf/2.png", "set/sun/1.png", "__MACOSX/set/leaf/._1.png", "set/.DS_Store"):
            archive.writestr(path, picture(shaky(RING, len(path))) if path.endswith("/1.png") else picture(RING))
        archive.writestr("../../slip.png", picture(CROSS))
    answer = functions["preview"](upload(**{"set.zip": file.getvalue()}))
    assert names(answer) == [("leaf", 2), ("sun", 1), ("slip", 1)]


def test_names_as_a_chinese_windows_writes_them(functions):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in ("AAAA/1.png", "AAAA/2.png", "BBBB/1.png"):
            archive.writestr(path, picture(shaky(RING, ord(path[5]))))
    data = file.getvalue().replace(b"AAAA/", "太阳/".encode("gbk")).replace(b"BBBB/", "大树/".encode("gbk"))
    assert names(functions["preview"](upload(**{"set.zip": data}))) == [("太阳", 2), ("大树", 1)]


def test_symbols_of_several_alphabets_stay_apart(functions):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for i in range(8):
            archive.writestr(f"images/{('Moon', 'Sun')[i // 4]}/c0{i // 2 % 2}/{i}.png", picture(shaky(RING, i)))
    answer = functions["preview"](upload(**{"set.zip": file.getvalue()}))
    assert names(answer) == [("Moon c00", 2), ("Moon c01", 2), ("Sun c00", 2), ("Sun c01", 2)]


def test_more_pictures_than_are_read_at_once_are_refused(functions):
    names = [f"{i}.png" for i in range(MAX_PICTURES + 1)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    for files in ({"a.zip": file.getvalue()}, dict.fromkeys(names, b"")):
        problem = functions["preview"](upload(**files))["problem"]
        assert problem == "These are 501 pictures, at most 500 are read at once. Choose fewer."


def test_pictures_that_take_long_are_read_in_part(functions, monkeypatch):
    # Looked at in the beginning, before each picture and when others had their turn: the second is too late.
    clock = count(step=PATIENCE / 2 + 1)
    monkeypatch.setattr("siamese.symbols.picture_folders.time", SimpleNamespace(monotonic=lambda: next(clock)))
    answer = functions["preview"](upload(**{f"{name}.png": picture(RING) for name in ("leaf", "sun", "bar")}))
    assert names(answer) == [("leaf", 1)]
    (problem,) = answer["problems"]
    assert problem.startswith("These pictures take long to read: from sun.png on they were left out.")


def archive_of(n: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for i in range(n):
            archive.writestr(f"symbol {i}.png", picture(RING))
    return file.getvalue()


def test_a_small_archive_comes_in_between_the_pictures_of_large_ones():
    answered = []

    async def all_at_once():
        preview, *_ = file_functions(PixelVerifier())

        async def open_(n: int) -> None:
            answer = await preview(upload(**{"a.zip": archive_of(n)}))
            answered.append(len(answer["classes"]))

        await asyncio.gather(*map(open_, (30, 31, 32, 33, 2)))

    asyncio.run(all_at_once())
    assert answered[0] == 2 and sorted(answered) == [2, 30, 31, 32, 33]


def test_a_single_picture_does_not_wait_for_files_with_symbols(monkeypatch):
    async def all_at_once():
        preview, *_ = file_functions(PixelVerifier())
        go_on, look = threading.Event(), module.look_through

        def look_when_told(*arguments):
            go_on.wait()
            return (yield from look(*arguments))

        monkeypatch.setattr(module, "look_through", look_when_told)
        files = [asyncio.create_task(preview(upload(**{"a.zip": archive_of(1)}))) for _ in range(8)]
        await asyncio.sleep(0)
        read = await pad.read_picture(upload(**{"a.png": picture(RING)}))
        assert not any(task.done() for task in files)
        go_on.set()
        return read, await asyncio.gather(*files)

    read, answers = asyncio.run(all_at_once())
    assert read["picture"] and all(len(answer["classes"]) == 1 for answer in answers)


def test_where_the_line_is_closed_a_sentence_says_so(functions, symbols, monkeypatch):
    for each in (pad, module):
        monkeypatch.setattr(each, "_LANE", Lane("closed", longest=0))
    assert functions["preview"](upload(**{"a.zip": archive_of(1)})) == {"problem": BUSY}
    assert functions["save"](kept(symbols)) == functions["pictures"](kept(symbols)) == {"problem": BUSY}
    assert asyncio.run(pad.read_picture(upload(**{"a.png": picture(RING)}))) == {"problem": BUSY}


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.zip": b""},
        {"a.zip": b"PK\x03\x04 cut off"},
        {"a.png": b"not a picture"},
        {"a.zip": b"PK" + bytes(1000)},
        {"": b"PK"},
        {"x" * 5000: b"PK"},
    ],
)
def test_a_file_without_symbols_is_refused_with_one_sentence(functions, files):
    answer = functions["preview"](upload(**files))
    assert list(answer) == ["problem"]
    assert "\n" not in answer["problem"]


@pytest.mark.parametrize("nonsense", ["", "x", "nonsense", None, 7, {}, "UEs="])
def test_nonsense_in_place_of_kept_symbols_is_refused(functions, nonsense):
    for name in ("save", "pictures"):
        assert list(functions[name](nonsense)) == ["problem"]


@pytest.mark.skipif(not (FOLDER / "manifest.json").exists(), reason="needs the trained weights, and there are none yet")
def test_the_lines_for_python_run(tmp_path, monkeypatch, capsys):
    """Those that the page shows under "Use from Python", in a folder with the two files that they name."""
    shown = (Path(module.__file__).parent / "shelf.html").read_text("utf-8")
    (code,) = re.findall(r"<pre><code>(.*?)</code></pre>", shown, re.S)
    SupportSet(Verifier.load()).register("ex", CROSS).register("hook", HOOK).save(tmp_path / "symbols.zip")
    (tmp_path / "query.png").write_bytes(picture(CROSS))
    monkeypatch.chdir(tmp_path)
    exec(html.unescape(code), {})
    assert capsys.readouterr().out == "known ['ex', 'hook']\n"


def sheet() -> bytes:
    """Three signs in a row."""
    whole = Image.new("L", (900, 300), 255)
    for i, strokes in enumerate((RING, CROSS, HOOK)):
        whole.paste(Image.open(io.BytesIO(picture(strokes))).convert("L").resize((200, 200)), (50 + 300 * i, 50))
    file = io.BytesIO()
    whole.save(file, "PNG")
    return file.getvalue()


def test_the_symbols_of_one_picture_become_one_each_and_are_yet_to_be_named(functions):
    answer = functions["preview"](upload(**{"signs.png": sheet()}))
    assert answer["is_sheet"] and answer["problems"] == []
    assert [name for name, _, n in answer["classes"]] == ["signs 1", "signs 2", "signs 3"]
    symbols = SupportSet.from_bytes(base64.b64decode(answer["file"]), PixelVerifier())
    meant = SupportSet(PixelVerifier()).register("ring", RING).register("cross", CROSS).register("hook", HOOK)
    nearest = [meant.classify(c.examples[0].embedding).matches[0].name for c in symbols.classes]
    assert nearest == ["ring", "cross", "hook"]


def test_a_sheet_among_other_pictures_counts_as_one_symbol_which_is_said(functions):
    answer = functions["preview"](upload(**{"signs.png": sheet(), "ring.png": picture(RING)}))
    assert not answer["is_sheet"]
    (problem,) = answer["problems"]
    assert problem.startswith("signs.png: this looks like 3 symbols")
