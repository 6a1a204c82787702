"""The versions of what networks were trained with, for the records that lie beside them."""

import contextlib
import importlib.metadata
import platform

PACKAGES = ("tensorflow", "tensorflow-cpu", "jax", "keras", "numpy", "opencv-python-headless")


def installed_versions() -> dict[str, str]:
    """Of Python and of those of PACKAGES that are installed: TensorFlow goes by one of two names, or JAX is there."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions
