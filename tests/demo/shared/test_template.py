"""Templates that the server fills in."""

import pytest
from jinja2 import UndefinedError

from demo.shared.template import render


def test_what_a_template_is_given_is_escaped():
    assert "<b>&lt;i&gt;&amp;</b>" in render("about/address.html", address="<i>&", code="<svg></svg>")


def test_a_value_that_is_not_given_is_an_error():
    with pytest.raises(UndefinedError, match="'code' is undefined"):
        render("about/address.html", address="http://h/")
