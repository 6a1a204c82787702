"""Same or Different? Run `python app.py` and open the page that it names."""

import os


def main() -> None:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up chatter
    from demo import build_demo, launch, load_verifier
    from demo.settings import Settings

    settings = Settings.read()
    launch(build_demo(load_verifier(), settings), settings)


if __name__ == "__main__":
    main()
