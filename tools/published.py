"""The directories of good builds, and the link that says which of them is public.

published -> published.builds/0007
published.builds/0007/warehouse.duckdb and exports/*.parquet: a good build, never written to again
published.builds/unfinished: the build that runs, or was killed; the next one removes it
published.builds/failed: the last one that did not pass, for looking at
"""

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

DATABASE = "warehouse.duckdb"
KEPT_BUILDS = 3


class BusyError(Exception):
    """Another process builds, rolls back or removes a person."""


class Published:
    """The public link and the builds beside it."""

    def __init__(self, link: Path) -> None:
        """Take the public path; builds are in a folder beside it."""
        self.link = link
        self.folder = link.with_name(f"{link.name}.builds")
        self.unfinished = self.folder / "unfinished"
        self.failed = self.folder / "failed"

    @classmethod
    def named(cls) -> "Published":
        """Return the one that the environment names."""
        link = Path(os.environ.get("SEGMENTATION_PUBLISHED") or "published")
        # a directory itself, such as . or .., has no name to put another beside
        return cls(link if link.name.strip(".") else link.resolve() / "published")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock of the folder: whoever writes there is alone.

        The system gives it back when its holder ends, however that may be.

        Raises:
            BusyError: somebody else holds it; says who.
            FileExistsError: the public path is no link.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise BusyError(
                    f"{self.folder} is in use by {file.read().strip() or 'another process'}; wait "
                    "until it is done, or stop it"
                ) from error
            if self.link.exists() and not self.link.is_symlink():
                raise FileExistsError(
                    f"{self.link} is no link to a build; move it away, or name another in "
                    "SEGMENTATION_PUBLISHED"
                )
            file.truncate(0)
            began = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            file.write(f"process {os.getpid()} on {socket.gethostname()}, since {began}")
            file.flush()
            yield

    def builds(self) -> list[Path]:
        """Return the good builds that are kept, the oldest first."""
        return sorted(path for path in self.folder.glob("[0-9]*") if path.name.isdigit())

    def current(self) -> Path | None:
        """Return the build that is public; None if there is none."""
        if not self.link.is_symlink():
            return None
        current = self.folder / self.link.readlink().name
        return current if current.is_dir() else None

    def begin(self) -> Path:
        """Make the directory of a new build, and remove what others left."""
        for left in (self.unfinished, self.failed):
            shutil.rmtree(left, ignore_errors=True)
        self.unfinished.mkdir()
        return self.unfinished

    def fail(self) -> None:
        """Keep what was built for looking at."""
        shutil.rmtree(self.failed, ignore_errors=True)
        if self.unfinished.exists():
            self.unfinished.rename(self.failed)

    def next_number(self) -> int:
        """Return the number of the build that comes next."""
        return max((int(path.name) for path in self.builds()), default=0) + 1

    def publish(self, number: int) -> Path:
        """Make the unfinished build public, and remove the oldest ones."""
        build = self.folder / f"{number:04}"
        # what the link will show is on the disk before it does
        for path in [*self.unfinished.rglob("*"), self.unfinished]:
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        before = self.current()
        self.unfinished.rename(build)
        self.switch(build)
        for folder in (self.folder, self.link.parent):
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        # what was newer than the public one had been put back
        good = [each for each in self.builds() if each == build or (before and each <= before)]
        for old in {*self.builds()} - {*good[-KEPT_BUILDS:]}:
            shutil.rmtree(old, ignore_errors=True)
        return build

    def switch(self, build: Path) -> None:
        """Make a build public, by one rename."""
        new = self.link.with_name(f"{self.link.name}.new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.path.relpath(build, self.link.parent), target_is_directory=True)
        new.replace(self.link)
