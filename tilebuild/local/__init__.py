"""One machine: PostgreSQL, import, the expanded template, the state machine interpreter, jobs as processes."""
