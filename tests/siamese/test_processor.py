import subprocess
import sys

import pytest

from siamese.processor import NO_AVX, check_processor
from tests.conftest import ROOT

OLD = "processor\t: 0\nflags\t\t: fpu sse sse2 ssse3 sse4_2 popcnt\nbugs\t\t: avx\n"
NEW = "processor\t: 0\nflags\t\t: fpu sse sse2 avx avx2\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd aes\n"


def test_a_processor_without_avx_is_one_sentence_and_exit_code_2(tmp_path, capsys):
    (tmp_path / "cpuinfo").write_text(OLD, "utf-8")
    with pytest.raises(SystemExit) as end:
        check_processor(tmp_path / "cpuinfo")
    assert end.value.code == 2 and capsys.readouterr().err == NO_AVX + "\n"


@pytest.mark.parametrize("text", [NEW, ARM, "", None])
def test_others_pass_and_so_does_what_cannot_be_known(tmp_path, text, capsys):
    if text is not None:
        (tmp_path / "cpuinfo").write_text(text, "utf-8")
    check_processor(tmp_path / "cpuinfo")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "start", ["import app; app.serve([])", "from siamese.__main__ import main; main(['compare', 'a', 'b'])"]
)
def test_it_is_looked_at_before_tensorflow_is_imported(tmp_path, start):
    (tmp_path / "cpuinfo").write_text(OLD, "utf-8")
    begin = (
        "import sys; from pathlib import Path; import siamese.processor as p; "
        f"p.check_processor.__defaults__ = (Path({str(tmp_path / 'cpuinfo')!r}),); "
        "sys.modules['tensorflow'] = None; sys.modules['keras'] = None; "
    )
    done = subprocess.run([sys.executable, "-c", begin + start], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (2, NO_AVX + "\n")
