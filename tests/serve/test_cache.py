from hypothesis import given
from hypothesis import strategies as st

from tilebuild.serve.cache import Cache


def test_what_was_used_least_lately_goes_first() -> None:
    cache: Cache[str, str] = Cache(2, 10, lambda: 0.0)
    cache.put("a", "1")
    cache.put("b", "2")
    assert cache.get("a") == "1"
    cache.put("c", "3")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("1", None, "3")


def test_what_is_too_old_is_forgotten() -> None:
    now = [0.0]
    cache: Cache[str, str] = Cache(2, 10, lambda: now[0])
    cache.put("a", "1")
    now[0] = 9.9
    assert cache.get("a") == "1"
    now[0] = 10
    assert cache.get("a") is None
    assert cache.weight == 0


def test_what_is_heavier_than_the_whole_cache_is_not_kept() -> None:
    cache: Cache[str, bytes] = Cache(10, 10, lambda: 0.0, len)
    cache.put("a", b"12345")
    cache.put("b", b"12345678901")
    assert (cache.get("a"), cache.get("b")) == (b"12345", None)


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=9))))
def test_the_weight_never_passes_the_bound(puts: list[tuple[int, bytes]]) -> None:
    cache: Cache[int, bytes] = Cache(16, 10, lambda: 0.0, len)
    kept: dict[int, bytes] = {}
    for key, value in puts:
        cache.put(key, value)
        kept[key] = value
        found = {one: cache.get(one) for one in kept}
        assert cache.weight == sum(len(value) for value in found.values() if value is not None) <= 16
        assert found[key] == value
        assert all(value in (None, kept[one]) for one, value in found.items())
