"""The page as a program sees it: served, and asked through gradio_client."""

import json
import re

import httpx
import pytest
from gradio_client import Client

from demo.about.about import model_card, network
from demo.page import build_demo
from demo.serving.serve import launch
from demo.settings import Settings
from demo.shared.component import ADDRESS
from tests.demo.drawings import CROSS, SMALL_CROSS, value


@pytest.fixture(scope="module")
def address(verifier):
    demo = build_demo(verifier, Settings())
    launch(demo, Settings(), prevent_thread_lock=True, quiet=True)
    yield demo.local_url
    demo.close()


def test_a_program_can_compare(address):
    answer = json.loads(
        Client(address, verbose=False).predict(value(CROSS), value(SMALL_CROSS), "", api_name="/compare")
    )
    assert answer["verdict"] == "same"


def test_the_page_carries_its_styles_and_no_foreign_address(address):
    page = httpx.get(address).text
    assert "pad-paper" in page
    assert "fonts.googleapis" not in page


def test_every_part_of_the_page_finds_its_module(address):
    parts = set(re.findall(r'mount\(\\+"(.+?)\\+", \{', httpx.get(address).text))
    assert {"pad/pad", "compare/ruler", "oneshot/shelf", "lesson/nav", "about/about"} <= parts
    for part in parts:
        assert "export function mount(" in httpx.get(f"{address}{ADDRESS}/{part}.js").text


@pytest.mark.parametrize(
    "path", ["/gradio_api/file=/etc/passwd", "/gradio_api/file=app.py", "/gradio_api/file=weights/manifest.json"]
)
def test_no_file_of_the_machine_is_served(address, path):
    assert httpx.get(address.rstrip("/") + path).status_code in (403, 404)


def test_about_names_the_network_and_its_figures(verifier):
    text = network(verifier)
    assert f"{verifier.manifest.parameters:,} parameters" in text
    assert "| digits |" in text


def test_about_does_without_a_model_card(tmp_path):
    assert model_card(tmp_path) == ""
    (tmp_path / "README.md").write_text("# Card", "utf-8")
    assert model_card(tmp_path) == "# Card"
