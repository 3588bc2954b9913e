"""The distributed map: a child execution for each item, failures tolerated up to a threshold."""

from dataclasses import dataclass

from tilebuild.local.asl.child import Child, run_child
from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.fanout import run_all
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.load_map import DISTRIBUTED_CONCURRENCY
from tilebuild.local.asl.map_run import MapRun
from tilebuild.local.asl.model import Map
from tilebuild.local.asl.parallel_state import RunMachine
from tilebuild.local.asl.payload import evaluate_integer
from tilebuild.local.asl.result_writer import entry_of, write_results
from tilebuild.local.asl.transition import checked_text
from tilebuild.local.stopping import Stop


@dataclass(frozen=True)
class Settings:
    """A map run's numbers and places, evaluated before it starts; None where the definition has none."""

    concurrency: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    destination: Json

    def exceeded(self, failed: int, total: int) -> bool:
        """Whether so many failures are too many: more than either threshold; without any, more than none."""
        if self.tolerated_count is None and self.tolerated_percentage is None:
            return failed > 0
        by_count = self.tolerated_count is not None and failed > self.tolerated_count
        by_share = self.tolerated_percentage is not None and failed * 100 > self.tolerated_percentage * total
        return by_count or by_share


def run_distributed(state: Map, entry: Entry, items: list[Json], run_machine: RunMachine) -> Json:
    """Run every item's child; the children's outputs, or what the ResultWriter says of where they are."""
    settings = _settings(state, entry)
    run = MapRun(entry.frame, state.label, len(items))
    entry.frame.history.add("MapRunStarted", entry.name, to_text({"mapRunArn": run.arn}))
    try:
        _run_children(state, entry, items, run, settings, run_machine)
    except StatesError as error:
        _finish(run, "FAILED", settings, items)
        entry.frame.history.add("MapRunFailed", entry.name, to_text(error.output))
        raise
    except Aborted:
        _finish(run, "ABORTED", settings, items)
        raise
    result = _finish(run, "SUCCEEDED", settings, items)
    entry.frame.history.add("MapRunSucceeded", entry.name)
    return result


def _settings(state: Map, entry: Entry) -> Settings:
    bindings = entry.bindings()
    concurrency = 0
    if state.max_concurrency:
        concurrency = evaluate_integer(state.max_concurrency, bindings, "MaxConcurrency", 0, DISTRIBUTED_CONCURRENCY)
    count = None
    if state.tolerated_count:
        count = evaluate_integer(state.tolerated_count, bindings, "ToleratedFailureCount", 0, 10_000_000)
    share = _percentage(state, entry)
    destination = state.result_writer.evaluate(bindings) if state.result_writer else None
    return Settings(concurrency or DISTRIBUTED_CONCURRENCY, count, share, destination)


def _percentage(state: Map, entry: Entry) -> float | None:
    if state.tolerated_percentage is None:
        return None
    value = state.tolerated_percentage.evaluate(entry.bindings())
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        cause = f"ToleratedFailurePercentage must be a number from 0 to 100, not {value!r}."
        raise StatesError("States.QueryEvaluationError", cause)
    return value


def _run_children(
    state: Map, entry: Entry, items: list[Json], run: MapRun, settings: Settings, run_machine: RunMachine
) -> None:
    stop = Stop(entry.frame.stop)

    def work(index: int) -> None:
        value = items[index]
        if state.selector is not None:
            value = state.selector.evaluate(entry.item_bindings({"Index": index, "Value": value}))
        child = Child(run.child_arn(), index, checked_text(value, entry.name))
        run.started(child)
        run_child(child, value, state, run, stop, run_machine)
        run.ended(child)
        if child.status == "FAILED" and settings.exceeded(run.failed, run.total):
            raise StatesError(
                "States.ExceedToleratedFailureThreshold",
                "The specified tolerated failure threshold was exceeded",
            )

    workers = min(settings.concurrency, entry.frame.services.workers)
    try:
        run_all(len(items), workers, work, stop)
    finally:
        stop.close()


def _finish(run: MapRun, status: str, settings: Settings, items: list[Json]) -> Json:
    run.finished(status)
    if settings.destination is not None:
        return write_results(run, settings.destination, items)
    return [_output(child) for child in run.children if child is not None]


def _output(child: Child) -> Json:
    """A child's output; a failed one's whole entry, as Step Functions returns it."""
    return child.output if child.status == "SUCCEEDED" else entry_of(child)
