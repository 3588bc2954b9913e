"""A believable OpenStreetMap extract of an imaginary island, made from nothing but a seed.

``tilebuild.local.sample.sample.write_sample`` writes it; docs/sample.md says what is in it.
"""

from tilebuild.local.sample.sample import SamplePaths, sample_paths, write_sample

__all__ = ["SamplePaths", "sample_paths", "write_sample"]
