"""The command `same-or-different`: serve the page, or compare and recognise pictures in the shell."""

import os
import signal
import sys
import tempfile

from siamese.processor import check_processor

USAGE = "same-or-different serve|compare|recognise [--help]"


def main() -> int:
    """What is installed as a command."""
    command, arguments = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if command == "serve":
        serve(arguments, program="same-or-different serve")
        return 0
    if command in ("compare", "recognise"):
        from siamese.__main__ import main

        return main([command, *arguments], program="same-or-different")
    print(f"Use: {USAGE}", file=sys.stderr)
    return 2


def serve(arguments: list[str] | None = None, *, program: str = "python app.py") -> None:
    """Serve the page until the process is told to stop; see `demo.settings.Settings.read`."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: os._exit(0))  # while it loads; then the server's own way to stop
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up chatter
    check_processor()
    try:
        tempfile.gettempdir()
    except FileNotFoundError:  # a read-only container, or a full disk: Gradio would not even be imported
        tempfile.tempdir = "/dev/shm"
    from demo.serving.serve import serve as serve_page
    from demo.settings import Settings

    serve_page(Settings.read(arguments, program=program))
