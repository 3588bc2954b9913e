from tilebuild.local.stopping import Stop


def test_a_stop_sets_everything_inside_and_nothing_outside() -> None:
    outer = Stop()
    middle = Stop(outer)
    inner, sibling = Stop(middle), Stop(outer)
    middle.set()
    assert (outer.is_set(), middle.is_set(), inner.is_set(), sibling.is_set()) == (False, True, True, False)
    outer.set()
    assert sibling.is_set()


def test_what_begins_inside_a_stop_is_stopped_at_once() -> None:
    outer = Stop()
    outer.set()
    assert Stop(outer).is_set()


def test_whoever_asked_is_called_once() -> None:
    calls: list[str] = []
    stop = Stop()

    def forgotten() -> None:
        calls.append("forgotten")

    stop.call(lambda: calls.append("early"))
    stop.call(forgotten)
    stop.forget(forgotten)
    stop.set()
    stop.set()
    stop.call(lambda: calls.append("late"))
    assert calls == ["early", "late"]


def test_a_closed_stop_hears_no_more() -> None:
    outer = Stop()
    inner = Stop(outer)
    inner.close()
    outer.set()
    assert not inner.is_set()
