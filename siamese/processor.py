"""Whether this processor can run TensorFlow, which on x86 ends with "Illegal instruction" where there is no AVX."""

import re
import sys
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
NO_AVX = (
    "This computer's processor has no AVX, which TensorFlow needs: processors from 2011 on have it. Use another "
    "computer; in a virtual machine, let it have the processor of its host."
)


def check_processor(cpuinfo: Path = CPUINFO) -> None:
    """Ends the program with one sentence and code 2 where TensorFlow could not be imported; Linux tells of it."""
    try:
        flags = re.search(r"^flags\s*:(.*)$", cpuinfo.read_text("utf-8", "replace"), re.MULTILINE)
    except OSError:
        return
    if flags and "avx" not in flags[1].split():  # processors of other kinds have no such line
        print(NO_AVX, file=sys.stderr)
        sys.exit(2)
