import asyncio
import json
import re
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest

from demo.lesson import own_pair, resources, steps, tab, training_line
from demo.lesson.challenge import Challenge
from demo.lesson.curves import Curve, draw_curves
from demo.lesson.diagram import draw_net, measure
from demo.lesson.glossary import GLOSSARY, explain, glossary, words_used
from demo.lesson.one_shot import OneShot
from demo.lesson.opinions import recorded_curves, unseen
from demo.lesson.own_pair import A, B, Judges, Own, _move_on_paper, _see, accuracy_on, judge_own
from demo.lesson.pictures import N_PAIRS, png, show_pairs, show_pixels
from demo.lesson.resources import Material
from demo.lesson.training_line import Line, Order, follow
from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.data.source import MissingData
from siamese.ink.strokes import ink_from_strokes
from siamese.lesson.challenge import MadeUpTrials
from siamese.lesson.data import pair_up
from siamese.lesson.framing import frame_as_mnist
from siamese.lesson.nets import DISTANCE, NETS, SEPARATE, UNITS
from siamese.lesson.record import Run
from siamese.lesson.train import Progress

SEVEN = '{"n":3,"strokes":[[300,200,700,200,450,800]]}'
RING = '{"n":5,"strokes":[[500,200,700,350,700,650,500,800,300,650,300,350,500,200]]}'
BLANK = '{"n":1,"strokes":[]}'


def few_signs(*, rng):
    """Ten drawings each of five signs to learn from, four to test with."""
    alphabet = make_alphabet(5, rng=rng)

    def part(people):
        labels = np.tile(np.arange(5), people)
        frames = [frame_as_mnist(ink_from_strokes(draw_glyph(alphabet[label], rng=rng))) for label in labels]
        return np.rint(np.stack(frames) * 255).astype(np.uint8), labels

    return pair_up("a few signs", part(10), part(4), rng=rng)


def missing(*, rng):
    raise MissingData("nothing there")


@pytest.fixture(scope="module")
def material():
    return Material(load_digits=few_signs, load_alphabets=missing, find_trials=MadeUpTrials)


@pytest.fixture(scope="module")
def data(material):
    return material.digits()[0]


def order(**options):
    defaults = {"which": DISTANCE, "wrong_way_round": False, "alphabets": False}
    return Order(**{**defaults, "epochs": 2, "batch_size": 16, "seed": 0, **options})


# ---- pictures ----------------------------------------------------------------------------------------------


def test_seven_steps_have_all_that_a_step_needs():
    assert len(steps.STEPS) == 7
    for step in steps.STEPS:
        assert all(vars(step).values())


def test_every_word_that_is_marked_is_explained():
    texts = [text for step in steps.STEPS for text in vars(step).values()]
    texts += [steps.HOW_IT_STARTS, steps.WHY_IT_COLLAPSES, steps.PARTS, steps.HILLS, steps.UNITS]
    used = set().union(*map(words_used, texts))
    assert used <= set(GLOSSARY) and len(used) > 15
    assert all(f"<dt>{word}</dt>" in glossary() for word in used)
    shown = explain("two [embeddings|embedding] & a [query]")
    assert shown.count('<button type="button" class="term">') == 2
    assert ">embeddings<span" in shown and GLOSSARY["embedding"] in shown


def test_a_picture_and_its_numbers(data):
    shown = json.loads(show_pixels(data, rng=np.random.default_rng(0)))
    assert len(shown["pixels"]) == 28 * 28 and min(shown["pixels"]) == 0 and max(shown["pixels"]) > 200
    assert "50 pictures" in shown["words"] and "20 more" in shown["words"]


def test_pairs_show_their_targets(data):
    shown = json.loads(show_pairs(data, note="made up", rng=np.random.default_rng(0)))
    assert len(shown["pairs"]) == N_PAIRS and shown["note"] == "made up"
    pictures = {png(image): label for image, label in zip(data.images, data.labels, strict=True)}
    for pair in shown["pairs"]:
        assert pair["same"] == (pictures[pair["a"]] == pictures[pair["b"]])
    # Two pairs for each of 50 pictures, one of them same.
    for words in ("<b>100</b> pairs", "<b>50</b> same", "<b>50</b> different"):
        assert words in shown["words"]


