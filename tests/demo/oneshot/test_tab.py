"""The One-shot tab's handlers, called as functions."""

import asyncio
import base64
import json
import threading

import numpy as np
import pytest

from demo.lanes import BUSY, Lane
from demo.oneshot.actions import ACTIONS
from demo.oneshot.shelf import MOST, from_files
from demo.oneshot.starter import SETS, load_starter
from demo.oneshot.tab import FAILED, QUERY, TEACH, Map, act, watch
from demo.pad.content import read_value
from demo.pad.looker import SPECK, Looker
from siamese.judging.rejection import Rejection
from siamese.symbols import symbols_file
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import Example, SupportSet, SymbolClass
from siamese.symbols.symbols_file import pack, unpack
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS, value
from tests.siamese.pixel_verifier import PixelVerifier


class Visitor:
    """A visitor's page: keeps the shelf between requests, as a session does, and what the browser would keep."""

    def __init__(self):
        self.verifier = PixelVerifier()
        self.places, self.shelf, self.kept, self.n = Map(self.verifier), None, "", 0
        self.version = 0  # of the symbols that the page shows

    def ask(self, do: str, *, teach: list | None = None, query: list | None = None, **fields) -> dict:
        self.n += 1
        teach, query = value(teach or []), value(query or [])
        drawn = {"add": {"drawn": teach}, "mend": {"drawn": query}}.get(do, {})
        request = {"n": self.n, "do": do, "version": self.version, **drawn, **fields}
        return self.send(json.dumps(request), teach, query)

    def send(self, request: str, teach: str | None = None, query: str | None = None) -> dict:
        # A looker belongs to one event loop, and asyncio.run makes a new one.
        options = {"verifier": self.verifier, "looker": Looker(self.verifier), "places": self.places}
        self.shelf, answer, self.ranking = asyncio.run(act(request, teach, query, self.shelf, **options))
        answer = json.loads(answer)
        self.version = answer.get("version", self.version)
        if answer.get("kept") is not None:
            self.kept = answer["kept"]
        if answer.get("more") is not None:
            self.kept += "\n" + answer["more"]
        return answer

    def see(self, teach: list | None = None, query: list | None = None, n: int = 1) -> dict:
        options = {"looker": Looker(self.verifier), "places": self.places}
        return json.loads(asyncio.run(watch(value(teach or [], n), value(query or [], n), self.shelf, **options)))

    @property
    def symbols(self) -> list[tuple[str, int]]:
        return [(c.name, len(c.examples)) for c in self.shelf.symbols.classes]


@pytest.fixture
def visitor():
    """With two symbols, a cross and a corner."""
    visitor = Visitor()
    visitor.ask("restore", kept="")
    visitor.ask("add", name="cross", teach=CROSS)
    visitor.ask("add", name="corner", teach=CORNER)
    return visitor


def test_a_drawing_and_a_name_make_a_symbol(visitor):
    assert visitor.symbols == [("cross", 1), ("corner", 1)]
    answer = visitor.ask("add", name="  slanted ", teach=[[200, 200, 800, 800]])
    assert answer["n"] == 4
    assert answer["said"] == {"kind": "done", "text": "Added “\u2068slanted\u2069”."}
    assert [name for name, _ in answer["classes"]] == ["cross", "corner", "slanted"]
    (drawing,) = answer["drawings"].values()  # only the new one
    assert drawing["picture"].startswith("data:image/png;base64,")
    assert len(drawing["at"]) == 2


def test_without_a_name_there_is_a_suggestion(visitor):
    answer = visitor.ask("add", name="  ", teach=[[200, 200, 800, 800]])
    assert visitor.symbols[-1] == ("Symbol 3", 1)
    assert answer["suggestion"] == "Symbol 4"


def test_the_same_name_again_adds_a_drawing(visitor):
    answer = visitor.ask("add", name="cross", teach=[[150, 200, 800, 850], [800, 200, 200, 800]])
    assert visitor.symbols[0] == ("cross", 2)
    assert "has 2 drawings now" in answer["said"]["text"]
    again = visitor.ask("add", name="cross", teach=CROSS)
    assert (visitor.symbols[0], again["said"]["kind"]) == (("cross", 2), "note")


