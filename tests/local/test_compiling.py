import sys

import pytest

from tests.support.display import Noted
from tilebuild.errors import RequestError
from tilebuild.local.compiling import compiling

pytestmark = pytest.mark.slow


def test_the_block_goes_on_while_the_kernels_are_compiled() -> None:
    noted = Noted()
    with compiling(noted):
        noted.say("meanwhile")
    assert noted.said[0] == "meanwhile"


@pytest.mark.parametrize(("warm", "told"), [(0.0, ["compiling the jobs' kernels, once"]), (600.0, [])])
def test_it_is_told_only_where_it_takes_long(warm: float, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilebuild.local.compiling.WARM_SECONDS", warm)
    with compiling(noted := Noted()):
        pass
    assert noted.said == told


def test_kernels_that_do_not_compile_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RequestError, match="do not compile"), compiling(Noted()):
        pass


def test_an_error_in_the_block_is_the_one_that_is_raised() -> None:
    with pytest.raises(ValueError, match="import failed"), compiling(Noted()):
        raise ValueError("import failed")
