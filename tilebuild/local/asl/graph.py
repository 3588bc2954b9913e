"""A machine as a graph: every target is there, every state can be reached, and an end can be reached."""

from collections.abc import Iterator, Mapping

from tilebuild.errors import RequestError
from tilebuild.local.asl.model import AnyState, Choice, Fail, Recoverable, Succeed


def check_graph(start: str, states: Mapping[str, AnyState], where: str) -> None:
    """RequestError for a missing target, a state that nothing leads to, or a machine that cannot end."""
    _check_target(start, states, f"{where}, StartAt")
    for name, state in states.items():
        for target in targets(state):
            _check_target(target, states, f"The state {name!r}")
    reached = _reachable(start, states)
    for name in states:
        if name not in reached:
            raise RequestError(f"The state {name!r} is never reached.")
    if not any(_is_end(states[name]) for name in reached):
        raise RequestError(f"{where} has no terminal state.")


def targets(state: AnyState) -> Iterator[str]:
    """Every state that may come after this one."""
    if state.next is not None:
        yield state.next
    if isinstance(state, Choice):
        yield from (rule.next for rule in state.rules)
    if isinstance(state, Recoverable):
        yield from (catcher.next for catcher in state.catchers)


def _is_end(state: AnyState) -> bool:
    return isinstance(state, Succeed | Fail) or (state.next is None and not isinstance(state, Choice))


def _check_target(target: str, states: Mapping[str, AnyState], where: str) -> None:
    if target not in states:
        raise RequestError(f"{where} leads to {target!r}, which is no state there.")


def _reachable(start: str, states: Mapping[str, AnyState]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = [target for target in targets(states[waiting.pop()]) if target not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached
