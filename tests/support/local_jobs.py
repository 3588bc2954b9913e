"""A stand-in for a container: a module, put into a directory, that does what its arguments say."""

from pathlib import Path

MODULE = "stand_in"
SOURCE = '''
import json, os, signal, subprocess, sys, time

def environment(path):
    with open(path, "w") as file:
        json.dump(dict(os.environ), file)

def leave(code):
    sys.exit(int(code))

def attempts(*codes):
    sys.exit(int(codes[int(os.environ["AWS_BATCH_JOB_ATTEMPT"]) - 1]))

def touch(path):
    open(path, "w").close()

def sleep(path="started"):
    touch(path)
    time.sleep(60)

def after(done, what, *arguments):
    """Does the rest when the file is there and larger than one byte."""
    while not os.path.exists(done) or os.path.getsize(done) < 2:
        time.sleep(0.01)
    globals()[what](*arguments)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleep()

def polite():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sleep()

def eat(mib):
    hoard = bytearray(int(mib) * 1024 * 1024)
    hoard[::4096] = b"x" * len(hoard[::4096])
    time.sleep(60)

def family(mib):
    subprocess.run([sys.executable, __file__, "eat", mib])

def say(*words):
    print(*words)
    print("and that", file=sys.stderr)

def kill_itself():
    os.kill(os.getpid(), signal.SIGKILL)

def once(folder, name):
    """Fails the first time, and keeps how often it ran."""
    path = os.path.join(folder, name)
    with open(path, "a") as file:
        file.write("x")
    if os.path.getsize(path) == 1:
        sys.exit(75)

if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
'''


def install(folder: Path) -> str:
    """Write the stand-in into ``folder``, the directory that processes start in; its module's name."""
    (folder / f"{MODULE}.py").write_text(SOURCE)
    return MODULE
