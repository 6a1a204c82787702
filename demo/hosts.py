"""The names under which the page may be asked for.

A page of another site can have its own name lead to this computer, and would then be taken for the page itself (DNS
rebinding). Such a request names that site as its host.
"""

import os
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from gradio.http_server import LOCALHOST_NAME

from demo.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")  # to listen on: all addresses of this computer
_PUBLIC = ".gradio.live"  # of links that --share makes


class Hosts:
    """names: that are answered to, beside all addresses in digits; `.name` stands for all that end so. None: any."""

    def __init__(self, names: frozenset[str] | None):
        self.names = names

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
        return cls(told | {name for name in names if name})

    def know(self, header: str) -> bool:
        """Whether the host that a request names, with or without a port, is one of these; none is named by programs."""
        if self.names is None or not header:
            return True
        try:
            name = (urlsplit(f"//{header}").hostname or "").rstrip(".")
            return (
                name in self.names
                or any(end[0] == "." and name.endswith(end) for end in self.names)
                or _is_address(name)
            )
        except ValueError:
            return False


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
