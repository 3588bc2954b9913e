"""Lines of one tile that are alike, as one feature, and joined end to end.

        a ──1── b ──2── c         1 and 2 have the same properties: one feature, one line a-b-c.
                │                 Where three ends meet nothing is joined: three lines of one feature.
                3

Lines that have a direction (one-ways, watercourses) are joined head to tail only and never turned round.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.noding import packed_vertex
from tilebuild.tiles.kernel.tiles import Drawn
from tilebuild.tiles.kernel.types import LINE, Bools, Flag, Integer, Ints, Ordinates

NONE = -1


class Alike(NamedTuple):
    """Which features are alike; shapes (features,)."""

    group: Ints
    """The first feature that is like this one, in the order of drawing; itself where nothing may be joined."""
    directed: Bools
    """Whether lines may not be turned round."""


@compiled
def groups_of(start: Ints, key: Ints, value: Ints, ignored: Integer, kind: Ints, mergeable: Bools) -> Ints:
    """Shape (features,): the first feature that is like each one: of the same kind and with the same properties.

    Args:
        start: shape (features + 1,), where each feature's properties begin.
        key: properties' keys, in one order for all features.
        value: properties' values.
        ignored: a key that does not count.
        kind: shape (features,), what must be the same besides the properties.
        mergeable: shape (features,), features that may be like another at all.
    """
    size = 1024
    while size < 2 * len(kind):
        size *= 2
    table = np.full(size, NONE, dtype=np.int64)
    group = np.arange(len(kind))
    for feature in range(len(kind)):
        if not mergeable[feature]:
            continue
        slot = _hash(start, key, value, ignored, kind, feature) & (size - 1)
        while table[slot] != NONE and not _alike(start, key, value, ignored, kind, table[slot], feature):
            slot = (slot + 1) & (size - 1)
        if table[slot] == NONE:
            table[slot] = feature
        group[feature] = table[slot]
    return group


@lean
def _hash(start: Ints, key: Ints, value: Ints, ignored: Integer, kind: Ints, feature: Integer) -> Integer:
    """FNV-1a over the properties, a word at a time, with its bits spread at the end."""
    mixed = np.uint64(14695981039346656037) ^ np.uint64(kind[feature])
    for entry in range(start[feature], start[feature + 1]):
        if key[entry] != ignored:
            mixed = (mixed * np.uint64(1099511628211)) ^ np.uint64(key[entry] << 32 | value[entry])
            mixed ^= mixed >> np.uint64(29)
    return np.int64(mixed >> np.uint64(2))


@lean
def _alike(start: Ints, key: Ints, value: Ints, ignored: Integer, kind: Ints, one: Integer, other: Integer) -> Flag:
    a, b, a_end, b_end = start[one], start[other], start[one + 1], start[other + 1]
    if kind[one] != kind[other]:
        return False
    while True:
        while a < a_end and key[a] == ignored:
            a += 1
        while b < b_end and key[b] == ignored:
            b += 1
        if a == a_end or b == b_end:
            return a == a_end and b == b_end
        if key[a] != key[b] or value[a] != value[b]:
            return False
        a += 1
        b += 1


class Merged(NamedTuple):
    """What is being written; how much there is of it is kept beside."""

    x: Ordinates
    y: Ordinates
    path_start: Ints
    start: Ints
    """Where each feature's paths begin."""
    piece: Ints
    """Which piece each feature stands for."""


@compiled
def merged(drawn: Drawn, alike: Alike) -> tuple[Drawn, Bools]:
    """The features in tiles with like lines as one, where the first of them stood; and which are of several."""
    count = len(drawn.kind)
    behind, first, several = _chained(drawn, alike.group)
    made = Merged(
        np.empty_like(drawn.x),
        np.empty_like(drawn.y),
        np.zeros_like(drawn.path_start),
        np.zeros(count + 1, dtype=np.int64),
        np.empty(count, dtype=np.int64),
    )
    members = np.empty(len(drawn.path_start), dtype=np.int64)
    piece, paths, features = 0, 0, 0
    while piece < count:
        piece, total, paths, features = _copy_on(drawn, behind, first, members, made, piece, paths, features)
        if piece < count:
            directed = alike.directed[drawn.feature[piece]]
            paths = _join(drawn, members[:total], directed, made.x, made.y, made.path_start, paths)
            made.piece[features], made.start[features + 1] = piece, paths
            piece, features = piece + 1, features + 1
    kept = made.piece[:features]
    end = made.path_start[paths]
    places = made.x[:end], made.y[:end], made.path_start[: paths + 1], made.start[: features + 1]
    return Drawn(*places, drawn.kind[kept], drawn.feature[kept], drawn.tile[kept]), several[kept]


