import pytest

from tilebuild.errors import RequestError
from tilebuild.keys import Layout
from tilebuild.settings import read_settings

DOCUMENTED = {
    "TILEQUEUE__rawr__postgresql__host": "[a.example, b.example]",
    "TILEQUEUE__rawr__postgresql__dbname": "gis",
    "TILEQUEUE__rawr__postgresql__user": "osm",
    "TILEQUEUE__rawr__postgresql__password": "secret",
    "TILEQUEUE__rawr__sink__s3__bucket": "rawr",
    "TILEQUEUE__rawr__sink__s3__region": "eu-central-1",
    "TILEQUEUE__rawr__sink__s3__prefix": "20260101",
    "TILEQUEUE__store__name": "tiles",
    "TILEQUEUE__store__date-prefix": "20260101",
    "TILEQUEUE__rawr__source__s3__bucket": "rawr",
    "TILEQUEUE__rawr__source__s3__region": "eu-central-1",
    "TILEQUEUE__rawr__source__s3__prefix": "20260101",
    "TILEQUEUE__postgresql__host": "db.example",
    "TILEQUEUE__postgresql__dbnames": "[gis]",
    "TILEQUEUE__postgresql__user": "osm",
    "TILEQUEUE__postgresql__password": "secret",
}


def test_every_documented_variable_is_taken() -> None:
    settings = read_settings(DOCUMENTED)
    assert settings.rawr.postgresql.host == ("a.example", "b.example")
    assert settings.rawr.sink.s3.prefix == settings.rawr.source.s3.prefix == "20260101"
    assert settings.store.date_prefix == "20260101"
    assert settings.postgresql.dbnames == ("gis",)


@pytest.mark.parametrize(
    "name", ["TILEQUEUE__store__date-prefix", "TILEQUEUE__STORE__DATE_PREFIX", "TILEQUEUE__store__DATE-PREFIX"]
)
def test_spellings_of_one_key_are_one_key(name: str) -> None:
    assert read_settings({name: "x"}).store.date_prefix == "x"


def test_the_form_without_s3_is_accepted_beside_the_other() -> None:
    place = read_settings({"TILEQUEUE__rawr__sink__bucket": "b", "TILEQUEUE__rawr__sink__s3__prefix": "p"}).rawr.sink
    assert (place.s3.bucket, place.s3.prefix) == ("b", "p")


TRAPS = ["010203", "2018-04-03", "12:30", "on", "off", "yes", "no", "", "~", "null", "a#b", "a: b", "[x", "{"]
TRAPS += ["*a", "&b", "!c", "%d", "@e"]


@pytest.mark.parametrize("text", TRAPS)
def test_a_string_stays_the_text_that_was_given(text: str) -> None:
    settings = read_settings({"TILEQUEUE__rawr__postgresql__password": text, "TILEQUEUE__store__date-prefix": text})
    assert settings.rawr.postgresql.password == settings.store.date_prefix == text


@pytest.mark.parametrize(
    ("value", "hosts"),
    [("db", ("db",)), ("[a, b]", ("a", "b")), ("10.0.0.1", ("10.0.0.1",)), ("[on, 010]", ("on", "010"))],
)
def test_a_host_is_one_or_a_list(value: str, hosts: tuple[str, ...]) -> None:
    assert read_settings({"TILEQUEUE__postgresql__host": value}).postgresql.host == hosts


def test_a_node_can_be_given_whole_and_refined() -> None:
    store = read_settings(
        {"TILEQUEUE__store": "{name: b, date-prefix: old}", "TILEQUEUE__store__date-prefix": "new"}
    ).store
    assert (store.name, store.date_prefix) == ("b", "new")


def test_other_variables_are_not_looked_at() -> None:
    assert read_settings({"PATH": "/bin", "TILEBUILD_BUCKETS": "x", "TILEQUEUE": "y"}) == read_settings({})


def test_defaults_are_those_of_production() -> None:
    settings = read_settings({})
    assert (settings.metatile.size, settings.metatile.tile_sizes, settings.metatile.max_zoom) == (8, (512,), 16)
    assert (settings.store.layout, settings.rawr.sink.s3.layout) == (Layout.HASH_PREFIX, Layout.PREFIX_HASH)
    assert settings.rawr.margin == 1 / 64


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TILEQUEUE__rawr__sink__s3__buckets", "x", "unknown setting TILEQUEUE__rawr__sink__s3__buckets"),
        ("TILEQUEUE__tiles", "x", "unknown setting TILEQUEUE__tiles"),
        ("TILEQUEUE__metatile__size", "large", "TILEQUEUE__metatile__size is 'large': it must be a whole number"),
        ("TILEQUEUE__metatile__tile-sizes", "[512, x]", "tile-sizes__1 is 'x': it must be a whole number"),
        ("TILEQUEUE__store", "plain", "TILEQUEUE__store must be a map, or its keys variables of their own"),
        ("TILEQUEUE__rawr", "{a: ", "TILEQUEUE__rawr: it is not YAML"),
        ("TILEQUEUE__rawr__margin", "-1", "margin is '-1': it must be greater than or equal to 0"),
        ("TILEQUEUE__rawr__margin", "wide", "margin is 'wide': it must be a number"),
        ("TILEQUEUE__rawr__postgresql__host", "{a: b}", "host must be a value or a list of values"),
        ("TILEQUEUE__postgresql__port", "99999", "port is '99999': it must be less than or equal to 65535"),
        ("TILEQUEUE__postgresql__connect_timeout", "0", "connect-timeout is '0': .* greater than or equal to 1"),
        ("TILEQUEUE__store__layout", "flat", "layout is 'flat': it must be 'hash-prefix', 'prefix-hash' or 'prefix'"),
        ("TILEQUEUE__store__name__x", "1", "TILEQUEUE__store__name must be a text"),
    ],
)
def test_what_is_unknown_or_wrong_is_refused_by_name(variable: str, value: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read_settings({variable: value})


def test_a_password_is_in_no_error_and_no_text() -> None:
    secret = "hunter2-very-secret"
    environment = {"TILEQUEUE__postgresql__password": secret}
    assert secret not in repr(read_settings(environment))
    with pytest.raises(RequestError) as refused:
        read_settings({**environment, "TILEQUEUE__postgresql__port": "x", "TILEQUEUE__postgresql__pasword": secret})
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("postgresql", "{password: hunter2"),
        ("postgresql", "[hunter2]"),
        ("postgresql__password__x", "hunter2"),
        ("postgresql__passwords", "hunter2"),
        ("postgresql", "hunter2"),
    ],
)
def test_a_password_in_the_wrong_place_is_not_shown_either(name: str, value: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_settings({f"TILEQUEUE__{name}": value})
    assert "hunter2" not in str(refused.value)
