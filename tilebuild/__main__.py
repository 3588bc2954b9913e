"""``python -m tilebuild``: the same as the ``tilebuild`` command."""

from tilebuild.cli import main

main()
