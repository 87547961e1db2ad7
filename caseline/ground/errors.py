"""What Caseline says when it cannot go on: one sentence with what is wrong, where, and what to do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class CaselineError(Exception):
    """A problem a person can act on. The command line prints the message and exits with 2."""


class AnotherRunWrites(CaselineError):
    """Somebody else holds the right to write the warehouse."""


class NotForRole(CaselineError):
    """Something that a role may not see. Whoever asks for it is told, and the audit log."""


class ConfigurationError(CaselineError):
    """Something in an organisation's own files is wrong.

    The message reads `file:line: problem. fix`. It never holds a client's name or note text.
    """

    def __init__(
        self, problem: str, *, file: Path | str | None = None, line: int | None = None, fix: str | None = None
    ) -> None:
        self.problem, self.file, self.line, self.fix = problem, file, line, fix
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        sentence = problem if problem.endswith((".", "!", "?")) else f"{problem}."
        super().__init__(where + sentence + (f" {fix}" if fix else ""))


class ConfigurationErrors(CaselineError):
    """Several configuration problems, one a line, so that a person mends them in one go."""

    def __init__(self, problems: Iterable[ConfigurationError]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextmanager
def gathered(problems: list[ConfigurationError]) -> Iterator[None]:
    """What is wrong inside goes to `problems`, so that the rest is looked at too and all is told in one go."""
    try:
        yield
    except ConfigurationErrors as errors:
        problems += errors.problems
    except ConfigurationError as error:
        problems.append(error)
