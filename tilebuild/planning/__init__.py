"""What a run owes, minus what is done, as item lists."""

from tilebuild.planning.plan import done_jobs, owed_in_all, plan_pass, read_request

__all__ = ["done_jobs", "owed_in_all", "plan_pass", "read_request"]
