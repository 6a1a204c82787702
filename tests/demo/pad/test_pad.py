import gradio as gr
import pytest

from demo.pad.pad import NOTHING, pad, split_value
from tests.demo.drawings import CROSS, value


def test_the_number_is_split_from_what_is_drawn():
    assert split_value('{"n":12,"strokes":[[1,2,3,4]]}') == (12, '{"strokes":[[1,2,3,4]]}')


def test_the_same_drawing_has_the_same_content_whatever_its_number():
    assert split_value(value(CROSS, n=1))[1] == split_value(value(CROSS, n=2))[1]


@pytest.mark.parametrize("nothing", [None, "", '{"n":3,"strokes":[]}'])
def test_a_blank_pad_has_the_content_of_nothing(nothing):
    assert split_value(nothing)[1] == NOTHING


@pytest.mark.parametrize("text", ["{}", "[]", '{"n":-1,"strokes":[]}', '{"n":1e9,', "x" * 10_000, '{"n":"1","s":[]}'])
def test_what_no_pad_sends_has_number_0_and_is_handed_on_whole(text):
    assert split_value(text) == (0, text)


def test_two_pads_are_told_apart_by_name_and_colour():
    with gr.Blocks():
        first = pad("first", label="First", letter="A").get_config()
        second = pad("second", label="Second", letter="B", colour="orange").get_config()
    assert [first["props"][key] for key in ("name", "letter", "colour")] == ["first", "A", "blue"]
    assert [second["props"][key] for key in ("name", "letter", "colour")] == ["second", "B", "orange"]
    assert first["html_template"] == second["html_template"]


def test_the_template_has_nothing_that_the_page_would_run_as_code():
    """gr.HTML evaluates its template as a JavaScript template string."""
    with gr.Blocks():
        template = pad("first", label="First").html_template
    assert "${" not in template
    assert "`" not in template
