"""The server of an embeddings API (api.py): it speaks HTTP, to programs on this machine only.

Any key and any name of a model will do. A connection stays open for the next request, but is closed
after an error, which is answered by {"error": …}: then where the next one starts may not be known.
"""

import json
import os
import re
import socket
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Lock
from typing import Any

from pooling.api import Api, Encoder, Refused

MOST_BYTES = 16 << 20  # of a request


class Server(ThreadingTCPServer):
    """Gives out an encoder's vectors at `url`, in a thread for each connection.

    `name` is that of the model, `port` one of this machine; 0 takes a free one. It listens at once,
    and answers in `serve_forever`, until `shutdown` (from another thread). Raises OSError for a
    port that cannot be had.
    """

    request_queue_size = 1024  # connections that wait; the usual 5 would turn clients away
    daemon_threads = True  # none is waited for at the end
    allow_reuse_address = os.name != "nt"  # a port just closed; Windows would share an open one

    def __init__(self, encoder: Encoder, name: str, port: int = 0):
        self.api, self.lock = Api(encoder, name), Lock()  # one request at a time is encoded
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except (OSError, OverflowError) as error:
            raise OSError(f"port {port} cannot be had ({error}); 0 takes a free one") from None

    @property
    def url(self) -> str:
        """What clients call base_url."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def shutdown_request(self, request: Any) -> None:
        """Close a connection, but first read what a refused client still sends: then it listens."""
        with suppress(OSError):  # by then the client may be gone
            request.shutdown(socket.SHUT_WR)
            request.settimeout(1)
            while request.recv(1 << 16):
                pass
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print an error, but not that a client left."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of a connection, one after the other."""

    server: Server
    protocol_version = "HTTP/1.1"  # connections stay open
    default_request_version = protocol_version  # or what is no request gets no status
    disable_nagle_algorithm = True  # or an answer waits, 40 ms, for word that its head arrived
    timeout = 60  # seconds of silence, and the connection is closed

    def do_POST(self) -> None:
        """Answer a request, whatever it is."""
        try:
            answer = self._answer(self._body())
        except Refused as refused:
            self._refuse(refused)
        except Exception as error:
            status = 408 if isinstance(error, TimeoutError) else 500
            self._refuse(Refused(f"{type(error).__name__}: {error}", status=status))
            raise
        else:  # outside of try: if it breaks off, no second answer may follow
            self._send(200, answer)

    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

    def _body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or (self.command == "POST" and not lengths):
            raise Refused("the length of the body must be given, as Content-Length", status=411)
        given = ", ".join(lengths).strip() or "0"
        if not re.fullmatch("[0-9]{1,99}", given):
            raise Refused(f"Content-Length must be one number, got {given:.60}")
        if (length := int(given)) > MOST_BYTES:
            raise Refused(f"the body has {length} bytes; send {MOST_BYTES} at most", status=413)
        body = self.rfile.read(length)
        if len(body) < length:
            raise Refused(f"the body ended after {len(body)} of {length} bytes")
        return body

    def _answer(self, body: bytes) -> dict[str, Any]:
        path = re.sub("/+", "/", self.path.split("?")[0]).rstrip("/") or "/"
        asked = f"{self.command.replace('HEAD', 'GET')} {path}"
        if asked == "GET /v1/models":
            return self.server.api.models()
        if asked != "POST /v1/embeddings":
            there = f"POST /v1/embeddings and GET /v1/models; base_url is {self.server.url}"
            raise Refused(f"there is no {asked:.99}, only {there}", status=404)
        try:
            request = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Refused(f"the body is not JSON in UTF-8: {error}") from None
        with self.server.lock:
            return self.server.api.embeddings(request)

    def _refuse(self, refused: Refused) -> None:
        kind = "invalid_request_error" if refused.status < 500 else "server_error"
        error = {"message": str(refused), "type": kind, "param": refused.field, "code": None}
        self.close_connection = True
        self._send(refused.status, {"error": error})

    def _send(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content, allow_nan=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request at all, as any other error."""
        why = message or self.responses[code][0]
        self._refuse(Refused(f"{why:.99}", status=code))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
