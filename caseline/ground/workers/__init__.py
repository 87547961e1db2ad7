"""Work done in processes of its own: several pieces at once, and one that crashes takes none of the others along."""

from caseline.ground.workers.pool import Fault, Outcome, Task, Tell, Workers, kept_workers

__all__ = ["Fault", "Outcome", "Task", "Tell", "Workers", "kept_workers"]
