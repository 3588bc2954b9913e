"""What the readme names is there."""

import re
from pathlib import Path

import click
import pytest

from tilebuild.cli import COMMANDS, group

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
OPTION = re.compile(r"--[a-z][a-z-]+")
OF_OTHERS = {"--water-polygons", "--land-polygons", "--dsn", "--style", "--home"}
"""Named in running text: all of them options of `tilebuild run`."""


def options_of(command: str) -> set[str]:
    found = group.get_command(click.Context(group), command)
    assert found is not None
    return {name for parameter in found.params for name in parameter.opts}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)#]+)", README))))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_make_target_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = re.findall(r"(?:^|`)make ([a-z ]+)", README, re.MULTILINE)
    named = {word for line in lines for word in line.split()}
    assert {"run", "test", "check", "bench", "clean", "images", "push", "deploy"} == named
    assert named <= targets


@pytest.mark.parametrize("call", re.findall(r"^\| `(tilebuild [^`]+)`", README, re.MULTILINE))
def test_every_command_takes_what_it_is_shown_with(call: str) -> None:
    command = call.split()[1]
    assert command in COMMANDS
    assert set(OPTION.findall(call)) <= options_of(command)


def test_every_command_for_a_person_stands_in_the_table() -> None:
    shown = {call.split()[0] for call in re.findall(r"^\| `tilebuild ([^`]+)`", README, re.MULTILINE)}
    assert shown == {name for name, what in COMMANDS.items() if not what.startswith("Job: ")}


def test_every_option_in_the_text_is_one_of_run() -> None:
    text = re.sub(r"^\|.*$", "", README, flags=re.MULTILINE)
    assert OF_OTHERS <= set(OPTION.findall(text)) <= options_of("run")


def test_every_place_in_the_map_of_the_house_is_there() -> None:
    table = README.split("## Where things are")[1]
    for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE):
        places = re.findall(r"`([^`]+)`", row)
        for place in places:
            beside = Path(places[0]).parent / place
            assert (ROOT / place).exists() or (ROOT / beside).exists(), place