@pytest.mark.parametrize(
    ("fields", "drawn", "reason"),
    [
        ({"name": "leaf"}, [], "The paper is blank"),
        ({"name": "leaf"}, DOT, SPECK),
        ({"name": "x" * 41}, CROSS, "at most 40 characters"),
        ({"name": "\u202e"}, CROSS, "no letter"),
    ],
)
def test_what_cannot_be_added_is_explained_and_changes_nothing(visitor, fields, drawn, reason):
    before = visitor.shelf
    answer = visitor.ask("add", teach=drawn, **fields)
    assert visitor.shelf is before
    assert (answer["said"]["kind"], reason in answer["said"]["text"]) == ("problem", True)
    assert answer.get("kept") is None


def test_a_fault_changes_nothing_and_is_told_without_details(visitor, monkeypatch, caplog):
    def fault(shelf, request):
        raise RuntimeError("strokes 417 403")

    monkeypatch.setitem(ACTIONS, "clear", fault)
    before = visitor.symbols
    answer = visitor.ask("clear")
    assert answer["said"] == {"kind": "problem", "text": FAILED}
    assert visitor.symbols == before
    assert "clear failed" in caplog.text


def test_a_look_alike_is_pointed_out(visitor):
    assert visitor.see(teach=SMALL_CROSS)["alike"].startswith(
        "The network sees little difference from “\u2068cross\u2069”"
    )
    assert visitor.see(teach=[[500, 100, 500, 900]])["alike"] is None
    answer = visitor.ask("add", name="ex", teach=SMALL_CROSS)
    assert answer["said"]["kind"] == "note"
    assert "little difference from “\u2068cross\u2069”: distance 0.0" in answer["said"]["text"]


BAR = [[500, 100, 500, 900]]
STRANGE = "is very different from what “\u2068cross\u2069” was before (distance "


def test_another_symbol_under_a_name_that_there_is_is_asked_back(visitor):
    said = visitor.ask("add", name="cross", teach=BAR)["said"]
    assert said["kind"] == "note"
    assert said["text"].startswith(f"“\u2068cross\u2069” has 2 drawings now. It {STRANGE}")
    assert said["text"].endswith("If that is another symbol, undo this and give it another name.")
    visitor.ask("undo")
    assert visitor.symbols == [("cross", 1), ("corner", 1)]
    assert visitor.ask("add", name="cross", teach=SMALL_CROSS)["said"]["kind"] == "done"
    # Who says what a drawing really is knows that it looks otherwise.
    assert STRANGE not in visitor.ask("mend", name="cross", query=BAR)["said"]["text"]


def test_the_symbols_of_a_file_are_added_under_the_names_that_they_were_given(visitor):
    other = Visitor()
    other.ask("restore", kept="")
    for name, strokes in (("1", CROSS), ("2", SMALL_CROSS), ("3", CORNER)):
        other.ask("add", name=name, teach=strokes)
    classes = visitor.ask("load", how="merge", file=other.kept, names=["cross", "cross", " "])["classes"]
    assert [(name, len(ids)) for name, ids in classes] == [("cross", 2), ("corner", 1), ("3", 1)]
    said = visitor.ask("load", how="merge", file=other.kept, names=["x" * 500, "a", "b"])["said"]
    assert said["kind"] == "problem" and len(visitor.ask("judge")["classes"]) == 3
    strange = visitor.ask("load", how="replace", file=other.kept, names=[1, None, "z", "too many"])
    assert [name for name, _ in strange["classes"]] == ["1", "2", "3"]


def test_so_is_one_from_a_file(visitor):
    other = Visitor()
    other.ask("restore", kept="")
    other.ask("add", name="cross", teach=BAR)
    said = visitor.ask("load", how="merge", file=other.kept)["said"]
    assert said["kind"] == "note"
    assert said["text"].startswith(f"The file: added 1 drawing. A drawing in it {STRANGE}")
    visitor.ask("undo")
    other.ask("add", name="corner", teach=CROSS)
    said = visitor.ask("load", how="merge", file=other.kept)["said"]
    assert "and so it is with 1 more name. If" in said["text"]
    assert STRANGE not in visitor.ask("load", how="replace", file=other.kept)["said"]["text"]


