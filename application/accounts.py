"""Local accounts: a password and the code of an authenticator for each person, in a file for its owner alone.

Passwords are kept as Argon2id hashes. Somebody gets an account by an invitation, a link that works once.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from application.kept_file import KeptFile
from caseline.ground.errors import CaselineError

SHORTEST, LONGEST = 12, 200
INVITED_SECONDS = 72 * 3600
STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
_DRIFT = (0, -1, 1)
"""Steps of the clock that an authenticator may be off."""


@dataclass
class Accounts:
    """The accounts of one organisation. Several processes may read and write the file."""

    file: Path
    now: Callable[[], float] = time.time
    _hasher: PasswordHasher = field(default_factory=PasswordHasher)

    def __post_init__(self) -> None:
        self._kept = KeptFile(self.file, ("accounts", "invitations"))
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    @property
    def emails(self) -> list[str]:
        return sorted(self._kept.read()["accounts"])

    def invite(self, email: str) -> str:
        """The key of a new invitation, in place of a former one. It works once, for three days."""
        key = secrets.token_urlsafe(32)
        with self._kept.changing() as kept:
            kept["invitations"] = {
                one: told for one, told in kept["invitations"].items() if told["email"] != email.lower()
            }
            kept["invitations"][_hash(key)] = {
                "email": email.lower(),
                "until": self.now() + INVITED_SECONDS,
                "secret": _secret(),
            }
        return key

    def invitation(self, key: str) -> tuple[str, str] | None:
        """The email address of an invitation that still works, and the secret of its authenticator in base 32."""
        told = self._kept.read()["invitations"].get(_hash(key))
        return (told["email"], told["secret"]) if told and told["until"] >= self.now() else None

    def accept(self, key: str, password: str, code: str) -> str:
        """Make the account of an invitation, or give it a new password. Returns its email address.

        Raises CaselineError with what is wrong, in words for whoever fills the form.
        """
        invited = self.invitation(key)
        if invited is None:
            raise CaselineError("This invitation was used already or is too old. Ask for another one.")
        email, secret = invited
        if not SHORTEST <= len(password) <= LONGEST:
            raise CaselineError(f"A password has at least {SHORTEST} characters. Several words are easy to remember.")
        if (name := email.partition("@")[0]) in password.lower():
            raise CaselineError(f"This password has '{name}' of your address in it, which others know. Leave it out.")
        if len(set(password)) < 5:
            raise CaselineError("This password is too easy to guess. Take several words that do not belong together.")
        step = self._step(secret, code)
        if step is None:
            raise CaselineError("The code of the authenticator is not right. Take the one it shows now.")
        with self._kept.changing() as kept:
            if _hash(key) not in kept["invitations"]:
                raise CaselineError("This invitation was used already. Ask for another one.")
            del kept["invitations"][_hash(key)]
            kept["accounts"][email] = {"password": self._hasher.hash(password), "secret": secret, "step": step}
        return email

    def check(self, email: str, password: str, code: str) -> bool:
        """Whether password and code are those of the account; a code is right once. Takes as long where there is no
        such account."""
        email = email.strip().lower()
        account = self._kept.read()["accounts"].get(email)
        try:
            self._hasher.verify(account["password"] if account else self._nobody, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        if account is None:
            return False
        step = self._step(account["secret"], code)
        with self._kept.changing() as kept:
            standing = kept["accounts"].get(email)
            if step is None or standing != account or step <= standing["step"]:
                return False
            standing["step"] = step
        return True

    def remove(self, email: str) -> None:
        with self._kept.changing() as kept:
            kept["accounts"].pop(email.lower(), None)

    def _step(self, secret: str, code: str) -> int | None:
        """The step of the clock that a code is of; None where it is wrong."""
        totp = _totp(secret)
        step = int(self.now()) // STEP_SECONDS
        for drift in _DRIFT:
            try:
                totp.verify(code.replace(" ", "").encode(), (step + drift) * STEP_SECONDS)
            except (InvalidToken, UnicodeEncodeError):
                continue
            return step + drift
        return None


def authenticator_address(secret: str, email: str, organization: str) -> str:
    """What an authenticator reads from a QR code."""
    return _totp(secret).get_provisioning_uri(quote(email), quote(organization))


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # authenticators know no other hash


def _secret() -> str:
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
