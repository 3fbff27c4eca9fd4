"""Runs exportcat for tools/retrain, and ends in an orderly way when a signal comes.

A signal ends the child, and then the run at its next step; cleaning up is never interrupted."""
import os
import shutil
import signal
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
EXPORTCAT = os.environ.get("EXPORTCAT") or os.path.join(TOP, "exportcat")


class Failure(Exception):
    """Ends the run: exit status, sentence (none where it has been told)."""

    def __init__(self, status, sentence=None):
        super().__init__(sentence)
        self.status = status


def say(*words):
    print("retrain:", *words, file=sys.stderr, flush=True)


class Interrupted(Exception):
    pass


caught = None
child = None


def on_signal(number, _frame):
    global caught
    caught = number
    if child and child.poll() is None:
        child.terminate()


def check_interrupted():
    if caught:
        raise Interrupted


def run(*words, **how):
    """The program's exit status, output and errors, where these are captured. It ends when this one is killed."""
    global child
    check_interrupted()
    tie = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    try:
        child = subprocess.Popen(tie + [EXPORTCAT, *words], stdin=subprocess.DEVNULL, **how)
        if caught:
            child.terminate()
        out, errors = child.communicate()
    except OSError as error:
        raise Failure(2, f"cannot run {error.filename}: {error.strerror}")
    check_interrupted()
    return child.returncode, *(part.decode("utf-8", "replace") if part else "" for part in (out, errors))


def watch_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)


def end_by_signal():
    """As a program ends that does not catch the signal, so that a shell sees it."""
    signal.signal(caught, signal.SIG_DFL)
    os.kill(os.getpid(), caught)
