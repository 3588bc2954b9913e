"""The map's style: which tags become which feature of which layer."""
