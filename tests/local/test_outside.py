from pathlib import Path
from typing import Any

import pytest

from tilebuild.contracts import parse_request
from tilebuild.keys import scope_key
from tilebuild.local.outside import lies_outside
from tilebuild.storage import open_directory

BUILT = (9.4, 47.0, 9.7, 47.3)


@pytest.mark.parametrize(
    ("area", "outside"),
    [
        ({"bbox": [9.5, 47.1, 9.6, 47.2]}, False),
        ({"bbox": [9.6, 47.2, 30.0, 50.0]}, False),
        ({"bbox": [47.1, 9.5, 47.2, 9.6]}, True),
        ({"bbox": [10.4, 47.0, 10.5, 47.1]}, True),
        ({"tiles": ["14/8622/5755"]}, False),
        ({"tiles": ["7/67/44"]}, False),
        ({"tiles": ["14/1/1"]}, True),
        ({"tiles_file": "s3://lists/a.txt"}, True),
        ({"world": True}, False),
    ],
)
def test_an_area_that_has_nothing_in_common_with_the_builds_lies_outside(
    tmp_path: Path, area: dict[str, Any], outside: bool
) -> None:
    control = open_directory(tmp_path, "control")
    control.put(scope_key("r1", "area"), b"14/1/1\n7/3/3\n")
    assert lies_outside(parse_request({**area, "run_id": "r1"}), BUILT, control) == outside
