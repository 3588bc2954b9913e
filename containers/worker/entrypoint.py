"""The container's first program: put the compiled kernels where they may be written, then become `tilebuild`.

numba takes no cache that it could not add to, and would compile everything again without a word. This is no shell
script because a shell drops variables such as TILEQUEUE__store__date-prefix, whose names it could not write.
"""

import os
import shutil
import sys

PROGRAM = "/opt/tilebuild/bin/tilebuild"

shutil.copytree("/opt/kernels", os.environ["NUMBA_CACHE_DIR"], dirs_exist_ok=True)
os.execv(PROGRAM, [PROGRAM, *sys.argv[1:]])  # noqa: S606 - no shell is wanted
