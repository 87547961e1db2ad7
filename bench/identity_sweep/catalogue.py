"""Every kind of people in trouble that the sweep makes."""

from bench.identity_sweep import different_people, entry_habits, name_customs, same_person
from bench.identity_sweep.kinds import kinds_of

KINDS = [kind for module in (different_people, same_person, entry_habits, name_customs) for kind in kinds_of(module)]