@lean
def _copy_on(
    drawn: Drawn,
    behind: Ints,
    first: Bools,
    members: Ints,
    made: Merged,
    piece: Integer,
    paths: Integer,
    features: Integer,
) -> tuple[Integer, Integer, Integer, Integer]:
    """Copy features from ``piece`` on, up to lines that are to be joined.

    Returns:
        The piece that these begin with, how many they are (``members``); and paths and features by now.
    """
    while piece < len(drawn.kind):
        if first[piece]:
            total = _listed(drawn, behind, piece, members)
            if drawn.kind[piece] == LINE and total > 1:
                return piece, total, paths, features
            for member in range(total):
                behind_path = _copy(drawn, members[member], False, 0, made.x, made.y, made.path_start[paths])
                made.path_start[paths + 1] = behind_path
                paths += 1
            made.piece[features], made.start[features + 1] = piece, paths
            features += 1
        piece += 1
    return piece, 0, paths, features


@lean
def _listed(drawn: Drawn, behind: Ints, piece: Integer, members: Ints) -> Integer:
    """List the paths of a piece and of those like it; how many there are."""
    total = 0
    while piece != NONE:
        for path in range(drawn.start[piece], drawn.start[piece + 1]):
            members[total] = path
            total += 1
        piece = behind[piece]
    return total


@compiled
def _chained(drawn: Drawn, group: Ints) -> tuple[Ints, Bools, Bools]:
    """For each piece the next one like it in its tile, whether it is the first, and whether others follow that."""
    count = len(drawn.kind)
    behind, first = np.full(count, NONE, dtype=np.int64), np.ones(count, dtype=np.bool_)
    several = np.zeros(count, dtype=np.bool_)
    head, tail = np.full(len(group), NONE, dtype=np.int64), np.full(len(group), NONE, dtype=np.int64)
    for piece in range(count):
        like = group[drawn.feature[piece]]
        before = tail[like]
        if before != NONE and drawn.tile[before] == drawn.tile[piece]:
            behind[before], first[piece], several[head[like]] = piece, False, True
        else:
            head[like] = piece
        tail[like] = piece
    return behind, first, several


@lean
def _copy(
    drawn: Drawn, path: Integer, turned: Flag, skipped: Integer, x: Ordinates, y: Ordinates, at: Integer
) -> Integer:
    """Write a path's vertices, the other way round if turned, but for the first ``skipped``; the position behind."""
    first, last = drawn.path_start[path], drawn.path_start[path + 1]
    if turned:
        for vertex in range(last - 1 - skipped, first - 1, -1):
            x[at], y[at] = drawn.x[vertex], drawn.y[vertex]
            at += 1
        return at
    shift = at - first - skipped
    for vertex in range(first + skipped, last):
        x[vertex + shift], y[vertex + shift] = drawn.x[vertex], drawn.y[vertex]
    return last + shift


@compiled
def _join(
    drawn: Drawn, members: Ints, directed: Flag, x: Ordinates, y: Ordinates, path_start: Ints, paths: Integer
) -> Integer:
    """Write the lines joined; returns how many paths there are then.

    End 2i is where the i-th line begins, end 2i + 1 is where it ends.
    """
    partner = _partners(drawn, members, directed)
    written = np.zeros(len(members), dtype=np.bool_)
    # Chains from their loose ends first, then what runs in circles.
    for circles in (False, True):
        for end in range(2 * len(members)):
            if written[end // 2] or (directed and end % 2) or (partner[end] != NONE and not circles):
                continue
            at, line = path_start[paths], end
            while line != NONE and not written[line // 2]:
                at = _copy(drawn, members[line // 2], line % 2 == 1, int(line != end), x, y, at)
                written[line // 2] = True
                line = partner[line ^ 1]
            paths += 1
            path_start[paths] = at
    return paths


@compiled
def _partners(drawn: Drawn, members: Ints, directed: Flag) -> Ints:
    """For each end the one end that it meets; NONE where it meets none or several."""
    ends = np.empty(2 * len(members), dtype=np.int64)
    for line in range(len(members)):
        for side in range(2):
            vertex = drawn.path_start[members[line] + side] - side
            ends[2 * line + side] = packed_vertex(drawn.x[vertex], drawn.y[vertex]) << 32 | (2 * line + side)
    ends.sort()
    partner = np.full(len(ends), NONE, dtype=np.int64)
    at = 0
    while at < len(ends):
        behind = at + 1
        while behind < len(ends) and ends[behind] >> 32 == ends[at] >> 32:
            behind += 1
        one, other = ends[at] & 0xFFFFFFFF, ends[behind - 1] & 0xFFFFFFFF
        if behind - at == 2 and one ^ 1 != other and not (directed and one % 2 == other % 2):
            partner[one], partner[other] = other, one
        at = behind
    return partner
