"""What a run did, and whether everything it owed is there."""
