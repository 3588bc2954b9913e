"""Measurements of the stages, each beside something else in the same run, so that a ratio says how fast it is."""