@pytest.mark.parametrize(
    ("which", "total", "last"),
    [("separate", "201,217", "257"), ("shared", "100,737", "257"), ("distance", "100,482", "2")],
)
def test_diagrams_count_parameters(which, total, last):
    drawn = draw_net(which, measure(which))
    assert f"{total} parameters in all" in drawn
    assert f"{last} parameters" in drawn and "100,480 parameters" in drawn
    assert ("the same weights" in drawn) == (which != SEPARATE)
    assert total in measure(which).summary  # Keras counts the same


# ---- curves ------------------------------------------------------------------------------------------------


def test_recorded_runs_are_shown_and_marked(material):
    recorded = recorded_curves(material.record)
    drawn = draw_curves(recorded)
    assert drawn.count("<polyline") == 4 * len(recorded) == 20
    assert drawn.count(f"recorded {material.record.made}") == 5
    assert [curve.group for curve in recorded] == ["digits"] * 4 + ["alphabets"]
    # The step of its network is the first to show a run of digits.
    steps = [re.findall(r"from-\d", curve.kind) for curve in recorded]
    assert steps == [["from-3"], ["from-4"], ["from-5"], ["from-5"], []]


def test_the_last_step_shows_how_the_recorded_network_judges_alphabets(material, verifier):
    accuracy = material.record.runs[-1].points[-1].test_accuracy
    assert f"<dt>Distance network, recorded</dt><dd>{100 * accuracy:.1f} %</dd>" in unseen(material.record, verifier)


def test_accuracy_is_the_mean_of_both_kinds_of_pairs():
    rates = {"digits": {"same_called_different": 0.02, "different_called_same": 0.1, "n": 1000}}
    verifier = SimpleNamespace(manifest=SimpleNamespace(calibration=SimpleNamespace(error_rates=rates)))
    assert accuracy_on(verifier, "digits") == pytest.approx(0.94)  # (0.98 + 0.9) / 2
    assert accuracy_on(verifier, "glyphs") is None


def test_a_curve_goes_where_its_figures_say():
    point = Progress(5, 1, 2, 0.4, 0.8, 1.0, 0.0, 3.0, 4.0)
    run = Run(DISTANCE, "signs", 10, 512, 0, (point, point))
    drawn = draw_curves([Curve(run, "digits", running=True)])
    # The fifth of ten epochs is half-way from 52 to 552. Accuracies fill 26…240, 100 % to 40 %; losses 290…374.
    places = re.findall(r'class="(train|test)" points="([\d., ]+)"', drawn)
    assert places == [
        ("train", "302,240 302,240"),
        ("test", "302,26 302,26"),
        ("train", "302,290 302,290"),
        ("test", "302,374 302,374"),
    ]
    assert "running" in drawn and "40.0 %" in drawn and "100.0 %" in drawn


# ---- live training -----------------------------------------------------------------------------------------


def hear(order, material, line=None):
    async def listen():
        return [news async for news in follow(order, material, line or Line(), asyncio.Event())]

    return asyncio.run(listen())


def test_a_training_tells_how_it_goes(material, monkeypatch):
    monkeypatch.setattr(training_line, "SHOW_EVERY", 0)
    told = hear(order(), material)
    assert [news.state for news in told[:2]] == ["running", "running"]
    assert told[-1].state == "done" and "% of the test pairs" in told[-1].words.replace(" %", "%")
    shares = [news.share for news in told]
    assert shares == sorted(shares) and shares[-1] == 1
    assert told[-1].curve.run.points[-1].epoch == 2 and not told[-1].curve.running
    assert told[-1].net.count_params() == 100_482
    assert told[-1].words.endswith(f"of the tower’s {UNITS} units answer.")


def test_one_trains_the_others_see_their_place(material):
    async def two():
        line = Line()
        first, second = (follow(order(epochs=1), material, line, asyncio.Event()) for _ in range(2))
        await anext(first)
        waiting = await anext(second)
        assert waiting.state == "waiting" and "place in line: 1" in waiting.words
        await first.aclose()
        assert len(line) == 1
        while (news := await anext(second)).state == "waiting":
            pass
        assert news.state == "running"
        await second.aclose()
        return len(line)

    assert asyncio.run(two()) == 0


