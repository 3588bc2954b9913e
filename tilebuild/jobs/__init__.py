"""The three container commands: RAWR, high zoom, low zoom."""
