"""The settings of the private PostgreSQL: a database that can be made again at any time, written once and then read."""

import os

_MIB = 1024 * 1024


def total_memory() -> int:
    """Bytes of memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def postgresql_conf(port: int, memory: int) -> str:
    """The whole ``postgresql.conf`` of a server on ``port`` of 127.0.0.1, on a machine with ``memory`` bytes.

    Everything in the database can be imported again, so nothing is paid for surviving a power cut: ``fsync`` is off.
    A killed server loses nothing: what is committed is with the kernel (``synchronous_commit`` stays on for that).
    After a crash of the whole machine the cluster starts anew, see :mod:`tilebuild.local.postgres`.
    """
    shared = _mib(memory / 8, 64, 1024)
    maintenance = _mib(memory / 16, 64, 1024)
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": str(port),
        # A socket's path may have 107 bytes at most, which a home directory's easily exceeds.
        "unix_socket_directories": "''",
        "max_connections": "100",
        "shared_buffers": f"{shared}MB",
        "maintenance_work_mem": f"{maintenance}MB",
        "work_mem": "32MB",
        "effective_cache_size": f"{_mib(memory / 2, 256, 1 << 20)}MB",
        "huge_pages": "off",
        # /dev/shm has 64 MiB in a container, too little for a parallel index build.
        "dynamic_shared_memory_type": "mmap",
        "fsync": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "60min",
        # The import analyses its tables itself and nothing changes afterwards.
        "autovacuum": "off",
        # Compiling a query costs more than running it, and a job is one process on one core.
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "random_page_cost": "1.1",
        "timezone": "'UTC'",
        "lc_messages": "'C'",
        "log_line_prefix": "'%m [%p] '",
    }
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def _mib(size: float, least: int, most: int) -> int:
    return max(least, min(most, int(size / _MIB)))
