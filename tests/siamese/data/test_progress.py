import sys

from siamese.data.progress import Progress


def test_the_bar_fills_up(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = Progress("file.zip", 200)
    progress.add(50)
    assert capsys.readouterr().err.endswith(f"file.zip [{'#' * 8}{' ' * 22}]  25%")  # 25 % of 30, rounded
    progress.add(150)
    progress.end()
    assert capsys.readouterr().err.endswith(f"file.zip [{'#' * 30}] 100%\n")


def test_a_total_that_is_not_known(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = Progress("file.zip", 0)
    progress.add(50)
    progress.end()
    assert "  0%" in capsys.readouterr().err


def test_a_log_gets_no_bar(capsys):
    progress = Progress("file.zip", 2)
    progress.add()
    progress.end()
    assert capsys.readouterr().err == ""
