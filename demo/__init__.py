"""What people see: `build_demo` builds the page round a verifier, `launch` serves it."""

from demo.page import build_demo, launch, load_verifier

__all__ = ["build_demo", "launch", "load_verifier"]
