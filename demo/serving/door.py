"""The password: who has given it, how fast it can be guessed, and how one leaves."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Mapping

from gradio.routes import App
from gradio.utils import get_space
from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response

log = logging.getLogger(__name__)

LOG_IN = "This needs the name and the password. Load the page again."
SLOWED = "Too many wrong passwords were given here. Try again in a minute."

MINUTE = 60  # seconds
# What is heard at once within a minute: a school comes together, and some mistype.
BUDGET, WRONG = 600, 20  # right passwords; how many of them a wrong one counts for
PACE = 1  # seconds between two attempts beyond it
LAX = "SameSite=lax"
IN_LINE = 4  # attempts of one address that wait for their turn then


class TooMany(Exception):
    """More attempts wait than are heard."""


class Door:
    """Stands before an app of Gradio; where that asks for no password it is open.

    is_framed: whether the page is shown in frames of other sites, where its cookies must be let through.
    """

    def __init__(self, app: App, *, is_framed: bool = False):
        self.app, self._is_framed = app, is_framed or bool(get_space())
        self._heard: deque[tuple[float, int]] = deque()  # when within the last minute, and what it counts for
        self._waiting: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    def knows(self, headers: Mapping[str, str]) -> bool:
        """Whether a request comes from somebody who may come in."""
        return self.app.auth is None or self._token(headers) in self.app.tokens

    async def log_in(self, answer, scope, receive, send) -> None:
        """Have `answer`, an ASGI app, look at a name and a password. Raises TooMany.

        One after the other, and slowly once many were wrong, whoever gave them: one who guesses may have many
        addresses, and a school has one. `send` takes what it is given at once.
        """
        who = (scope.get("client") or ("somebody",))[0]

        async def look(message) -> None:
            if message["type"] == "http.response.start":
                self._note(message["status"], who)
                _limit_cookies(message, is_framed=self._is_framed)
            await send(message)

        self._waiting[who] += 1
        try:
            async with self._turn:
                is_slow = self._is_slow()
                if is_heard := not is_slow or self._waiting[who] <= IN_LINE:
                    await asyncio.sleep(PACE * is_slow)
                    await answer(scope, receive, look)
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]
        if not is_heard:
            await asyncio.sleep(PACE)  # a refusal that cost nothing would be asked for without end
            raise TooMany

    async def log_out(self, headers: Mapping[str, str], scope, receive, send) -> None:
        """Forget whoever asks, and nobody else."""
        self.app.tokens.pop(self._token(headers), None)
        answer = Response(status_code=204)
        for name in self._cookies():
            answer.delete_cookie(name)
        await answer(scope, receive, send)

    def _is_slow(self) -> bool:
        now = asyncio.get_running_loop().time()
        while self._heard and self._heard[0][0] < now - MINUTE:
            self._heard.popleft()
        return sum(counts for _, counts in self._heard) >= BUDGET

    def _note(self, status: int, who: str) -> None:
        if status == 400:
            log.warning("wrong password from %s", who)
        if status in (200, 400):
            self._heard.append((asyncio.get_running_loop().time(), WRONG if status == 400 else 1))

    def _token(self, headers: Mapping[str, str]) -> str | None:
        cookies = cookie_parser(headers.get("cookie", ""))
        return next(filter(None, map(cookies.get, self._cookies())), None)

    def _cookies(self) -> tuple[str, str]:
        """The names of Gradio's cookies, as it prefers them."""
        return f"access-token-{self.app.cookie_id}", f"access-token-unsecure-{self.app.cookie_id}"


def _limit_cookies(message, *, is_framed: bool) -> None:
    """Have browsers send the cookies with no request of another site, but for a link that is followed.

    In a frame of another site they are sent, as Gradio makes its cookies for, but only where they were given in a
    frame of that same site (CHIPS, RFC draft of cookies having independent partitioned state).
    """
    headers = MutableHeaders(scope=message)
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        is_sent = is_framed and "secure" in cookie.lower()
        headers.append("set-cookie", f"{cookie}; Partitioned" if is_sent else cookie.replace("SameSite=none", LAX))
