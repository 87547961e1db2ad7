"""Serving a built site on this machine alone."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from caseline.ground.errors import CaselineError


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")  # pages hold client data: nothing stays in a browser's cache
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def log_message(self, format: str, *values: object) -> None:
        """Say nothing: addresses hold client ids."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on the loopback address, not started yet; port 0 takes any free one.

    Raises CaselineError when there is no site in the folder or the port is taken.
    """
    if not (folder / "index.html").exists():
        raise CaselineError(f"There is no site at {folder} yet. Make it with: caseline run")
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError:
        raise CaselineError(f"Port {port} is taken. Choose another with --port.") from None


def serve(folder: Path, port: int) -> None:
    """Serve until Ctrl-C."""
    with server(folder, port) as listening:
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            return
