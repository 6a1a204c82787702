"""Parts of the page and their modules."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from demo.shared.component import ADDRESS, FOLDER, MODULE_ROUTE, MODULES, component, preloads


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=[MODULE_ROUTE]))


def test_a_module_is_served_and_kept_for_good(client):
    answer = client.get(f"/{ADDRESS}/pad/pad.js")
    assert answer.text == MODULES["pad/pad.js"] and answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["none.js", "pad/pad.py", "../app.py", "pad/../page.py", "%2e%2e/app.py"])
def test_nothing_else_is(client, name):
    assert client.get(f"/{ADDRESS}/{name}").status_code == 404


def test_another_version_is_not_there(client):
    assert client.get("/code/000000000000/shared/mount.js").status_code == 404


def test_what_a_module_imports_is_there():
    for name, text in MODULES.items():
        for imported in re.findall(r'from "(.+?)";', text):
            parts = name.split("/")[:-1]
            for step in imported.split("/"):
                parts = {".": parts, "..": parts[:-1]}.get(step, [*parts, step])
            assert "/".join(parts) in MODULES, f"{name} imports {imported}"


def test_the_first_tab_s_modules_are_fetched_ahead_and_no_others():
    ahead = {name for name in MODULES if f"<{ADDRESS}/{name}>; rel=modulepreload" in preloads("a.js")}
    assert {"shared/mount.js", "compare/ruler.js", "pad/pad.js", "shared/dom.js"} <= ahead
    assert preloads("a.js").startswith("<a.js>; rel=modulepreload, <")
    assert not any(name.startswith(("oneshot/", "lesson/")) for name in ahead)


def test_a_part_mounts_its_module():
    part = component("pad/pad", elem_id="a")
    assert f'"{ADDRESS}/shared/mount.js"' in part.js_on_load and 'mount("pad/pad",' in part.js_on_load
    assert part.html_template == (FOLDER / "pad" / "pad.html").read_text("utf-8")
