"""Make an earlier good build public again: make rollback [BUILD=7]."""

import sys

from published import BusyError, Published


def rollback(published: Published, number: int | None = None) -> str:
    """Switch the public link to a build that is kept: the one before, or that of a number.

    Returns:
        What was done.

    Raises:
        LookupError: there is no such build.
        BusyError: a build is running.
    """
    with published.lock():
        current, builds = published.current(), published.builds()
        older = [each for each in builds if current and each < current]
        wanted = older[-1:] if number is None else [b for b in builds if int(b.name) == number]
        if not wanted:
            kept = ", ".join(str(int(each.name)) for each in builds) or "none"
            public = int(current.name) if current else "none"
            raise LookupError(f"there is no such build; kept are {kept}, public is {public}")
        published.switch(wanted[0])
    return (
        f"{published.link} is build {int(wanted[0].name)} now. The next build replaces newer ones."
    )


if __name__ == "__main__":
    try:
        print(
            rollback(Published.named(), int(sys.argv[1]) if sys.argv[1:] and sys.argv[1] else None)
        )
    except (BusyError, FileExistsError, LookupError, ValueError) as error:
        sys.exit(f"rollback: {error}")
