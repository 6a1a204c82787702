"""How much a body may have in it."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.serving.bodies import CROWDED, LONG, NESTED, Pace, is_crowded, is_form, largest_body


def crowded(body: bytes) -> bool:
    return asyncio.run(is_crowded(body))


@pytest.mark.parametrize("sign", ["[", "{", "\\u005b", "\\u"])
def test_so_many_lists_are_read_and_no_more(sign):
    assert not crowded(sign.encode() * NESTED)
    assert crowded(sign.encode() * (NESTED + 1))


@pytest.mark.parametrize("sign", [",", "\\"])
def test_so_many_values_are_read_and_no_more(sign):
    assert not crowded(sign.encode() * CROWDED)
    assert crowded(sign.encode() * (CROWDED + 1))


@pytest.mark.parametrize("before", [0, 1, LONG - 1, 50_000 - LONG, 50_001])
def test_long_numbers_are_refused_wherever_they_stand(before):
    start = b'"' + b"x" * before + b'",'
    assert not crowded(start + b"9" * LONG + b".5")
    assert crowded(start + b"9" * (2 * LONG) + b".5")


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-32"])
def test_json_is_utf_8(coding):
    assert crowded(json.dumps({"data": [1]}).encode(coding))


@given(st.recursive(st.none() | st.integers(-(10**99), 10**99) | st.floats() | st.text(), st.lists))
def test_what_is_small_is_never_refused(value):
    assert not crowded(json.dumps({"data": value}, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=1000), st.integers(1, 1000))
def test_a_long_number_is_found_behind_anything(before, size):
    found = crowded(before + b" " + b"7" * size + b" ")
    assert found or size < 2 * LONG
    assert not found or size >= LONG or b"\0" in before or before.count(b"7") > LONG


def test_full_papers_are_not_too_much():
    """The largest that a pad draws, on both and a third time in the request."""
    drawing = json.dumps({"n": 1, "strokes": [[1000] * 40 for _ in range(1000)]}, separators=(",", ":"))
    request = json.dumps({"n": 1, "do": "add", "name": "leaf", "drawn": drawing})
    body = json.dumps({"data": [request, drawing, drawing, None], "session_hash": "s"}).encode()
    assert not crowded(body) and len(body) < largest_body("/gradio_api/run/compare", 56)


@pytest.mark.parametrize(
    ("path", "kind", "found"),
    [
        ("/gradio_api/component_server", "multipart/form-data; boundary=b", True),
        ("/gradio_api/component_server", "application/json", False),
        ("/gradio_api/component_server/x", "multipart/form-data; boundary=b", False),
        ("/gradio_api/cancel", "multipart/form-data; boundary=b", False),
    ],
)
def test_files_come_in_forms_to_one_place(path, kind, found):
    assert is_form(path, kind) is found


def test_what_is_large_comes_at_a_pace_for_all_together_after_a_burst(monkeypatch):
    waited = []

    async def wait(seconds):
        waited.append(seconds)

    async def take():
        pace = Pace(rate=1000, burst=500)
        for n in (500, 200, 300):
            await pace.take(n)

    monkeypatch.setattr("demo.serving.bodies.asyncio.sleep", wait)
    asyncio.run(take())
    assert waited == pytest.approx([0.2, 0.5], abs=0.05)
