"""Where the application may be reached: its address, and what must be true before it listens there."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from caseline.ground.errors import CaselineError

LOOPBACK = "127.0.0.1"
EVERY_INTERFACE = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Listening:
    """Host and port to listen on, TLS by certificate or by the proxy at `proxy`, and the address that people type."""

    host: str = LOOPBACK
    port: int = 8400
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None
    address: str | None = None

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def is_encrypted(self) -> bool:
        return self.certificate is not None or self.proxy is not None

    @property
    def origin(self) -> str:
        """Scheme, host and port as browsers name them."""
        if self.address:
            return self.address.rstrip("/")
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_encrypted else 'http'}://{shown}:{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that is this server. On the machine itself `localhost` is one more."""
        if self.address or not self.is_loopback:
            return frozenset((self.origin,))
        scheme = "https" if self.is_encrypted else "http"
        return frozenset((self.origin, f"{scheme}://localhost:{self.port}"))

    @property
    def hosts(self) -> frozenset[str]:
        """What a request's Host may say."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    def check(self, has_sign_in: bool) -> None:
        """Raises CaselineError where listening so would let people read who should not."""
        if (self.certificate is None) != (self.key is None):
            raise CaselineError("A certificate and its key belong together: give --certificate and --key.")
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise CaselineError(f"There is no file {file}.")
        if self.certificate and self.proxy:
            raise CaselineError("Either this server has the certificate or the proxy before it: give one of them.")
        if self.proxy and not _is_ip(self.proxy):
            raise CaselineError(f"The proxy is named by its IP address; '{self.proxy}' is none.")
        if self.address:
            parts = urlsplit(self.address)
            if parts.scheme != "https" or not parts.netloc or parts.path not in ("", "/") or parts.query:
                raise CaselineError(f"An address reads https://caseline.example.org; '{self.address}' does not.")
            if not self.is_encrypted:
                raise CaselineError("An https address needs --certificate and --key, or a --proxy that has them.")
        if self.host in EVERY_INTERFACE and not self.address:
            raise CaselineError("Say what people type: --address https://caseline.example.org")
        if self.proxy and not self.address:
            raise CaselineError("Behind a proxy people type its address: give it with --address https://...")
        if self.is_loopback and not self.proxy:
            return
        if not self.is_encrypted:
            raise CaselineError(
                f"{self.host} is reached from other machines, and what is read would travel in the clear. Give "
                "--certificate and --key, or name the --proxy that has them; or leave --host out."
            )
        if not has_sign_in:
            raise CaselineError(
                "Others can reach this address, and nobody may sign in yet. Write people into organization.yml "
                "and invite them (caseline invite EMAIL), or set sign_in: openid there."
            )


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)