def test_a_new_drawing_is_recognised(visitor):
    answer = visitor.see(query=SMALL_CROSS, n=7)
    assert answer["pads"][QUERY]["n"] == answer["pads"][TEACH]["n"] == 7
    assert answer["pads"][QUERY]["seen"]
    assert (answer["verdict"], answer["words"]) == ("known", "cross")
    assert [match["name"] for match in answer["matches"]] == ["cross", "corner"]
    assert answer["matches"][0]["id"] == visitor.shelf.symbols["cross"].examples[0].drawing.id
    assert answer["threshold"] == pytest.approx(0.6)


def test_none_of_these_is_an_answer(visitor):
    answer = visitor.see(query=[[500, 100, 500, 900]])
    assert (answer["verdict"], answer["words"]) == ("none", "None of these")


def test_too_close_to_call_is_an_answer(visitor):
    visitor.ask("add", name="ex", teach=CROSS)
    answer = visitor.see(query=CROSS)
    assert (answer["verdict"], answer["words"]) == ("unsure", "Too close to call")
    assert set(answer["detail"].rstrip("?").split(" or ")) == {"“\u2068cross\u2069”", "“\u2068ex\u2069”"}


def test_no_answer_is_called_certain(visitor):
    answer = visitor.see(query=CROSS)
    assert answer["matches"][0]["probability"] > 0.995
    assert (answer["words"], answer["detail"]) == ("cross", "over 99 % sure")


def test_too_close_to_call_with_one_symbol_is_about_that_or_none():
    visitor = Visitor()
    visitor.verifier.manifest.rejection = Rejection(weight=-1e-6, bias=0.0)  # whatever it is, as likely as not
    visitor.ask("restore", kept="")
    visitor.ask("add", name="cross", teach=CROSS)
    assert visitor.see(query=CORNER)["detail"] in (
        "“\u2068cross\u2069” or none of these?",
        "None of these, or “\u2068cross\u2069”?",
    )


def test_without_symbols_or_drawing_it_says_what_to_do(visitor):
    assert visitor.see()["words"] == "Draw a symbol"
    assert visitor.see(query=DOT)["pads"][QUERY]["problem"] == SPECK
    assert Visitor().see(query=CROSS)["words"] == "Nothing to recognise yet"


def test_a_wrong_answer_is_mended_by_example(visitor):
    upright = [[500, 100, 500, 900]]
    assert visitor.see(query=upright)["verdict"] == "none"
    visitor.ask("mend", name="corner", query=upright)
    assert visitor.symbols == [("cross", 1), ("corner", 2)]
    assert json.loads(visitor.ranking)["words"] == "corner"  # answered anew at once


def test_rename_remove_and_undo(visitor):
    visitor.ask("rename", name="cross", to="ex")
    assert visitor.symbols == [("ex", 1), ("corner", 1)]
    answer = visitor.ask("remove", name="corner")
    assert answer["undo"] == "Deleted “\u2068corner\u2069”"
    visitor.ask("clear")
    assert visitor.symbols == []
    assert visitor.kept == ""
    for expected in ([("ex", 1)], [("ex", 1), ("corner", 1)], [("cross", 1), ("corner", 1)]):
        visitor.ask("undo")
        assert visitor.symbols == expected
    taken = visitor.ask("rename", name="cross", to="corner")
    assert taken["said"]["kind"] == "problem"


def test_one_drawing_can_be_removed(visitor):
    visitor.ask("add", name="cross", teach=[[150, 200, 800, 850], [800, 200, 200, 800]])
    ids = [example.drawing.id for example in visitor.shelf.symbols["cross"].examples]
    visitor.ask("remove", name="cross", drawing=ids[0])
    assert [e.drawing.id for e in visitor.shelf.symbols["cross"].examples] == ids[1:]


