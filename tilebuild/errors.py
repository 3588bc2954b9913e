"""What can go wrong, as exceptions that know the exit code a job ends with.

The codes are the contract between a job and whoever retries it (AWS Batch's ``evaluateOnExit`` rules):

=====  ==========================================================
code   meaning
=====  ==========================================================
0      everything owed is written
64     the request or the configuration is wrong; never retried
70     some tiles failed; the next pass asks for just those
75     a database or store could not be reached; retried by Batch
143    stopped from outside (SIGTERM, Spot); retried by Batch
137    out of memory (set by the kernel, never by us)
=====  ==========================================================

Every message is one sentence for a person: it names the field, the value and what is allowed.
"""

EXIT_REQUEST = 64
EXIT_TILES_FAILED = 70
EXIT_UNAVAILABLE = 75
EXIT_STOPPED = 143


class TilebuildError(Exception):
    """Base of every error that a user is meant to read; ``exit_code`` is what the process ends with."""

    exit_code = 1


class RequestError(TilebuildError):
    """The request, the configuration or an input object is wrong: trying again cannot help."""

    exit_code = EXIT_REQUEST


class TilesFailedError(TilebuildError):
    """Some of the owed tiles could not be made; everything else was written."""

    exit_code = EXIT_TILES_FAILED


class UnavailableError(TilebuildError):
    """A database or an object store could not be reached or gave up in the middle; trying again may help."""

    exit_code = EXIT_UNAVAILABLE
