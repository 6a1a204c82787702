"""Same or Different? Run `python app.py` and open the page that it names."""

import os
import signal
import tempfile


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: os._exit(0))  # while it loads; then the server's own way to stop
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up chatter
    try:
        tempfile.gettempdir()
    except FileNotFoundError:  # a read-only container, or a full disk: Gradio would not even be imported
        tempfile.tempdir = "/dev/shm"
    from demo import serve
    from demo.settings import Settings

    serve(Settings.read())


if __name__ == "__main__":
    main()
