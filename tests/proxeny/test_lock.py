import os
import subprocess
import sys

import pytest

from proxeny.lock import DataInUse, hold_data

DEAD_RUN = """
import os, subprocess, sys
from pathlib import Path
from proxeny.lock import hold_data
with hold_data(Path(sys.argv[1])) as lock:
    helper = subprocess.Popen(["sleep", "60"], pass_fds=(lock,), stdout=subprocess.DEVNULL)
    print(helper.pid, flush=True)
    os._exit(0)
"""


def test_a_second_run_is_told_who_holds_the_data(tmp_path):
    with hold_data(tmp_path), pytest.raises(DataInUse, match=f"in use by another run .process {os.getpid()}"), hold_data(tmp_path):
        pass


def test_the_lock_is_free_afterwards(tmp_path):
    for _ in range(2):
        with hold_data(tmp_path / "new" / "folder"):
            assert (tmp_path / "new" / "folder").is_dir()


def test_helpers_of_a_dead_run_are_waited_for(tmp_path):
    """The owner is dead, a helper still shares its lock: patience, then the message."""
    owner = subprocess.run([sys.executable, "-c", DEAD_RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True, check=True)
    helper = int(owner.stdout)
    with pytest.raises(DataInUse), hold_data(tmp_path, patience=0.2):
        pass
    os.kill(helper, 9)
    with hold_data(tmp_path, patience=10):
        pass