def test_there_is_an_end_to_undoing():
    visitor = Visitor()
    visitor.ask("restore", kept="")
    assert visitor.ask("undo")["said"] == {"kind": "note", "text": "There is nothing to undo."}


def test_what_the_browser_kept_is_taken_up_by_a_server_that_knows_nothing(visitor):
    reloaded = Visitor()
    lost = reloaded.ask("add", name="leaf", teach=CROSS)
    assert lost == {"n": 1, "lost": True}
    answer = reloaded.ask("restore", kept=visitor.kept)
    assert reloaded.symbols == visitor.symbols
    assert len(answer["drawings"]) == 2
    assert reloaded.see(query=SMALL_CROSS)["words"] == "cross"


@pytest.mark.parametrize("sent", [7, 2**40, 10**30, "x", True, None])
def test_a_page_that_knows_more_than_the_server_takes_its_answer_for_newer(visitor, sent):
    """What is shown is never replaced by what has a smaller version; a script counts up to 2**53."""
    newer = max(sent, 0) if type(sent) is int and sent < 2**52 else 0
    for kept in (visitor.kept, "no symbols"):
        visitor.shelf = None
        assert newer < visitor.ask("restore", kept=kept, version=sent)["version"] < 2**53


def test_what_is_asked_of_other_symbols_than_those_shown_is_not_done(visitor):
    before, visitor.version = visitor.shelf, visitor.version - 1
    assert visitor.ask("remove", name="cross") == {"n": 4, "lost": True}
    assert visitor.shelf is before


def test_what_is_kept_comes_with_the_request_and_both_are_one_answer(visitor):
    elsewhere = Visitor()
    answer = elsewhere.ask("add", name="bar", teach=BAR, kept=visitor.kept, version=visitor.version)
    assert elsewhere.symbols == [("cross", 1), ("corner", 1), ("bar", 1)]
    assert answer["version"] > visitor.version and len(answer["drawings"]) == 3
    assert len(unpack(base64.b64decode(elsewhere.kept)).classes) == 3
    refused = Visitor()
    answer = refused.ask("add", name="bar", kept=visitor.kept)  # of a blank paper
    assert answer["said"]["kind"] == "problem" and refused.symbols == visitor.symbols


def test_nothing_is_done_beside_what_cannot_be_read():
    visitor = Visitor()
    answer = visitor.ask("add", name="cross", teach=CROSS, kept="nonsense")
    assert (answer["is_unread"], answer["said"]["kind"]) == (True, "problem")
    assert (answer["classes"], answer["kept"]) == ([], None)


