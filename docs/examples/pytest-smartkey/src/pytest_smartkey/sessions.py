"""Where the sessions of failed tests are kept: as FILE/TEST.tar, FILE being the path of the test's file."""

import hashlib
import re
from pathlib import PurePosixPath

#: Bytes: file systems take names of 255.
LONGEST_NAME = 100


class SessionPaths:
    """
    The paths of one test run; `useCar()` of the package names sessions in the same way. Equal names in one file are
    numbered: TEST.2.tar. Workers of pytest-xdist collect the same tests, so that they give the same numbers.
    """

    def __init__(self):
        self._taken = set()

    def give(self, nodeid):
        """The path for a test, relative to the folder of sessions."""
        file, _, test = nodeid.partition("::")
        wanted = path = f"{_folder(PurePosixPath(file))}/{_slug(test or file)}"
        again = 2
        # Some file systems make no difference between cases.
        while path.lower() in self._taken:
            path = f"{wanted}.{again}"
            again += 1
        self._taken.add(path.lower())
        return f"{path}.tar"


def _folder(file):
    """A file outside of the project is told from others of its name by a hash."""
    if not file.is_absolute() and ".." not in file.parts:
        return str(file)
    return f"{file.name}-{hashlib.sha256(str(file).encode()).hexdigest()[:8]}"


def _slug(name):
    whole = re.sub(r"[^\w.-]+", "-", name).strip("-.")
    # The end of a name says most. A letter that is cut through is left out.
    return whole.encode()[-LONGEST_NAME:].decode(errors="ignore").strip("-.") or "test"
