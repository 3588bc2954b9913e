"""The journal's tables; times are seconds since 1970, inputs, outputs and details JSON text."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS executions (
    arn TEXT PRIMARY KEY, name TEXT NOT NULL, machine_arn TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
    output TEXT, error TEXT, cause TEXT, started REAL NOT NULL, stopped REAL, redrives INTEGER NOT NULL,
    pid INTEGER NOT NULL, pid_started INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS children (
    arn TEXT PRIMARY KEY, map_run TEXT NOT NULL, item INTEGER NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
    output TEXT, error TEXT, cause TEXT, started REAL NOT NULL, stopped REAL
);
CREATE TABLE IF NOT EXISTS events (
    execution TEXT NOT NULL, number INTEGER NOT NULL, time REAL NOT NULL, kind TEXT NOT NULL, state TEXT, detail TEXT
);
CREATE INDEX IF NOT EXISTS events_of ON events (execution);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, queue TEXT NOT NULL, definition TEXT NOT NULL, command TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT, submitted REAL NOT NULL, stopped REAL
);
CREATE TABLE IF NOT EXISTS attempts (
    job TEXT NOT NULL, number INTEGER NOT NULL, exit_code INTEGER, status_reason TEXT NOT NULL, reason TEXT,
    started REAL NOT NULL, stopped REAL NOT NULL, peak INTEGER NOT NULL, log TEXT NOT NULL
);
"""