def test_a_page_that_goes_from_server_to_server_loses_nothing(visitor):
    """Two servers with a shelf each: whichever answers, what was said to be added is kept."""
    shelves = [visitor.shelf, None]
    names = ["cross", "corner"]
    for n in range(8):
        i = (n // 2 + n) % 2  # twice at one, then at the other, and the other way round
        drawn, name = [[100 + 90 * n, 100, 500, 900]], f"bar {n}"
        visitor.shelf = shelves[i]
        answer = visitor.ask("add", name=name, teach=drawn)
        if answer.get("lost"):
            answer = visitor.ask("add", name=name, teach=drawn, kept=visitor.kept)
        shelves[i], names = visitor.shelf, [*names, name]
        assert [name for name, _ in answer["classes"]] == names
        reopened = Visitor()
        reopened.ask("restore", kept=visitor.kept)
        assert [name for name, _ in reopened.symbols] == names


def test_two_servers_never_give_different_symbols_the_same_version(visitor):
    """The answer of one server is lost on its way, and the page goes on at the other."""
    shown, kept = visitor.version, visitor.kept
    visitor.ask("remove", name="cross")
    first, elsewhere = visitor.shelf, Visitor()
    elsewhere.ask("restore", kept=kept, version=shown)
    assert elsewhere.shelf.version > first.version


def test_what_is_added_is_all_that_is_sent(visitor):
    before = visitor.kept
    answer = visitor.ask("add", name="cross", teach=[[150, 200, 800, 850], [800, 200, 200, 800]])
    assert answer.get("kept") is None
    ((name, drawings),) = unpack(base64.b64decode(answer["more"])).classes
    assert (name, len(drawings)) == ("cross", 1)
    reloaded = Visitor()
    answer = reloaded.ask("restore", kept=visitor.kept)
    assert reloaded.symbols == [("cross", 2), ("corner", 1)]
    assert visitor.kept.startswith(before)
    assert len(answer["kept"].split("\n")) == 1  # one file again
    assert Visitor().ask("restore", kept=reloaded.kept)["kept"] is None
    assert visitor.ask("rename", name="cross", to="ex")["kept"]


def test_what_other_weights_embedded_is_kept_as_these_embed_it(visitor):
    visitor.ask("rename", name="cross", to="ex")  # which leaves one file
    classes = unpack(base64.b64decode(visitor.kept)).classes
    older = base64.b64encode(pack(classes, np.zeros((2, 7)), "other weights", thumbnails=False)).decode()
    reloaded = Visitor()
    answer = reloaded.ask("restore", kept=older)
    assert reloaded.symbols == visitor.symbols
    assert answer["kept"] == visitor.kept  # embedded once, not at each reload


@pytest.mark.parametrize("kept", ["nonsense", base64.b64encode(b"nonsense").decode(), 7, None, ["x"]])
def test_what_the_browser_kept_may_be_damaged_and_is_not_overwritten(kept):
    visitor = Visitor()
    answer = visitor.ask("restore", kept=kept)
    assert visitor.symbols == []
    assert answer.get("kept") is None
    assert answer["said"] is None or answer["said"]["kind"] == "problem"


@pytest.mark.parametrize("name", SETS)
def test_a_starter_set_can_be_added(visitor, name):
    said = visitor.ask("starter", set=name)["said"]["text"]
    assert f": added {len(load_starter(name))} new symbols{'.' if name == 'alphabet' else ' and 20 drawings.'}" in said
    assert len(visitor.symbols) == 2 + len(load_starter(name))
    assert visitor.ask("starter", set=name)["said"]["kind"] == "note"  # nothing new
    visitor.ask("undo")
    assert len(visitor.symbols) == 2


def test_the_made_up_alphabet_has_at_least_twenty_symbols_and_the_digits_are_ten():
    assert len(load_starter("alphabet")) >= 20
    assert [name for name, _ in load_starter("digits")] == list("0123456789")


def test_a_file_is_merged_or_replaces(visitor):
    other = Visitor()
    other.ask("restore", kept="")
    other.ask("add", name="cross", teach=[[150, 200, 800, 850], [800, 200, 200, 800]])
    visitor.ask("load", how="merge", file=other.kept)
    assert visitor.symbols == [("cross", 2), ("corner", 1)]
    assert visitor.ask("undo")["said"]["text"] == "Undone: the file: added 1 drawing."
    visitor.ask("load", how="replace", file=other.kept)
    assert visitor.symbols == [("cross", 1)]
    assert visitor.ask("load", how="replace", file="nonsense")["said"]["kind"] == "problem"
    assert visitor.symbols == [("cross", 1)]


@pytest.mark.parametrize("how", ["merge", "replace"])
def test_look_alikes_in_a_file_are_pointed_out(visitor, how):
    other = Visitor()
    other.ask("restore", kept="")
    other.ask("add", name="ex", teach=SMALL_CROSS)
    other.ask("add", name="plus", teach=CROSS)
    said = visitor.ask("load", how=how, file=other.kept)["said"]
    assert said["kind"] == "note"
    if how == "replace":
        assert "“\u2068ex\u2069” and “\u2068plus\u2069” look alike (distance 0.0" in said["text"]
    else:  # cross, ex and plus: three pairs
        assert "look alike (distance 0.0" in said["text"] and said["text"].endswith(", and so do 2 more pairs.")


def test_what_was_alike_before_is_not_said_again(visitor):
    visitor.ask("add", name="ex", teach=SMALL_CROSS)
    visitor.ask("add", name="bar", teach=[[500, 100, 500, 900]])
    file = visitor.ask("rename", name="bar", to="upright")["kept"]
    visitor.ask("remove", name="upright")
    assert visitor.ask("load", how="merge", file=file)["said"]["kind"] == "done"


def test_the_review_tells_how_good_the_set_is(visitor):
    review = visitor.ask("judge")["review"]
    assert review["words"].startswith("No symbol has two drawings yet")
    assert [row[:2] for row in review["closest"]] == [["cross", "corner"]]
    visitor.ask("add", name="cross", teach=SMALL_CROSS)
    words = visitor.ask("judge")["review"]["words"]
    assert words.startswith("2 of 2 drawings are recognised by the others.")
    assert words.endswith(f"the limit is {visitor.verifier.manifest.rejection.threshold(3):.2f}.")  # of three drawings


def test_points_of_the_map_stay_where_they_are(visitor):
    first = visitor.ask("restore", kept=visitor.kept)["drawings"]
    visitor.ask("starter", set="digits")
    after = visitor.ask("restore", kept=visitor.kept)["drawings"]
    assert len(after) > len(first)
    for name, drawing in first.items():
        assert after[name]["at"] == drawing["at"]


@pytest.mark.parametrize(("do", "field"), [("load", "file"), ("restore", "kept")])
def test_a_page_keeps_only_so_many_drawings(visitor, do, field):
    drawing = Drawing.of([np.array(stroke).reshape(-1, 2) / 1000 for stroke in CROSS])
    row = np.eye(1, 128, dtype=np.float32)[0]
    classes = tuple(SymbolClass(f"n{i}", (Example(drawing, row),)) for i in range(MOST["drawings"] + 1))
    file = base64.b64encode(SupportSet(visitor.verifier, classes).to_bytes(thumbnails=False)).decode()
    answer = visitor.ask(do, how="replace", **{field: file})
    assert "no more than 2,000 are read here" in answer["said"]["text"]
    assert len(visitor.symbols) == 2


def drawings(n: int) -> list[Drawing]:
    return [Drawing.of([np.array([[0.1, 0.1], [0.9, i / n]])]) for i in range(n)]


def kept_elsewhere(n: int) -> str:
    """What a browser keeps: n drawings, embedded by other weights."""
    return base64.b64encode(pack([("x", drawings(n))], np.zeros((n, 7)), "other weights", thumbnails=False)).decode()


def test_who_adds_a_symbol_does_not_wait_for_the_files_of_others(visitor, monkeypatch):
    """Eight who hand in a hundred drawings each came first; a slice is a drawing here."""
    monkeypatch.setattr("demo.lanes.SLICE", 0)
    answered, kept = [], kept_elsewhere(100)
    new = {"do": "add", "name": "new", "drawn": value(SMALL_CROSS)}
    adding = json.dumps({"n": 1, "version": visitor.version, **new})
    restoring = json.dumps({"n": 1, "do": "restore", "kept": kept})

    async def all_at_once():
        options = {"verifier": visitor.verifier, "looker": Looker(visitor.verifier), "places": visitor.places}

        async def ask(who, request, shelf):
            await act(request, None, None, shelf, **options)
            answered.append(who)

        await options["looker"].look(read_value(value(SMALL_CROSS)).content)
        others = [asyncio.create_task(ask("other", restoring, None)) for _ in range(8)]
        await asyncio.sleep(0.01)  # they are at work
        await asyncio.gather(ask("visitor", adding, visitor.shelf), *others)

    asyncio.run(all_at_once())
    assert answered == ["visitor"] + ["other"] * 8


def test_where_the_line_is_closed_nothing_is_lost(visitor, monkeypatch):
    monkeypatch.setattr("demo.oneshot.tab._LANE", Lane("closed", longest=0))
    before = visitor.shelf
    answer = visitor.ask("add", name="leaf", teach=SMALL_CROSS)
    assert visitor.shelf is before and answer["said"] == {"kind": "problem", "text": BUSY}
    assert (len(answer["classes"]), answer["drawings"]) == (2, {}) and answer["kept"] is None
    # The page is not told that what it kept cannot be read: it hands it in again.
    assert visitor.ask("restore", kept=visitor.kept) == {"n": 5, "lost": True} and visitor.shelf is before


def test_what_is_kept_unpacks_to_so_much_in_all_and_no_more(visitor, monkeypatch):
    line = kept_elsewhere(10)
    size = symbols_file.unpacked_size(base64.b64decode(line))
    monkeypatch.setattr("demo.oneshot.shelf.MAX_UNPACKED", 3 * size)
    assert visitor.ask("restore", kept="\n".join([line] * 3))["said"] is None
    monkeypatch.setattr("siamese.symbols.symbols_file.read_entry", None)  # nothing is unpacked
    said = visitor.ask("restore", kept="\n".join([line] * 4))["said"]
    assert said["kind"] == "problem" and said["text"].startswith("These symbols unpack to more than")
    said = visitor.ask("load", how="replace", file="\n" * MOST["drawings"])["said"]
    assert said["text"] == "What came are 2,001 files, at most 2,000 are read."


def test_memory_for_what_unpacks_is_asked_for_before_it_is_unpacked(visitor, monkeypatch):
    monkeypatch.setattr("siamese.symbols.symbols_file.read_entry", None)
    data = base64.b64decode(kept_elsewhere(10))
    steps = from_files([data] * 4, visitor.verifier)
    *_, needed = (next(steps) for _ in range(5))
    assert needed >= 8 * 4 * symbols_file.unpacked_size(data)


@pytest.mark.parametrize(("thing", "n"), [("drawings", 12), ("strokes", 13), ("points", 29)])
def test_what_is_on_a_shelf_is_limited_in_all(visitor, thing, n, monkeypatch):
    """A cross of two strokes of three points, a corner of one, ten drawings of a stroke of two points."""
    file = kept_elsewhere(10)
    monkeypatch.setitem(MOST, thing, n)
    assert visitor.ask("load", how="merge", file=file)["said"]["kind"] != "problem"
    visitor.ask("undo")
    before = visitor.shelf
    monkeypatch.setitem(MOST, thing, n - 1)
    said = visitor.ask("load", how="merge", file=file)["said"]
    assert visitor.shelf is before
    assert said["text"].startswith(
        f"These would be {n} {thing}, but the page keeps at most {n - 1}. Save what you have"
    )


def test_what_the_browser_could_not_hand_back_is_refused(visitor, monkeypatch):
    before = visitor.shelf
    monkeypatch.setattr(symbols_file, "_MAX_JSON", 5)
    answer = visitor.ask("rename", name="cross", to="plus")
    assert visitor.shelf is before
    assert (answer["said"]["kind"], "Use several files" in answer["said"]["text"]) == ("problem", True)


def test_a_large_set_is_judged_beside_the_loop_which_goes_on_answering(visitor, monkeypatch):
    def slowly(symbols):
        assert threading.current_thread() is not threading.main_thread()
        return {"words": ""}

    monkeypatch.setattr("demo.oneshot.tab.answer_review", slowly)
    assert visitor.ask("judge")["review"] == {"words": ""}


NONSENSE = [
    *("", "nonsense", "[]", "7", "null", "[" * 100_000),
    *('{"do": "add"}', '{"do": ["add"], "n": "x"}', '{"do": "__class__"}'),
    *(
        json.dumps({"n": 1, "do": do, "name": 7, "to": {}, "drawing": [1], "drawn": [[1]], "file": 5, "set": None})
        for do in ("add", "mend", "rename", "remove", "starter", "load", "judge")
    ),
]


@pytest.mark.parametrize("request_", NONSENSE)
def test_a_request_with_nonsense_changes_nothing(visitor, request_):
    before = visitor.symbols
    answer = visitor.send(request_.replace("{", f'{{"version": {visitor.version}, ', 1))
    assert visitor.symbols == before
    assert answer.get("lost") or answer["version"] == visitor.shelf.version


def test_two_visitors_do_not_see_each_other(visitor):
    other = Visitor()
    other.ask("restore", kept="")
    assert other.symbols == []
    other.ask("add", name="mine", teach=CROSS)
    assert visitor.symbols == [("cross", 1), ("corner", 1)]
