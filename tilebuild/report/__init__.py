"""What a run did, and whether everything it owed is there."""

from tilebuild.report.write import outcome, write_report

__all__ = ["outcome", "write_report"]
