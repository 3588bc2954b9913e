"""AWS Lambda on one machine: each invocation a process of its own."""
