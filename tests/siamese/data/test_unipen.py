import pytest

from siamese.data import pen, source, unipen
from siamese.data.__main__ import main

# Two tablets' ways of writing one's points down.
ANN = """.VERSION 1.0
.X_DIM 5000
.COORD X Y T
.PEN_UP
9 9 0
.PEN_DOWN
0 200 0
.DT 10
100 200 10
50 0 20
.PEN_UP
1 1 30
.PEN_DOWN
300 100 40
300 0 50
broken line
300
.PEN_DOWN
260 50 60
340 50 70
.COMMENT not the pen's
7 7 7
.PEN_DOWN
.PEN_UP
.PEN_DOWN
10 10 0
"""
BOB = """.COORD T P Y X
.PEN_DOWN
0 1 100 0
1 1 100 400
"""
# 450 points, none of which can be left out.
ZIGZAG = ".PEN_DOWN\n" + "".join(f"{10 * i} {1000 * (i % 2)}\n" for i in range(450))


def write(path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="latin-1")


@pytest.fixture
def raw(tmp_path):
    raw = tmp_path / "raw"
    write(raw / "include/aga/ann.dat", ANN)
    write(raw / "include/kai/x/bob.dat", BOB)
    write(raw / "include/aga/zigzag.dat", ZIGZAG)
    write(
        raw / "data/1a/aga/ann.dat",
        ".INCLUDE aga/ann.dat\n"
        '.SEGMENT CHARACTER 0 ? "7"\n'
        '.SEGMENT CHARACTER 0:1-0:2 ? "1"\n'
        '.SEGMENT WORD 0-2 ? "7+"\n',
    )
    write(
        raw / "data/1d/aga/ann.dat",
        "\t.INCLUDE\taga/ann.dat\r\n"
        '.SEGMENT CHARACTER 1-2 OK "+"\r\n'
        '.SEGMENT CHARACTER 2,1 OK "\\""\r\n'
        '.SEGMENT CHARACTER 1 2 GOOD "\\\\"\r\n'
        '.SEGMENT CHARACTER 3 ? "."\r\n'  # an empty component
        '.SEGMENT CHARACTER 4 ? ","\r\n'  # one point
        '.SEGMENT CHARACTER 99 ? ";"\r\n'  # there is none such
        '.SEGMENT CHARACTER 0 ? "ab"\r\n'
        ".INCLUDE aga/zigzag.dat\r\n"
        '.SEGMENT CHARACTER 0 ? "~"\r\n'
        ".INCLUDE aga/none.dat\r\n"
        '.SEGMENT CHARACTER 0 ? "!"\r\n',
    )
    write(raw / "data/1c/kai/x/bob.dat", '.INCLUDE kai/x/bob.dat\n.SEGMENT CHARACTER 0 ? "l"\n')
    write(raw / "data/1c/zzz/eve.dat", '.INCLUDE kai/x/bob.dat\n.SEGMENT CHARACTER 0 ? "e"\n')
    return raw


def read(path):
    glyphs = pen.load_pen(path)
    return {
        (glyphs.category[i].item(), glyphs.labels[i].item(), glyphs.writers[glyphs.writer[i]]): [
            (stroke * 1000).round().astype(int).tolist() for stroke in glyphs.strokes(i)
        ]
        for i in range(len(glyphs))
    }


def test_labelled_characters_become_strokes_in_a_box(raw, tmp_path):
    outcome = unipen.make_file(raw, tmp_path / "out.npz")
    # A plus 80 wide and 100 high: 80 of 100 is 800 of the box, from 100 to 900.
    upright, across = [[500, 0], [500, 1000]], [[100, 500], [900, 500]]
    assert read(tmp_path / "out.npz") == {
        # 100 wide and 200 high, so the width is half the box, from 250 to 750; the file's y grows upwards.
        ("digit", "7", "aga/ann"): [[[250, 0], [750, 0], [500, 1000]]],
        ("symbol", "+", "aga/ann"): [upright, across],
        ("symbol", '"', "aga/ann"): [across, upright],
        ("symbol", "\\", "aga/ann"): [upright, across],
        # Level, so in the middle of the box's height.
        ("lower", "l", "kai/x/bob"): [[[0, 500], [1000, 500]]],
    }
    assert outcome == {
        "written": 5,
        "cut components": 1,
        "no shape": 4,  # . , ; !
        "several characters": 1,
        "too long": 1,
    }


def test_other_sites_come_when_they_are_asked_for(raw, tmp_path):
    unipen.make_file(raw, tmp_path / "out.npz", sites=["zzz"])
    assert list(read(tmp_path / "out.npz")) == [("lower", "e", "zzz/eve")]


def test_the_same_input_gives_the_same_file(raw, tmp_path):
    for name in ("one", "two"):
        unipen.make_file(raw, tmp_path / name)  # as it is called, without ".npz" put after it
    assert read(tmp_path / "one") == read(tmp_path / "two")
    assert list(read(tmp_path / "one")) == list(read(tmp_path / "two"))


def test_what_is_not_the_distribution(raw, tmp_path):
    with pytest.raises(ValueError, match="holds data and include"):
        unipen.make_file(tmp_path, tmp_path / "out.npz")
    with pytest.raises(ValueError, match=r"abc.*aga, kai, zzz"):
        unipen.make_file(raw, tmp_path / "out.npz", sites=["aga", "abc"])
    with pytest.raises(ValueError, match="no folder"):
        unipen.make_file(raw, tmp_path / "none" / "out.npz")
    (raw / "include/kai/x/bob.dat").unlink()
    with pytest.raises(ValueError, match="No labelled character"):
        unipen.make_file(raw, tmp_path / "out.npz", sites=["kai"])
    assert not (tmp_path / "out.npz").exists()


def test_the_command_makes_a_file_that_loads(raw, tmp_path, capsys):
    out = tmp_path / "out.npz"
    assert main(["unipen", str(raw), str(out), "--sites", "aga,zzz"]) == 0
    assert sorted(set(pen.load_pen(out).site.tolist())) == ["aga", "zzz"]
    said = capsys.readouterr().out
    assert f"5 glyphs written to {out}" in said and "1 (several characters)" in said


def test_the_command_fails_in_one_line(raw, tmp_path, capsys):
    assert main(["unipen", str(tmp_path), str(tmp_path / "out.npz")]) == 2
    error = capsys.readouterr().err
    assert "holds data and include" in error and error.count("\n") == 1


def test_a_half_written_file_is_no_pen_file(raw, tmp_path):
    unipen.make_file(raw, tmp_path / "out.npz")
    whole = (tmp_path / "out.npz").read_bytes()
    (tmp_path / "out.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(source.DamagedData):
        pen.load_pen(tmp_path / "out.npz")
