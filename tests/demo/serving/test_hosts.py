"""Under which names the page can be asked for."""

import socket

import pytest
from starlette.datastructures import Headers

from demo.serving.hosts import Hosts, is_foreign
from demo.settings import Settings

OWN = socket.gethostname().lower()
HERE = ["localhost", "LOCALHOST:7860", "localhost.", "a.localhost", "127.0.0.1:7860", "[::1]:7860", "192.168.1.5", OWN]
ELSEWHERE = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:7860", "[broken", ":80"]


@pytest.mark.parametrize("settings", [Settings(), Settings(host="127.0.0.1"), Settings(host="192.168.1.5")], ids=str)
def test_who_listens_on_one_address_is_asked_for_by_addresses_and_its_own_names(settings):
    hosts = Hosts.of(settings, {})
    assert all(map(hosts.know, HERE))
    assert not any(map(hosts.know, ELSEWHERE))
    assert hosts.know("")  # HTTP/1.0: no browser


@pytest.mark.parametrize(
    "settings", [Settings(host="0.0.0.0"), Settings(host="::"), Settings(root_path="/demo")], ids=str
)
def test_where_the_names_cannot_be_known_all_are_answered(settings):
    hosts = Hosts.of(settings, {})
    assert all(map(hosts.know, HERE + ELSEWHERE[:-2]))
    assert not any(map(hosts.know, ["[broken", ":80", "a b", "a: 80", "999.1.1.1", "a/b", "a@b"]))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (Settings(host="teacher.example"), "teacher.example"),
        (Settings(root_path="https://school.example:8443/demo"), "school.example"),
        (Settings(host="0.0.0.0", root_path="https://school.example/demo"), "school.example:8443"),
        (Settings(host="0.0.0.0", hosts="a.example, School.Example"), "school.example"),
        (Settings(root_path="/demo", hosts=".school.example"), "room7.school.example"),
        (Settings(share=True), "abc123.gradio.live"),
    ],
    ids=str,
)
def test_what_names_were_told_are_answered_and_no_others(settings, name):
    hosts = Hosts.of(settings, {})
    assert hosts.know(name) and hosts.know("localhost")
    assert not any(map(hosts.know, ELSEWHERE))


def test_a_space_is_asked_for_as_ever():
    space = {"SPACE_HOST": "user-name.hf.space"}  # a Space listens on all addresses
    assert all(
        map(Hosts.of(Settings(host="0.0.0.0"), space).know, ["user-name.hf.space", "10.0.0.1:7860", "own.example"])
    )
    assert Hosts.of(Settings(hosts="own.example"), space).know("user-name.hf.space")


@pytest.mark.parametrize(
    ("settings", "origin", "foreign"),
    [
        (Settings(host="0.0.0.0"), "https://school.example", True),
        (Settings(host="0.0.0.0", hosts="school.example"), "https://school.example", False),
        (Settings(root_path="https://school.example/demo"), "https://school.example", False),
        (Settings(host="0.0.0.0", hosts="school.example"), "https://evil.example", True),
        (Settings(hosts="school.example"), "http://localhost:9999", True),  # another page of this computer
    ],
    ids=str,
)
def test_an_older_browser_behind_a_proxy_that_says_another_host_is_known_by_the_names_that_were_told(
    settings, origin, foreign
):
    """It does not say whether a request comes from the page itself (Safari before 16.4)."""
    headers = Headers({"origin": origin, "host": "127.0.0.1:7860"})
    assert is_foreign("POST", headers, Hosts.of(settings, {})) == foreign