def test_who_waits_is_told_when_the_place_changes_and_seldom_else(material, monkeypatch):
    monkeypatch.setattr(training_line, "LOOK_EVERY", 0.001)

    async def three():
        line, told = Line(), []
        first, second, third = (follow(order(), material, line, asyncio.Event()) for _ in range(3))
        await anext(first)
        await anext(second)

        async def listen():
            async for news in third:
                told.append(news.words)

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.2)
        await second.aclose()
        await asyncio.sleep(0.2)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await first.aclose()
        return told

    assert [words[-3:] for words in asyncio.run(three())] == [" 2.", " 1."]
    monkeypatch.setattr(training_line, "TELL_EVERY", 0)
    assert len(asyncio.run(three())) > 2


def test_the_line_is_closed_when_it_is_long(material, monkeypatch):
    monkeypatch.setattr(training_line, "LONGEST_LINE", 1)

    async def two():
        line = Line()
        first, second = (follow(order(), material, line, asyncio.Event()) for _ in range(2))
        await anext(first)
        told = [news async for news in second]
        await first.aclose()
        return told, len(line)

    (news,), left = asyncio.run(two())
    assert (news.state, news.words, left) == ("failed", training_line.FULL, 0)


def test_alphabets_that_cannot_be_had_are_said_to_be_missing(material):
    told = hear(order(alphabets=True), material)
    assert told[-1].state == "failed" and "Omniglot" in told[-1].words


def test_what_could_not_be_had_is_asked_for_again_but_not_at_once(monkeypatch):
    monkeypatch.setattr("siamese.lesson.data.MADE_UP_PEOPLE", (4, 3))
    network = iter([missing, missing, few_signs, few_signs])

    def load(*, rng):
        return next(network)(rng=rng)

    material = Material(load_digits=load, load_alphabets=load)
    assert material.digits(again=True)[1] is False and material.alphabets() is None
    assert material.digits(again=True)[1] is False and material.alphabets() is None  # at once
    monkeypatch.setattr(resources, "RETRY", 0)
    assert material.digits()[1] is False  # nobody who only looks waits for it
    assert material.digits(again=True)[1] is True and material.digits()[1] is True
    assert material.alphabets() is material.alphabets() is not None


def test_a_training_that_fails_says_so_and_lets_others_begin(material, monkeypatch, caplog):
    def break_off(*args, **options):
        yield Progress(1, 1, 9, 0.5, 0.7, 0.6, 0.7, 1.0, 0.0)
        raise ValueError("broken")

    monkeypatch.setattr(training_line, "train", break_off)
    line = Line()

    async def press():
        options = {"material": material, "line": line, "recorded": []}
        return [shown async for shown in tab.train(order(), [], {}, asyncio.Event(), **options)][-1]

    progress, drawn, _, runs, _ = asyncio.run(press())
    assert 'data-state="failed"' in progress and len(line) == 0
    assert len(runs) == drawn.count('<tr class="run') == 1 and not runs[0].running
    assert "broken" in caplog.text


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"epochs": 10**9}, {"epochs": 20}),
        ({"epochs": None}, {"epochs": 1}),
        ({"batch_size": 1}, {"batch_size": 512}),
    ],
)
def test_what_a_page_sends_is_limited(sent, taken):
    limited = order(**sent).limited()
    assert {name: getattr(limited, name) for name in taken} == taken


@pytest.mark.parametrize(("seed", "given"), [(-5, "-5"), (10_000, "10000"), (None, "None")])
def test_a_seed_that_is_none_is_refused_and_nothing_is_trained(material, seed, given):
    async def press():
        return [news async for news in follow(order(seed=seed), material, Line(), asyncio.Event())]

    (news,) = asyncio.run(press())
    assert (news.state, news.net) == ("failed", None)
    assert news.words == f"A seed is a whole number from 0 to 9,999. {given} was given: nothing is trained."


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"which": SEPARATE}, "Two towers"),
        ({"wrong_way_round": True}, "Distance, wrong way round"),
        ({"alphabets": True}, "Distance, alphabets"),
    ],
)
def test_a_training_has_a_name(asked, name):
    assert str(order(**asked)) == name


