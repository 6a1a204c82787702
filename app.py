"""Same or Different? Run `python app.py` and open the page that it names."""

from demo.command import serve

if __name__ == "__main__":
    serve()
