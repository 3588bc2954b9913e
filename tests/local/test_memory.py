from pathlib import Path

from tilebuild.local.memory import PAGE, machine_memory, session_memory


def process(proc: Path, pid: int, session: int, resident: int, shared: int) -> None:
    """A process as /proc shows it; pages."""
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "stat").write_text(f"{pid} (a name) with ) S 1 {session} {session} 0 -1 4194560")
    (folder / "statm").write_text(f"9999 {resident} {shared} 1 0 50 0")


def test_a_sessions_processes_are_added_and_what_they_share_counts_once(tmp_path: Path) -> None:
    process(tmp_path, 10, 10, resident=100, shared=30)
    process(tmp_path, 11, 10, resident=50, shared=40)
    process(tmp_path, 20, 20, resident=7, shared=0)
    process(tmp_path, 30, 30, resident=1000, shared=0)
    (tmp_path / "self").mkdir()
    (tmp_path / "40").mkdir()
    assert session_memory([10, 20, 99], tmp_path) == {10: (70 + 10 + 40) * PAGE, 20: 7 * PAGE, 99: 0}


def test_the_machines_memory_is_in_mib(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:       24157184 kB\nMemFree:          100 kB\n")
    assert machine_memory(tmp_path / "meminfo") == 23_591