def test_the_page_keeps_its_runs_and_networks(material):
    async def press(order, runs, nets):
        options = {"material": material, "line": Line(), "recorded": []}
        return [shown async for shown in tab.train(order, runs, nets, asyncio.Event(), **options)][-1]

    *_, runs, nets = asyncio.run(press(order(epochs=1), [], {}))
    _, drawn, seen, runs, nets = asyncio.run(press(order(which=SEPARATE, epochs=1), runs, nets))
    assert [curve.run.which for curve in runs] == [DISTANCE, SEPARATE] and set(nets) == {DISTANCE, SEPARATE}
    assert drawn.count('<tr class="run') == 2
    assert all(trained.projection is not None for trained in nets.values())
    seen = json.loads(seen)
    assert seen["which"] == SEPARATE and not seen["running"] and seen["units"] and seen["snapshots"][-1]["epoch"] == 1


def test_of_one_page_only_so_much_is_remembered(material, monkeypatch):
    monkeypatch.setattr(tab, "MOST_RUNS", 2)
    earlier = recorded_curves(material.record)[:2]

    async def press():
        options = {"material": material, "line": Line(), "recorded": []}
        return [shown async for shown in tab.train(order(epochs=1), earlier, tab.Nets(), asyncio.Event(), **options)][
            -1
        ]

    *_, runs, nets = asyncio.run(press())
    assert runs[0] is earlier[1] and len(runs) == 2
    assert nets.held == 4 * 100_482  # bytes: each parameter has four


def test_a_network_trained_on_alphabets_judges_no_digits():
    material = Material(load_digits=few_signs, load_alphabets=few_signs)
    digits = Curve(Run(DISTANCE, "x", 1, 16, 0, (Progress(1, 1, 1, 0.5, 0.7, 0.625, 0.7, 1.0, 0.0),)), "digits")

    async def press():
        options = {"material": material, "line": Line(), "recorded": []}
        return [
            shown
            async for shown in tab.train(order(alphabets=True, epochs=1), [digits], {}, asyncio.Event(), **options)
        ][-1]

    *_, runs, nets = asyncio.run(press())
    assert [curve.group for curve in runs] == ["digits", "alphabets"] and nets == {}
    assert tab._figures(runs, {DISTANCE: None}) == {DISTANCE: "yours: 62.5 % of the test pairs"}


@pytest.mark.parametrize("words", ["Fetching", "Beginning", "Distance: epoch"])
def test_stop_keeps_what_was_learned(material, monkeypatch, words):
    monkeypatch.setattr(training_line, "SHOW_EVERY", 0)
    earlier = recorded_curves(material.record)[0]

    async def press():
        halt, line, told = asyncio.Event(), Line(), []
        async for shown in tab.train(order(epochs=20), [earlier], {}, halt, material=material, line=line, recorded=[]):
            told.append(shown)
            if words in shown[0]:
                await tab.stop_training(halt)
        return told, len(line)

    told, waiting = asyncio.run(press())
    progress, drawn, _, runs, _ = told[-1]
    assert "Stopped" in progress and waiting == 0
    if words == "Fetching":
        assert runs == gr.skip()
    else:
        assert len(runs) == drawn.count("<tr class=") == (2 if words == "Distance: epoch" else 1)
        assert not any(curve.running for curve in runs)


def test_stop_ends_waiting_too(material):
    async def two():
        line, halt = Line(), asyncio.Event()
        first = follow(order(), material, line, asyncio.Event())
        await anext(first)
        told = []
        async for news in follow(order(), material, line, halt):
            told.append(news.words)
            halt.set()
        await first.aclose()
        return told[-1], len(line)

    assert asyncio.run(two()) == ("Stopped.", 0)


def test_cleared_are_the_recorded_runs(material):
    recorded = recorded_curves(material.record)
    _, drawn, runs, nets = tab.cleared(recorded=recorded)
    assert (drawn, runs, nets) == (draw_curves(recorded), [], {})


# ---- a pair of one's own -------------------------------------------------------------------------------------


def judged(own_pair, material, verifier, trained=None):
    answer = json.loads(
        judge_own(own_pair, Judges(material.nets(), trained or {}, material.maps()), material.record, verifier)
    )
    verdicts = re.findall(r'data-verdict="(\w+)"', answer["html"])
    return answer, list(zip(verdicts[::2], verdicts[1::2], strict=True))


