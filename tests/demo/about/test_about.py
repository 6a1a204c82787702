import re
from types import SimpleNamespace
from unittest.mock import MagicMock

import cv2
import numpy as np
import pytest

from demo.about import about
from demo.about.about import ONLY_HERE, UNKNOWN, address_for_phones, network, own_address, privacy, show_address
from demo.settings import Settings

LOCAL, ROOM = Settings(), Settings(host="0.0.0.0")


@pytest.fixture
def in_a_network(monkeypatch):
    monkeypatch.setattr(about, "own_address", lambda: "192.168.7.5")


@pytest.mark.parametrize(
    ("address", "settings", "shared", "expected"),
    [
        ("http://127.0.0.1:7860/", LOCAL, None, None),
        ("http://localhost:7860/", Settings(host="127.0.0.1"), None, None),
        ("http://localhost:7860/", ROOM, None, "http://192.168.7.5:7860/"),
        ("http://[::1]:7860/", Settings(host="::"), None, "http://192.168.7.5:7860/"),
        # What a browser on this computer opens too; from a phone it would be the phone.
        ("http://0.0.0.0:7860/", ROOM, None, "http://192.168.7.5:7860/"),
        ("http://[::]:7860/", Settings(host="::"), None, "http://192.168.7.5:7860/"),
        ("http://127.0.0.1:7860/", Settings(host="10.0.0.9"), None, "http://10.0.0.9:7860/"),
        ("http://localhost:7860/", Settings(host="fd00::9"), None, "http://[fd00::9]:7860/"),
        ("http://class.localhost:7860/", LOCAL, None, None),
        # Opened from elsewhere: that address works, whatever stands between.
        ("https://class.example/demo/", LOCAL, None, "https://class.example/demo/"),
        ("http://localhost:7860/", LOCAL, "https://abc.gradio.live", "https://abc.gradio.live"),
    ],
)
def test_phones_get_the_address_that_they_can_reach(in_a_network, address, settings, shared, expected):
    assert address_for_phones(address, settings, shared=shared) == expected


def test_without_a_network_there_is_no_address(monkeypatch):
    monkeypatch.setattr(about, "own_address", lambda: None)
    assert address_for_phones("http://localhost:7860/", ROOM) is None


@pytest.mark.parametrize(
    "address", [None, 3, "", "javascript:alert(1)", "http://[", "http://host:port/", "http://h/" + "x" * 300, "//host/"]
)
def test_what_is_no_address_of_a_page_is_none(address):
    assert address_for_phones(address, ROOM) is None


def test_a_computer_s_own_address_is_not_a_loopback(monkeypatch):
    for found, expected in (("192.168.7.5", "192.168.7.5"), ("127.0.1.1", None)):
        way_out = MagicMock()
        way_out.return_value.__enter__.return_value.getsockname.return_value = (found, 40_000)
        monkeypatch.setattr(about.socket, "socket", way_out)
        assert own_address() == expected


def test_the_code_on_the_page_reads_as_the_address():
    address = "http://192.168.7.5:7860/"
    shown = show_address(address, ROOM)
    assert address in shown
    # Its dark runs as pixels, read by an independent reader. A run begins where the one before ended.
    (drawn,) = re.findall(r'stroke="#17202a" d="([^"]+)"', shown)
    picture = np.full((400, 400), 255, np.uint8)
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", drawn):
        right, *down = map(float, numbers.split())
        x, y = (right, down[0]) if kind == "M" else (x + right, y + sum(down))
        if kind == "h":
            picture[8 * int(y) : 8 * int(y) + 8, 8 * int(x - right) : 8 * int(x)] = 0
    read, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == address


def test_an_address_is_shown_as_text():
    assert "<img" not in show_address("http://h/<img src=x onerror=alert(1)>", ROOM)
    assert show_address(None, Settings()) == ONLY_HERE
    assert show_address(None, ROOM) == UNKNOWN  # on a hotspot of its own, say


def test_privacy_is_told_as_the_page_is_served():
    assert "Nothing leaves that computer" in privacy(LOCAL)
    assert "not encrypted" in privacy(ROOM)
    assert "gradio.live" in privacy(Settings(share=True))


def test_the_network_is_described_by_its_manifest():
    rates = {"digits": {"same_called_different": 0.02, "different_called_same": 0.1, "n": 1000}}
    calibration = SimpleNamespace(threshold=0.876, error_rates=rates)
    manifest = SimpleNamespace(frame=64, embedding=128, parameters=1_650_000, calibration=calibration)
    shown = network(SimpleNamespace(manifest=manifest))
    # 2 of 100 same pairs and 10 of 100 different ones are judged wrong.
    assert shown.endswith("\n| digits | 98.0 % | 90.0 % | 1,000 |")
    assert "64 × 64" in shown and "128 numbers" in shown and "1,650,000 parameters" in shown and "0.88 apart" in shown


def test_a_host_that_only_gradio_s_variable_names_counts_too(in_a_network, monkeypatch):
    monkeypatch.setattr(about, "LOCALHOST_NAME", "0.0.0.0")  # as GRADIO_SERVER_NAME sets it
    assert "not encrypted" in privacy(Settings())
    assert address_for_phones("http://localhost:7860/", Settings()) == "http://192.168.7.5:7860/"
