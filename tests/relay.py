"""A proxy that speaks TLS, as a trust has one in front of Duecourse: it asks on, and says for whom."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

TLS = Path(__file__).parent / "data" / "tls"
CERTIFICATE = TLS / "localhost.pem"


class Handler(BaseHTTPRequestHandler):
    """Hands one request on, with what proxies add; where it comes from is added at the end of what the client said."""

    target: ClassVar[tuple[str, int]] = ("", 0)

    def do_GET(self) -> None:
        self._hand_on()

    def do_POST(self) -> None:
        self._hand_on()

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = self.headers.get_all("X-Forwarded-For", [])
        headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("x-forwarded")}
        headers["X-Forwarded-For"] = ", ".join([*said, self.client_address[0]])
        headers["X-Forwarded-Proto"], headers["Connection"] = "https", "close"
        behind = HTTPConnection(*self.target, timeout=30)
        behind.request(self.command, self.path, body, headers)
        answer = behind.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        behind.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def tls_proxy() -> Generator[tuple[str, type[Handler]]]:
    """Run a proxy on a free port. Gives its address, and the handler whose `target` says where it asks."""

    class Own(Handler):
        """A handler with a target of its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, TLS / "localhost.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, name="tls-proxy")
    thread.start()
    try:
        yield f"https://localhost:{server.server_address[1]}", Own
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
