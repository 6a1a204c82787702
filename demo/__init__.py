"""What people see: `build_demo` builds the page round a verifier, `launch` serves it, `serve` until it is stopped."""

from demo.page import build_demo, load_verifier
from demo.serving.serve import launch, serve

__all__ = ["build_demo", "launch", "load_verifier", "serve"]
