import json

import numpy as np
import pytest

from siamese.data import detexify, source, stroke_files
from siamese.data.__main__ import main


def drawing(name, *strokes, row=None):
    """A line of a file of drawings."""
    origin = {"kind": "legacy-detexify"} if row is None else {"kind": "legacy-detexify-db", "rowId": row}
    points = [[{"x": x, "y": y} for x, y in stroke] for stroke in strokes]
    return json.dumps({"id": f"sample:{name}", "symbolId": "?", "source": origin, "strokes": points}) + "\n"


@pytest.fixture
def raw(tmp_path):
    raw = tmp_path / "source"
    for folder in ("samples/latex/amssymb", "samples/latex/latex2e", "reviews"):
        (raw / folder).mkdir(parents=True)
    files = {"latex:amssymb:angle": "amssymb/angle-l8lw0o", "latex:latex2e:lbrace": "latex2e/lbrace-x"}
    symbols = [
        {"id": name, "mode": mode, "samples": {"path": f"samples/latex/{files[name]}.jsonl", "count": 3}}
        for name, mode in (("latex:amssymb:angle", "math"), ("latex:latex2e:lbrace", "both"))
    ]
    symbols.append({"id": "latex:tipa:none", "mode": "text"})  # nobody has drawn it
    (raw / "symbols.json").write_text(json.dumps({"version": 1, "symbols": symbols}))
    (raw / "samples/latex/amssymb/angle-l8lw0o.jsonl").write_text(
        drawing("a", [(0.5, 0.2), (0.2, 0.5), (0.6, 0.5)], row=7)  # 0.4 wide, 0.3 high
        + drawing("b", [(0, 0), (0, 1)], [(0.5, 0.5)])
        + drawing("c", [(0, 0), (1, 1)], row=8)
    )
    zigzag = [(i / 450, i % 2) for i in range(450)]
    (raw / "samples/latex/latex2e/lbrace-x.jsonl").write_text(
        drawing("d", [(1, 0), (0, 1)], row=9) + drawing("e", [(0.5, 0.5)], []) + "\n" + drawing("f", zigzag)
    )
    (raw / "reviews/rejected-samples.json").write_text(
        json.dumps({"version": 1, "rejected": {"sample:c": {"reason": "bad-sample"}}})
    )
    return raw


def test_drawings_become_strokes_in_a_box(raw, tmp_path, monkeypatch):
    outcome = detexify.make_file(raw, tmp_path / "detexify.npz")
    assert outcome == {"written": 3, "turned down": 1, "no shape": 1, "too long": 1}
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    glyphs = stroke_files.load_glyphs("detexify")
    assert glyphs.labels.tolist() == ["latex/amssymb:angle", "latex/amssymb:angle", "latex/latex2e:lbrace"]
    assert glyphs.script.tolist() == ["amssymb", "amssymb", "latex2e"]
    assert glyphs.hand.tolist() == [0, 1, 2]
    strokes = [[(stroke * 1000).round().tolist() for stroke in glyphs.strokes(i)] for i in range(3)]
    # 0.4 becomes 1,000, so 0.3 is 750, from 125 to 875.
    assert strokes[0] == [[[750, 125], [0, 875], [1000, 875]]]
    # 0.5 wide and 1 high: from 250 to 750.
    assert strokes[1] == [[[250, 0], [250, 1000]], [[750, 500]]]
    assert strokes[2] == [[[1000, 0], [0, 1000]]]
    with np.load(tmp_path / "detexify.npz") as arrays:
        assert arrays["row"].tolist() == [7, -1, 9] and arrays["row"].dtype == np.int32
        assert arrays["mode"].tolist() == ["math", "math", "both"]
        assert arrays["twins"].shape == (0, 2)


def test_symbols_that_people_draw_alike_are_twins(raw, tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    for path in ("amssymb/angle-l8lw0o", "latex2e/lbrace-x"):
        lines = [
            drawing(f"{path} {i}", [(0.5 + rng.normal() / 50, 0), (0.5 + rng.normal() / 50, 1)]) for i in range(20)
        ]
        (raw / f"samples/latex/{path}.jsonl").write_text("".join(lines))
    for name in ("detexify", "again"):
        detexify.make_file(raw, tmp_path / f"{name}.npz")
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    glyphs = stroke_files.load_glyphs("detexify")
    assert glyphs.twins.tolist() == [["latex/amssymb:angle", "latex/latex2e:lbrace"]]
    assert set(glyphs.shapes.tolist()) == {"latex/amssymb:angle"}
    with np.load(tmp_path / "detexify.npz") as one, np.load(tmp_path / "again.npz") as other:
        assert all(np.array_equal(one[name], other[name]) for name in one.files)


def test_what_is_not_the_source(raw, tmp_path):
    with pytest.raises(ValueError, match=r"has no symbols\.json\. Give the folder packages/data/source"):
        detexify.make_file(tmp_path, tmp_path / "out.npz")
    with pytest.raises(ValueError, match="There is no folder"):
        detexify.make_file(raw, tmp_path / "none" / "out.npz")
    (raw / "reviews/rejected-samples.json").write_text(json.dumps({"rejected": {f"sample:{i}": {} for i in "abcd"}}))
    with pytest.raises(ValueError, match="No drawing came from the 2 symbols"):
        detexify.make_file(raw, tmp_path / "out.npz")
    assert not (tmp_path / "out.npz").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("symbols.json", "{"),
        ("symbols.json", '{"symbols": [{"id": "latex:a:b", "samples": {}}]}'),
        ("reviews/rejected-samples.json", "[]["),
        ("samples/latex/latex2e/lbrace-x.jsonl", '{"id": "cut sh'),
        ("samples/latex/latex2e/lbrace-x.jsonl", '{"id": "x", "source": {}, "strokes": [[{"x": 1}]]}'),
        ("samples/latex/latex2e/lbrace-x.jsonl", None),
        ("reviews/rejected-samples.json", None),
    ],
)
def test_a_file_of_another_form_is_named(raw, tmp_path, capsys, name, content):
    (raw / name).unlink() if content is None else (raw / name).write_text(content)
    with pytest.raises(source.DamagedData):
        detexify.make_file(raw, tmp_path / "out.npz")
    assert main(["detexify", str(raw), str(tmp_path / "out.npz")]) == 2
    error = capsys.readouterr().err
    assert str(raw / name) in error and "github.com/kirel/detexify-next" in error and error.count("\n") == 1


def test_the_command_makes_the_file(raw, tmp_path, capsys):
    assert main(["detexify", str(raw), str(tmp_path / "out.npz")]) == 0
    said = capsys.readouterr().out
    assert f"3 glyphs written to {tmp_path / 'out.npz'}" in said and "1 (turned down)" in said
