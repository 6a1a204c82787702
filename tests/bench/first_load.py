"""The first load of the page: what it weighs beside an empty page of three tabs, and a hundred of them at once.

python -m tests.bench.first_load
"""

import asyncio
import time
from urllib.parse import urlsplit

from tests.bench.apps import served
from tests.bench.http_client import Client
from tests.bench.report import parser, show
from tests.browser.conftest import open_browser

COMPRESSED = "Accept-Encoding: gzip, br\r\n"


def fetched(address: str) -> tuple[list[str], int]:
    """What a browser asks for when it opens a page for the first time, and the bytes that came over the wire."""
    with open_browser() as browser:
        page = browser.new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        asked, weight = {}, []
        wire.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
        wire.on("Network.loadingFinished", lambda event: weight.append(event["encodedDataLength"]))
        page.goto(address)
        page.wait_for_selector("button[role=tab]")
        page.wait_for_timeout(3000)
    return [url for url in asked.values() if url.startswith("http")], int(sum(weight))


async def replay(address: str, urls: list[str], clients: int) -> tuple[float, int]:
    """Seconds until all clients have everything, and how many answers were no success."""

    async def load() -> int:
        client = Client(address)
        statuses = [(await client.get(url, COMPRESSED))[0] for url in urls]
        await client.close()
        return sum(status != 200 for status in statuses)

    begun = time.perf_counter()
    failed = await asyncio.gather(*(load() for _ in range(clients)))
    return time.perf_counter() - begun, sum(failed)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--clients", type=int, default=100)
    chosen = options.parse_args()
    found, weights = {}, {}
    for name in ("ours", "empty"):
        with served(name) as app:
            urls, weights[name] = fetched(app.address)
            paths = [url.removeprefix(app.address.rstrip("/")) for url in urls if url.startswith(app.address)]
            # Streams stay open as long as the page does: they are no part of a load.
            paths = [path for path in paths if "/heartbeat/" not in path and "/queue/" not in path]
            paths = [path for path in paths if "/run/" not in path]
            seconds, failed = asyncio.run(replay(app.address, paths, chosen.clients))
            found[name] = {
                "requests": len(urls),
                "kilobytes": round(weights[name] / 1000, 1),
                "other_hosts": len({urlsplit(url).netloc for url in urls} - {urlsplit(app.address).netloc}),
                f"{chosen.clients}_loads_s": round(seconds, 2),
                "failed": failed,
            }
    found["bytes_ratio"] = round(weights["ours"] / weights["empty"], 3)
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