def test_each_network_judges_both_ways(material, verifier):
    answer, verdicts = judged(Own(SEVEN, RING), material, verifier)
    assert len(verdicts) == len(NETS) + 1
    assert verdicts[2] == ("different", "different")
    assert verdicts[3][0] == verdicts[3][1]
    assert answer["pads"][A]["n"] == 3 and answer["pads"][B]["n"] == 5
    assert all(pad["seen"].startswith("data:image/png") for pad in answer["pads"].values())
    assert "100,482 parameters" in answer["html"]


def test_a_pair_with_itself_is_same_to_a_distance(material, verifier):
    _, verdicts = judged(Own(SEVEN, SEVEN), material, verifier)
    assert verdicts[2] == verdicts[3] == ("same", "same")


def test_moving_breaks_the_dense_network_and_not_the_apps(material, verifier):
    _, verdicts = judged(Own(SEVEN, SEVEN, shift=7), material, verifier)
    assert verdicts[2] == ("different", "different")
    assert verdicts[3] == ("same", "same")


@pytest.mark.parametrize("scale", [0.5, 1.5])
def test_resizing_changes_nothing_for_the_apps(material, verifier, scale):
    _, verdicts = judged(Own(SEVEN, SEVEN, size=scale), material, verifier)
    assert verdicts[3] == ("same", "same")


@pytest.mark.parametrize("scale", [0.5, 0.7, 1, 1.5])
def test_a_small_drawing_is_judged_as_a_large_one(material, verifier, scale):
    """Also where it is moved: that the paper is small round it must not matter."""
    small = '{"n":3,"strokes":[[480,470,560,470,510,590]]}'
    _, verdicts = judged(Own(SEVEN, small, shift=8, size=scale), material, verifier)
    assert verdicts[3] == ("same", "same")


def test_the_lesson_s_networks_see_it_as_large_as_it_is_made():
    full, half = (_see(SEVEN, 64, size=size).frame.sum() for size in (1, 0.5))
    assert half == pytest.approx(full / 4, rel=0.1)


def test_what_is_not_moved_is_not_drawn_anew():
    ink = ink_from_strokes([np.array([[0.3, 0.2], [0.7, 0.8]])])
    assert _move_on_paper(ink, 0, 1) is ink


@pytest.mark.parametrize("end", [[560, 590], [560, 400], [410, 590]])
def test_of_the_paper_round_a_small_symbol_little_is_moved(end, monkeypatch):
    """The whole of it, three times as wide and high, would be sixteen million pixels."""
    ink = ink_from_strokes([np.array([[400, 400], end]) / 1000])
    side, moved, move = max(ink.shape), [], own_pair._move

    def watch(picture, shift, size):
        moved.append(max(picture.shape))
        return move(picture, shift, size)

    monkeypatch.setattr(own_pair, "_move", watch)
    for shift, size in ((8, 1), (-3.3, 0.5), (5, 1.5)):
        got = _move_on_paper(ink, shift, size)
        whole = move(np.pad(ink, side), shift / 28 * side, size)
        rows, columns = (np.flatnonzero(whole.any(axis)) for axis in (1, 0))
        cut = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        # The middle lies elsewhere, by a part of a pixel.
        assert got.shape == pytest.approx([max(side, length) for length in cut.shape], abs=1)
        assert got.sum() == pytest.approx(cut.sum(), rel=0.05)
    assert max(moved) < side


def test_a_dot_is_no_symbol_and_no_crash(material, verifier):
    answer, verdicts = judged(Own(SEVEN, '{"n":4,"strokes":[[500,500,501,500]]}'), material, verifier)
    assert not verdicts
    assert "dot" in answer["pads"][B]["problem"] and answer["pads"][B]["n"] == 4


def test_a_blank_pad_is_asked_for(material, verifier):
    answer, verdicts = judged(Own(SEVEN, BLANK), material, verifier)
    assert not verdicts and "Draw B" in answer["html"]


@pytest.mark.parametrize("value", ['{"n":2,"strokes":[["x"]]}', '{"n":2,"strokes":<script>', "[" * 2000, "", None])
def test_what_cannot_be_read_is_a_problem_and_no_crash(material, verifier, value):
    answer, verdicts = judged(Own(value, SEVEN), material, verifier)
    assert not verdicts and "<script" not in answer["html"]


