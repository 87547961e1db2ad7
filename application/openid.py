"""Signing in with an identity provider by OpenID Connect: the code flow with PKCE, state and nonce."""

import os
import secrets
import stat
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from caseline.ground.errors import CaselineError
from caseline.organization.roles import OpenId

SECRET, SECRET_FILE = "CASELINE_OIDC_SECRET", "CASELINE_OIDC_SECRET_FILE"
"""The variables that hold the client's secret, or name a file of it that its owner alone may read."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
ANSWER_SECONDS = 10
BEGUN_SECONDS = 600
MOST_BEGUN = 1000
REFUSED = "The identity provider's answer cannot be trusted. Begin again."


def client_secret() -> str:
    """Raises CaselineError where there is none, or others may read its file."""
    if secret := os.environ.get(SECRET, "").strip():
        return secret
    named = os.environ.get(SECRET_FILE, "").strip()
    if not named:
        raise CaselineError(f"Neither {SECRET} nor {SECRET_FILE} is set: the identity provider wants a secret.")
    path = Path(named)
    if not path.is_file():
        raise CaselineError(f"There is no file {path}, which {SECRET_FILE} names.")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CaselineError(f"Others may read {path}. Close it with: chmod 600 {path}")
    return path.read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class Begun:
    """A sign-in that somebody has begun: what its answer is held against."""

    state: str
    nonce: str
    verifier: str
    at: float


@dataclass
class Provider:
    """An identity provider, as its discovery document describes it."""

    openid: OpenId
    secret: str
    redirect: str
    _begun: dict[str, Begun] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> tuple[str, str]:
        """Where to send the browser, and the state that its cookie must hold when it comes back.

        Raises CaselineError where the provider does not answer.
        """
        begun = Begun(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), time.monotonic())
        address, _ = self._client().create_authorization_url(
            self._described()["authorization_endpoint"],
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
        )
        with self._lock:
            self._begun = {key: one for key, one in self._begun.items() if time.monotonic() - one.at < BEGUN_SECONDS}
            while len(self._begun) >= MOST_BEGUN:
                del self._begun[next(iter(self._begun))]
            self._begun[begun.state] = begun
        return address, begun.state

    def finish(self, state: str, code: str) -> str:
        """The email address that the provider vouches for. Raises CaselineError where it does not."""
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or time.monotonic() - begun.at > BEGUN_SECONDS or not code:
            raise CaselineError(REFUSED)
        described = self._described()
        try:
            token = self._client().fetch_token(
                described["token_endpoint"],
                code=code,
                code_verifier=begun.verifier,
                grant_type="authorization_code",
                timeout=ANSWER_SECONDS,
            )
            keys = KeySet.import_key_set(cast(KeySetSerialization, _asked(described["jwks_uri"])))
            claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": described["issuer"]},
                aud={"essential": True, "value": self.openid.client_id},
                exp={"essential": True},
                nonce={"essential": True, "value": begun.nonce},
            ).validate(claims)
        except (AuthlibBaseError, JoseError, KeyError, ValueError, requests.RequestException):
            raise CaselineError(REFUSED) from None
        if claims.get("azp", self.openid.client_id) != self.openid.client_id:
            raise CaselineError(REFUSED)
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise CaselineError(REFUSED)
        email = claims.get("email")
        if not isinstance(email, str) or not self.vouches(claims):
            raise CaselineError("The identity provider does not vouch for an email address.")
        return email.lower()

    def vouches(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider says that an address is verified, or is known to give none that is not."""
        said = claims.get("email_verified")
        return said in (True, "true") or (said is None and self.openid.addresses_are_verified)

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self.openid.client_id,
            self.secret,
            scope="openid email",
            redirect_uri=self.redirect,
            code_challenge_method="S256",
        )

    def _described(self) -> dict[str, Any]:
        described = _asked(f"{self.openid.issuer.rstrip('/')}/.well-known/openid-configuration")
        if described.get("issuer", "").rstrip("/") != self.openid.issuer.rstrip("/"):
            raise CaselineError("The identity provider says it is another one than organization.yml names.")
        return described


def _asked(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=ANSWER_SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content
    except (requests.RequestException, ValueError):
        raise CaselineError("The identity provider does not answer. Try again in a minute.") from None
