"""Links on their way to clients: by mail, by text message, whichever the environment names a provider for."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from application.intake.mail import mail_server
from application.intake.sending import Channel
from application.intake.texting import texts
from caseline.ground.errors import CaselineError
from caseline.ground.settings import SMS, SMTP
from caseline.organization.profile import Organization


@contextmanager
def channels(organization: Organization, address: str) -> Iterator[Sequence[Channel]]:
    """Those that the environment names, mail first. `address` is where clients reach the forms.

    Raises CaselineError where none is named, or one cannot be used.
    """
    if not os.environ.get(SMTP) and not os.environ.get(SMS):
        raise CaselineError(f"Nothing can be sent: neither {SMTP} names a mail server nor {SMS} a provider of texts.")
    with ExitStack() as stack:
        found: list[Channel] = []
        if os.environ.get(SMTP):
            found.append(stack.enter_context(mail_server(organization)))
        if os.environ.get(SMS):
            found.append(texts(organization, address))
        yield found
