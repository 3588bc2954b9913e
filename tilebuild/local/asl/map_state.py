"""The Map state: where its items come from, and the two ways of running a machine for each of them."""

from tilebuild.local.asl.distributed import run_distributed
from tilebuild.local.asl.errors import StatesError, query_error
from tilebuild.local.asl.fanout import run_all
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.item_reader import read_items
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.load_map import INLINE_CONCURRENCY
from tilebuild.local.asl.model import Map
from tilebuild.local.asl.parallel_state import RunMachine
from tilebuild.local.asl.payload import evaluate_integer
from tilebuild.local.asl.recovery import recover
from tilebuild.local.asl.transition import Transition, checked_text, conclude
from tilebuild.local.stopping import Stop


def run_map(state: Map, entry: Entry, run_machine: RunMachine) -> Transition:
    """The outputs of all iterations in the items' order, or where a ResultWriter put them."""

    def attempt() -> Transition:
        history = entry.frame.history
        items = _items(state, entry)
        history.add("MapStateStarted", entry.name, to_text({"length": len(items)}))
        try:
            run = run_distributed if state.distributed else _run_inline
            result = run(state, entry, items, run_machine)
            checked_text(result, entry.name)
        except StatesError:
            history.add("MapStateFailed", entry.name)
            raise
        history.add("MapStateSucceeded", entry.name)
        return conclude(entry, state.assignment, result, state.next, result=result)

    return recover(state, entry, attempt)


def _items(state: Map, entry: Entry) -> list[Json]:
    if state.reader is not None:
        return read_items(state.reader, entry)
    items = state.items.evaluate(entry.bindings()) if state.items else entry.input
    if not isinstance(items, list):
        raise query_error(f"The Items of the state '{entry.name}' must be an array.")
    return items


def _run_inline(state: Map, entry: Entry, items: list[Json], run_machine: RunMachine) -> Json:
    outputs: list[Json] = [None] * len(items)
    history, stop = entry.frame.history, Stop(entry.frame.stop)

    def work(index: int) -> None:
        item = {"Index": index, "Value": items[index]}
        value = state.selector.evaluate(entry.item_bindings(item)) if state.selector else items[index]
        checked_text(value, entry.name)
        detail = to_text({"index": index})
        history.add("MapIterationStarted", entry.name, detail)
        try:
            outputs[index] = run_machine(state.processor, value, entry.frame.inner(stop, item))
        except StatesError:
            history.add("MapIterationFailed", entry.name, detail)
            raise
        history.add("MapIterationSucceeded", entry.name, detail)

    try:
        run_all(len(items), _concurrency(state, entry), work, stop)
    finally:
        stop.close()
    return outputs


def _concurrency(state: Map, entry: Entry) -> int:
    if state.max_concurrency is None:
        return INLINE_CONCURRENCY
    limit = evaluate_integer(state.max_concurrency, entry.bindings(), "MaxConcurrency", 0, INLINE_CONCURRENCY)
    return limit or INLINE_CONCURRENCY
