"""Drawings that are dear to draw: a zigzag of 20,000 points, a picture with sixty texts that unpack to a megabyte."""

import base64
import io
import json
import uuid
import zlib
from itertools import count

from PIL import Image, PngImagePlugin

from tests.bench.attack import post, repeat

AT_ONCE = 32
POINTS = 20_000
TEXTS, TEXT = 60, 1_000_000


def attack(address: str, *, seconds: float) -> str:
    texts, numbers = packed_texts(), count()

    def ask() -> str:
        n = next(numbers)  # no two are alike: what was looked at is not looked at again
        drawn = picture(texts, n) if n % 2 else zigzag(n)
        body = {"data": [drawn, drawn.replace("0", "1", 1), "", ""], "session_hash": uuid.uuid4().hex[:11]}
        return post(address, "/gradio_api/run/compare", json.dumps(body).encode())

    return repeat(ask, seconds=seconds, at_once=AT_ONCE)


def zigzag(n: int) -> str:
    points = [(i * 7919 % 1000, (i % 2) * (1000 - n % 500)) for i in range(POINTS)]
    return json.dumps({"n": 1, "strokes": [[number for point in points for number in point]]}, separators=(",", ":"))


def packed_texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    for i in range(TEXTS):
        texts.add(b"zTXt", b"t%d\0\0" % i + zlib.compress(b"a" * TEXT, 9))
    return texts


def picture(texts: PngImagePlugin.PngInfo, n: int) -> str:
    file, image = io.BytesIO(), Image.new("L", (256, 256), 0)
    image.paste(255, (20, 30, 200, 60 + n % 100))
    image.save(file, "PNG", pnginfo=texts)
    picture = base64.b64encode(file.getvalue()).decode()
    return f'{{"n":1,"picture":"{picture}","box":[100,100,800,{500 + n % 300}]}}'