def test_a_network_of_ones_own_is_called_so(material, verifier):
    answer, _ = judged(Own(SEVEN, RING), material, verifier, {DISTANCE: "yours: <91 %>"})
    assert "yours: &lt;91 %&gt;" in answer["html"]


def test_own_drawings_have_a_place_on_each_map(material, verifier):
    answer, _ = judged(Own(SEVEN, BLANK), material, verifier)
    assert set(answer["places"]) == set(NETS)
    for place, nothing in answer["places"].values():
        assert len(place) == 2 and np.isfinite(place).all() and nothing is None
    answer, _ = judged(Own(SEVEN, SEVEN), material, verifier)
    a, b = answer["places"][DISTANCE]
    assert a == b
    a, b = answer["places"][SEPARATE]  # through two towers
    assert a != b


# ---- one example each ----------------------------------------------------------------------------------------


def test_the_nearest_example_gives_its_name(material, data):
    one_shot = OneShot(material)
    asked = one_shot.ask([3, 4])
    assert asked == OneShot(material).ask([3, 4])
    assert len(asked["support"]) == len(asked["names"]) == len(asked["distances"]) == 5
    assert asked["query"] not in asked["support"] and asked["of"] == len(data.test_images) - 5
    pictures = {png(image): str(label) for image, label in zip(data.test_images, data.test_labels, strict=True)}
    assert [pictures[one] for one in asked["support"]] == asked["names"]
    assert pictures[asked["query"]] == asked["names"][asked["answer"]]
    # The same examples, another query; other examples.
    assert one_shot.ask([3, 5])["support"] == asked["support"] != one_shot.ask([4, 4])["support"]
    assert one_shot.ask([3, 5])["right"] == asked["right"] > asked["of"] / 5


@pytest.mark.parametrize("seeds", [None, 3, [1], [1, 2, 3], ["x", 1], [float("nan"), 1], {"a": 1}])
def test_any_seeds_are_some_query(material, seeds):
    assert OneShot(material).ask(seeds)["query"].startswith("data:image/png")


# ---- the challenge -------------------------------------------------------------------------------------------


def test_a_trial_is_its_seed(material, verifier):
    challenge = Challenge(material, verifier)
    asked = challenge.ask(7)
    assert len(asked["candidates"]) == 20 and asked["people"] is None and "made-up" in asked["source"]
    assert asked == Challenge(material, verifier).ask(7)
    revealed = challenge.reveal(7)
    assert 0 <= revealed["answer"] < 20
    assert revealed["network"] == int(np.argmin(revealed["distances"]))


@pytest.mark.parametrize("seed", [-1, 10**30, "12", "x", None, [1], float("inf"), float("nan")])
def test_any_seed_is_some_trial(material, verifier, seed):
    assert len(Challenge(material, verifier).ask(seed)["candidates"]) == 20


# ---- without data --------------------------------------------------------------------------------------------


def test_without_mnist_the_lesson_goes_on_with_made_up_signs(monkeypatch):
    monkeypatch.setattr("siamese.lesson.data.MADE_UP_PEOPLE", (4, 3))
    bare = Material(load_digits=missing, load_alphabets=missing, find_trials=MadeUpTrials)
    picture, pairs = tab.begin(material=bare)
    assert len(json.loads(picture)["pixels"]) == 784
    assert json.loads(pairs)["note"] == steps.MADE_UP_NOTE and len(json.loads(pairs)["pairs"]) == N_PAIRS
    assert set(bare.nets()) == set(NETS) and bare.alphabets() is None


def test_data_are_fetched_once():
    fetched = []

    def load(*, rng):
        fetched.append(1)
        return few_signs(rng=rng)

    material = Material(load_digits=load)
    assert material.digits()[0] is material.digits()[0]
    assert len(fetched) == 1


def test_a_teacher_stands_before_all_who_do_not_train_yet():
    line = Line()
    with line.stand() as trains, line.stand() as waits, line.stand(is_teacher=True) as teacher:
        with line.stand(is_teacher=True) as second:
            assert [line.place(one) for one in (trains, teacher, second, waits)] == [0, 1, 2, 3]
        assert [line.place(one) for one in (trains, teacher, waits)] == [0, 1, 2]
    with line.stand(is_teacher=True) as teacher, line.stand() as waits:
        assert [line.place(one) for one in (teacher, waits)] == [0, 1]
    assert len(line) == 0
