#!/bin/sh
# The compiled kernels go where they may be written: numba takes no cache that it could not add to, and would compile
# everything again without a word.
set -eu
cp -R /opt/kernels "$NUMBA_CACHE_DIR"
exec /opt/tilebuild/bin/tilebuild "$@"
