"""Plan: what a run owes and has no result for, as item lists in the control bucket."""

from tilebuild.planning.plan import owed_in_all, plan_pass
from tilebuild.planning.record import done_jobs, read_owed, read_request
from tilebuild.planning.site import Site, site_of

__all__ = ["Site", "done_jobs", "owed_in_all", "plan_pass", "read_owed", "read_request", "site_of"]
