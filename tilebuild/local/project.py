"""Where the project's own files are: the template, the state machine, the functions, the import style."""

from pathlib import Path

import tilebuild
from tilebuild.errors import RequestError

PACKAGED = "_project"
"""Name of the directory in which a wheel carries them."""


def project_directory() -> Path:
    """The directory that holds template.yaml: the checkout, or the copy inside an installed package.

    Raises:
        RequestError: neither is there.
    """
    package = Path(tilebuild.__file__).parent
    for directory in (package / PACKAGED, package.parent):
        if (directory / "template.yaml").is_file():
            return directory
    raise RequestError(f"template.yaml is neither in {package / PACKAGED} nor in {package.parent}: install it again")
