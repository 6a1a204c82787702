"""Archives of pictures that take long to read, beside somebody who uploads one picture."""

import io
import time
import zipfile

from PIL import Image

from tests.bench.attack import post, repeat
from tests.bench.parts import beside, call_part, form

SIDE = 4_900  # pixels
PICTURES = 100
AT_ONCE = 4


def attack(address: str, *, seconds: float) -> str:
    file, slow = io.BytesIO(), drawn(SIDE)
    with zipfile.ZipFile(file, "w") as archive:
        for i in range(PICTURES):
            archive.writestr(f"symbol {i}.png", slow)
    kind, body = form(call_part(address, "shelf", "preview"), ("a.zip", file.getvalue()))

    def ask() -> str:
        return post(address, "/gradio_api/component_server", body, kind=kind)

    picture = form(call_part(address, "compare-a", "read_picture"), ("a.png", drawn(1100, compress_level=0)))
    return beside(lambda: repeat(ask, seconds=seconds, at_once=AT_ONCE), lambda: upload(address, *picture), "A picture")


def upload(address: str, kind: str, body: bytes) -> float:
    """Seconds until a picture is read."""
    begun = time.perf_counter()
    status = post(address, "/gradio_api/component_server", body, kind=kind)
    if status != "200":
        raise ValueError(status)
    return time.perf_counter() - begun


def drawn(side: int, **options) -> bytes:
    file, image = io.BytesIO(), Image.new("RGB", (side, side), "white")
    image.paste("black", (side // 5, side // 2, side - side // 5, side // 2 + side // 20))
    image.save(file, "PNG", **options)
    return file.getvalue()
