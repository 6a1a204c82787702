from dataclasses import fields

import pytest

from demo.settings import Settings


def test_the_defaults():
    assert Settings.read([], {}) == Settings()


def test_the_command_line_goes_over_the_environment():
    environment = {"SIAMESE_PORT": "8000", "SIAMESE_HOST": "0.0.0.0", "SIAMESE_SHARE": "1"}
    settings = Settings.read(["--port", "9000", "--no-share"], environment)
    assert (settings.port, settings.host, settings.share) == (9000, "0.0.0.0", False)


@pytest.mark.parametrize("arguments", [["--port", "many"], ["--nonsense"]])
def test_what_cannot_be_read_ends_with_code_2(arguments):
    with pytest.raises(SystemExit) as end:
        Settings.read(arguments, {})
    assert end.value.code == 2


def test_a_value_of_the_environment_that_cannot_be_read_ends_with_code_2():
    with pytest.raises(SystemExit) as end:
        Settings.read([], {"SIAMESE_PORT": "many"})
    assert end.value.code == 2


def test_each_setting_has_a_help():
    assert all(setting.metadata["help"] for setting in fields(Settings))


WRONG = [
    ["--auth", "secret"],
    ["--auth", "secret:"],
    ["--auth", ":secret"],
    ["--port", "0"],
    ["--port", "70000"],
    ["--megabytes", "-1"],
    ["--root-path", "demo"],
    ["--embed-in", "school.example"],
    ["--embed-in", "https://school.example/course"],
    ["--embed-in", "https://a.example, javascript:alert(1)"],
    ["--embed-in", "https://a.example; script-src *"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_value_of_the_wrong_form_is_one_sentence(arguments, capsys):
    for given in (
        (arguments, {}),
        ([], {"SIAMESE_" + arguments[0].strip("-").replace("-", "_").upper(): arguments[1]}),
    ):
        with pytest.raises(SystemExit) as end:
            Settings.read(*given)
        said = capsys.readouterr().err
        assert end.value.code == 2
        assert said.count("\n") == 1
        assert "secret:" not in said.replace("class:secret", "")  # what was given may be a password


def test_a_switch_of_the_environment_is_on_or_off_or_refused():
    assert Settings.read([], {"SIAMESE_SHARE": "yes"}).share
    assert not Settings.read([], {"SIAMESE_SHARE": "0"}).share
    with pytest.raises(SystemExit):
        Settings.read([], {"SIAMESE_SHARE": "perhaps"})


def test_a_user_can_be_typed_and_a_password_has_any_characters():
    assert Settings.read([], {"SIAMESE_AUTH": " class : a:b "}).auth == "class: a:b "


def test_an_end_of_the_root_path_does_not_matter():
    assert Settings.read(["--root-path", "/demo/"], {}).root_path == "/demo"


def test_sites_that_may_frame_the_page_are_told_with_commas_between():
    said = "https://School.Example/, http://localhost:8000 ,https://*.b.example"
    sites = "https://school.example http://localhost:8000 https://*.b.example"
    assert (
        Settings.read(["--embed-in", said], {}).embed_in
        == Settings.read([], {"SIAMESE_EMBED_IN": said}).embed_in
        == sites
    )
