"""A made-up country of the size of a real one, for the low zooms: drawn from nothing but a seed.

What low zooms show is there with as many vertices as in a country of Europe: coast, borders, parks, rivers, lakes,
woods and fields that share their edges, roads of every class, rails, ferries, aerodromes, places. What they do not show
is there only so that a filter has something to leave out; there are no buildings.
"""
