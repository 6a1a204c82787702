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
