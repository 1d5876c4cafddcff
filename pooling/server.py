"""An embeddings API of one's own: vectors of texts, asked for as OpenAI's clients ask for them.

    POST /v1/embeddings   {"input": "a text" or ["texts", …], "model": "any name"} and, if you like,
                          "encoding_format": "float" or "base64", "dimensions": k
    GET  /v1/models       the name of the one model there is

The answer has a vector of length 1 for each text, in their order, so cosine and dot product are
the same. "float" is a list of numbers; "base64", for which the clients ask by themselves, is their
bytes (float32, the lowest byte first) in letters, a fourth as long. Both are equal bit for bit.
A text without a known word is refused, as zeros would be compared like any other vector.

With "dimensions" all vectors are first turned so that most of what they say comes first, and then
cut: as each is turned in the same way, cosines change only by what is cut off.

Whatever is wrong is answered by {"error": …}, and the connection is closed. Only programs on this
machine are answered, whatever key they send.

Letters: n texts, D dimensions, k of them.
"""

import base64
import json
import os
import re
import socket
import sys
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from reprlib import repr as short
from socketserver import ThreadingTCPServer
from threading import Lock
from typing import Any, NoReturn, Protocol

import numpy as np

from similarity.metrics import Array, normalize

ROUTES = {"/v1/embeddings": "POST", "/v1/models": "GET"}
FIELDS = ("input", "model", "encoding_format", "dimensions", "user")
MOST_TEXTS = 2048  # in a request, as at OpenAI
MOST_BYTES = 16 << 20  # of a request
SAMPLE = 2000  # words whose vectors say how all are turned
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character; JSON can hold one


class Encoder(Protocol):
    """What is known here of an encoder: its vectors and its words."""

    @property
    def vocabulary(self) -> list[str]: ...  # words it has a vector of

    def words(self, text: str, /) -> list[str]: ...  # of a text, known or not

    def known_words(self, text: str, /) -> list[str]: ...

    def encode(self, texts: Sequence[str], /) -> Array: ...  # (n, D)


