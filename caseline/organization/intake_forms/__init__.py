"""Forms that clients fill in, written in plain words over the data dictionary: `forms/*.yml` of an organisation."""

from caseline.organization.intake_forms.form import FOLDER, FollowUp, Form, Words
from caseline.organization.intake_forms.loading import check_places, load_forms
from caseline.organization.intake_forms.resolved import Asked, IntakeForm, in_a_line

__all__ = ["FOLDER", "Asked", "FollowUp", "Form", "IntakeForm", "Words", "check_places", "in_a_line", "load_forms"]
