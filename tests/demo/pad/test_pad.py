import gradio as gr

from demo.pad.pad import pad


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