class Refused(Exception):
    """A request that gets no vectors: why, which of its fields is wrong, and the HTTP status."""

    def __init__(self, why: str, field: str | None = None, status: int = 400, **headers: str):
        super().__init__(f"{field}: {why}" if field else why)
        self.field, self.status, self.headers = field, status, headers


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
        self.encoder, self.name = encoder, name
        self.lock = Lock()  # an encoder works for one request at a time
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except (OSError, OverflowError) as error:
            raise OSError(
                f"port {port} cannot be had: {getattr(error, 'strerror', None) or error}; take "
                "another, or 0 for any that is free"
            ) from None

    @property
    def url(self) -> str:
        """What clients call base_url."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def vectors(self, texts: list[str], k: int | None = None) -> Array:
        """Vectors of length 1: (n, D), or (n, k) if k are asked for."""
        vectors = self.encoder.encode(texts)  # (n, D)
        D = vectors.shape[1]
        if k is not None and k > D:
            raise Refused(f"the vectors have {D}, so give 1 to {D}, not {k}", "dimensions")
        if k is not None and k < D:
            vectors = vectors @ self.axes[:, :k]  # (n, k)
        if not (alive := vectors.any(axis=1)).all():
            raise Refused("its vector is zeros, without direction", f"input[{alive.argmin()}]")
        return normalize(vectors).astype("<f4")

    @cached_property
    def axes(self) -> Array:
        """The principal axes (D, D) of the vectors of the encoder's own words, the longest first.

        Of all ways to turn vectors, after this one the first k numbers have the most of them.
        """
        words = self.encoder.vocabulary
        own = self.encoder.encode(words[:: -(-len(words) // SAMPLE)]).astype(np.float64)  # (n, D)
        axes = np.linalg.eigh(own.T @ own).eigenvectors[:, ::-1]
        ends = axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))]  # (D,)
        return axes * np.sign(ends)  # either sign is right: the same one everywhere

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; what a refused client still sends is read, or it sees no answer."""
        try:
            request.shutdown(socket.SHUT_WR)
            request.settimeout(1)
            while request.recv(1 << 16):
                pass
        except OSError:
            pass
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print an error of ours; a client that left is none."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of a connection, one after the other."""

    server: Server
    protocol_version = default_request_version = "HTTP/1.1"  # connections stay open
    disable_nagle_algorithm = True  # or an answer waits, 40 ms, for word that its head arrived
    timeout = 60  # seconds of silence, and the connection is closed

    def do_POST(self) -> None:
        """Answer any request."""
        try:
            self._send(200, self._answer(self._body()), {})
        except Refused as refused:
            self._refuse(refused)
        except OSError:
            raise
        except Exception as error:
            self._refuse(Refused(f"{type(error).__name__}: {error}", status=500))
            raise

    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

    def _body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or (self.command == "POST" and not lengths):
            raise Refused("send the length of the body, as Content-Length", status=411)
        given = ", ".join(lengths).strip() or "0"
        if not re.fullmatch("[0-9]{1,99}", given):
            raise Refused(f"Content-Length is one number, got {given[:60]!r}")
        if (length := int(given)) > MOST_BYTES:
            raise Refused(f"the body has {length} bytes; send {MOST_BYTES} at most", status=413)
        body = self.rfile.read(length)
        if len(body) < length:
            raise Refused(f"the body ends after {len(body)} of {length} bytes")
        return body

    def _answer(self, body: bytes) -> dict[str, Any]:
        path = re.sub("/+", "/", self.path.split("?")[0].rstrip("/"))
        if path not in ROUTES:
            way_out = f"base_url is {self.server.url}; there are {' and '.join(ROUTES)}"
            raise Refused(f"there is no {path or '/'}: {way_out}", status=404)
        if self.command.replace("HEAD", "GET") != ROUTES[path]:
            allowed = ROUTES[path]
            raise Refused(f"{path} takes {allowed}, not {self.command}", status=405, Allow=allowed)
        if path == "/v1/embeddings":
            return embeddings(_parsed(body), self.server)
        model = {"id": self.server.name, "object": "model", "created": 0, "owned_by": "me"}
        return {"object": "list", "data": [model]}

    def _refuse(self, refused: Refused) -> None:
        kind = "invalid_request_error" if refused.status < 500 else "server_error"
        error = {"message": str(refused), "type": kind, "param": refused.field, "code": None}
        self.close_connection = True  # where its next request starts may not be known
        self._send(refused.status, {"error": error}, refused.headers)

    def _send(self, status: int, content: dict[str, Any], headers: dict[str, str]) -> None:
        body = json.dumps(content, allow_nan=False).encode()
        self.send_response(status)
        connection = "close" if self.close_connection else "keep-alive"
        own = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in {**own, "Connection": connection, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request at all, in place of a page of HTML."""
        self._refuse(Refused(message or HTTPStatus(code).phrase, status=code))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def embeddings(request: Any, server: Server) -> dict[str, Any]:
    """The answer to a request for vectors, both as JSON is in Python."""
    if not isinstance(request, dict):
        raise Refused('the body is a JSON object, such as {"input": "a text", "model": "any"}')
    if others := [field for field in request if field not in FIELDS]:
        raise Refused(f"there is no such field, only {', '.join(FIELDS)}", others[0][:60])
    texts, model, form, k = (request.get(field) for field in FIELDS[:4])
    texts = _texts(texts)
    if not isinstance(model, str):
        raise Refused(f"a name, any will do as there is one model; got {short(model)}", "model")
    if form not in (None, "float", "base64"):
        raise Refused(f"float or base64; got {short(form)}", "encoding_format")
    if k is not None and (type(k) is not int or k < 1):
        raise Refused(f"a whole number from 1; got {short(k)}", "dimensions")
    with server.lock:
        words = [server.encoder.words(text) for text in texts]
        for i, text in enumerate(texts):
            if not server.encoder.known_words(text):
                why = f"no word of it is known: {', '.join(words[i]) or text:.200}"
                raise Refused(f"{why}. Leave it out: zeros would be no vector of it", f"input[{i}]")
        vectors = server.vectors(texts, k)  # (n, D) or (n, k)
    rows = [base64.b64encode(x).decode() for x in vectors] if form == "base64" else vectors.tolist()
    data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
    tokens = sum(map(len, words))
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": server.name, "usage": usage}


def _texts(given: Any) -> list[str]:
    """The texts of a request, in a list."""
    texts = given if isinstance(given, list) else [given]
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise Refused(f"{len(texts)} texts; send 1 to {MOST_TEXTS} at a time", "input")
    for i, text in enumerate(texts):
        field = f"input[{i}]" if isinstance(given, list) else "input"
        if isinstance(text, int | list) and not isinstance(text, bool):
            how = "send the text itself; in LangChain: check_embedding_ctx_length=False"
            raise Refused(f"numbers, the tokens of another model; {how}", field)
        if not isinstance(text, str):
            raise Refused(f"a text, or a list of texts; got {short(text)}", field)
        if not text:
            raise Refused("there is no text, the string is empty", field)
        if half := SURROGATE.search(text):
            raise Refused(f"{half.group()!a} is half a character, no text", field)
    return texts


def _parsed(body: bytes) -> Any:
    """What JSON says; NaN and Infinity, which Python would take, are none."""

    def no_number(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number of JSON")

    try:
        return json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the body is not JSON in UTF-8: {error}") from None
