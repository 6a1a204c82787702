"""The names under which the page may be asked for, and whether it asks itself or another site's page does.

A page of another site can have its own name lead to this computer, and would then be taken for the page itself (DNS
rebinding). Such a request names that site as its host.
"""

import os
import re
import socket
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from gradio.http_server import LOCALHOST_NAME
from starlette.datastructures import Headers

from demo.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")  # to listen on: all addresses of this computer
READING = frozenset(("GET", "HEAD", "OPTIONS"))
_PUBLIC = ".gradio.live"  # of links that --share makes


class Hosts:
    """The names of the page.

    names: that are answered to, beside all addresses in digits; `.name` stands for all that end so. None: any.
    told: of these, by whoever started the page.
    """

    def __init__(self, names: frozenset[str] | None, told: frozenset[str] = frozenset()):
        self.names, self.told = names, told

    @classmethod
    def of(cls, settings: Settings, environment: Mapping[str, str] = os.environ) -> "Hosts":
        """As far as they can be known: not where it listens everywhere, nor behind a proxy whose name nobody told."""
        host, root = settings.host or LOCALHOST_NAME, settings.root_path or ""
        told = frozenset(filter(None, (name.strip().lower() for name in (settings.hosts or "").split(","))))
        public = urlsplit(root).hostname
        if not told and not public and (host in EVERYWHERE or root):
            return cls(None)
        own = socket.gethostname().lower()
        names = {"localhost", ".localhost", host.lower(), own, f"{own}.local", public, environment.get("SPACE_HOST")}
        names |= {_PUBLIC} if settings.share else set()
        return cls(told | {name for name in names if name}, told | frozenset(filter(None, [public])))

    def know(self, header: str) -> bool:
        """Whether the host that a request names, with or without a port, is one of these; none is named by programs."""
        if not header:
            return True
        if self.names is None:
            return is_host(header)
        try:
            name = (urlsplit(f"//{header}").hostname or "").rstrip(".")
            return (
                name in self.names
                or any(end[0] == "." and name.endswith(end) for end in self.names)
                or _is_address(name)
            )
        except ValueError:
            return False


def is_foreign(method: str, headers: Headers, hosts: Hosts | None = None) -> bool:
    """Whether a script or form of another site sent the request.

    Browsers on HTTPS and on localhost say so themselves (Sec-Fetch-Site, which no page can forge), whatever host
    names a proxy puts in; on a plain address of the local network, and in older browsers, the page's origin is held
    against the host that was asked, and against the names that whoever started the page gave it. X-Forwarded-Host is
    not looked at: another site's script could set it. What is no browser sends neither.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site in ("same-origin", "none"):
        return False
    if origin is None:  # following a link, or showing the page in a frame
        return site is not None and method not in READING
    host = headers.get("host", "")
    try:
        address = urlsplit(origin)
        known = hosts.told if hosts else frozenset()
        return not address.netloc or not {address.netloc, address.hostname} & {host, *known}
    except ValueError:
        return True


def names_hosts(headers: Headers) -> bool:
    """Whether what proxies say of the host that they were asked for are hosts. Gradio makes addresses of them."""
    forwarded = filter(None, map(str.strip, headers.get("x-forwarded-host", "").split(",")))
    return "x-gradio-server" not in headers and all(map(is_host, forwarded))


@lru_cache
def is_host(header: str) -> bool:
    """Whether Gradio can make an address of a host that a request names."""
    try:
        return not re.search(r"[\s/?#@\\]|^\[[^]]*$", header) and bool(httpx.URL(f"http://{header}").host)
    except httpx.InvalidURL:
        return False


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
