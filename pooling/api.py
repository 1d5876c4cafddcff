"""What an embeddings API answers: texts come in, vectors go out, as OpenAI's clients ask for them.

    POST /v1/embeddings   {"input": "a text" or ["some", "texts"], "model": "any name"} and, if
                          wanted, "encoding_format": "float" or "base64", "dimensions": k
    GET  /v1/models       the name of the one model there is

The answer has a vector for each text, in their order. All have length 1, so that dot product and
cosine (19) are the same. "float" gives numbers; "base64", for which the clients ask by themselves,
the bytes of these numbers (float32, the lowest byte first) as letters, in a quarter of the space.
Zeros would be compared like any other vector, so a text without a known word is refused.

The first k numbers of a vector say no more than any others. So where "dimensions" are asked for,
all vectors are turned, so that most of what they say comes first, and only then cut. Turning is the
same for all and changes no cosine; what is lost is what is cut off.

Letters: n texts, D dimensions, k of them.
"""

import base64
from collections.abc import Sequence
from functools import cached_property
from reprlib import repr as short
from typing import Any, Protocol

import numpy as np

from similarity.metrics import Array, normalize

FIELDS = ("input", "model", "encoding_format", "dimensions", "user")
MOST_TEXTS = 2048  # in a request, as at OpenAI
SAMPLE = 2000  # words whose vectors say how all are turned


class Encoder(Protocol):
    """What is asked of an encoder: its vectors and its words."""

    @property
    def vocabulary(self) -> list[str]: ...  # words that have a vector

    def words(self, text: str, /) -> list[str]: ...  # of a text, known or not

    def known_words(self, words: list[str], /) -> list[str]: ...  # those that are known

    def encode(self, texts: Sequence[str], /) -> Array: ...  # (n, D)


class Refused(Exception):
    """A request without an answer: why, which field of it is wrong, and the status of HTTP."""

    def __init__(self, why: str, field: str | None = None, status: int = 400):
        super().__init__(f"{field}: {why}" if field else why)
        self.field, self.status = field, status


class Api:
    """The vectors of an encoder as an API gives them; `name` is what the model is called.

    >>> from pooling.encoder import SentenceEncoder
    >>> api = Api(SentenceEncoder({"cats": [3, 4]}, tokenize=str.split), "tiny")
    >>> api.embeddings({"input": "cats purr", "model": "any"})["data"]
    [{'object': 'embedding', 'index': 0, 'embedding': [0.6000000238418579, 0.800000011920929]}]
    >>> api.embeddings({"input": "yetis", "model": "any"})
    Traceback (most recent call last):
    pooling.api.Refused: input[0]: has no known word, so it has no vector: 'yetis'
    """

    def __init__(self, encoder: Encoder, name: str):
        self.encoder, self.name = encoder, name

    def models(self) -> dict[str, Any]:
        """The answer to the question which models there are."""
        model = {"id": self.name, "object": "model", "created": 0, "owned_by": "me"}
        return {"object": "list", "data": [model]}

    def embeddings(self, request: Any) -> dict[str, Any]:
        """The answer to a request for vectors, both as JSON is in Python; may raise Refused."""
        texts, form, k = _checked(request)
        words = [self.encoder.words(text) for text in texts]
        for i, text in enumerate(texts):
            if not self.encoder.known_words(words[i]):
                what = ", ".join(words[i]) or text
                raise Refused(
                    f"has no known word, so it has no vector: {what!r:.99}", f"input[{i}]"
                )
        vectors = self.vectors(texts, k)  # (n, D) or (n, k)
        if form == "base64":
            rows = [base64.b64encode(vector).decode() for vector in vectors]
        else:
            rows = vectors.tolist()
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        tokens = sum(map(len, words))
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "data": data, "model": self.name, "usage": usage}

    def vectors(self, texts: Sequence[str], k: int | None = None) -> Array:
        """Vectors of length 1: (n, D), or (n, k) if k are asked for. k = D changes nothing."""
        vectors = self.encoder.encode(texts)  # (n, D)
        D = vectors.shape[1]
        if k and k > D:
            raise Refused(f"must be at most {D}, got {short(k)}", "dimensions")
        if k and k < D:
            vectors = vectors @ self.axes[:, :k]  # (n, k)
        if not (rows := vectors.any(axis=1)).all():
            raise Refused("has a vector of zeros, without direction", f"input[{rows.argmin()}]")
        return normalize(vectors).astype("<f4")

    @cached_property
    def axes(self) -> Array:
        """The principal axes (D, D) of the vectors of the encoder's own words, the longest first.

        However vectors are turned, their first k numbers cannot hold more of these words.
        """
        words = self.encoder.vocabulary
        own = self.encoder.encode(words[:: -(-len(words) // SAMPLE)]).astype(np.float64)  # (n, D)
        axes = np.linalg.eigh(own.T @ own).eigenvectors[:, ::-1]
        longest = axes[np.abs(axes).argmax(axis=0), range(len(axes))]  # (D,)
        return axes * np.sign(longest)  # either sign would do, but the same one everywhere


def _checked(request: Any) -> tuple[list[str], str | None, int | None]:
    """The texts of a request, the form and the number of dimensions of their vectors."""
    if not isinstance(request, dict):
        raise Refused('the body must be like {"input": "a text", "model": "any name"}')
    if others := [field for field in request if field not in FIELDS]:
        raise Refused(f"there is no field {short(others[0])}, only {', '.join(FIELDS)}")
    given, model, form, k = (request.get(field) for field in FIELDS[:4])
    texts: list = given if isinstance(given, list) else [given]
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise Refused(f"must be 1 to {MOST_TEXTS} texts, got {len(texts)}", "input")
    for i, text in enumerate(texts):
        if not isinstance(text, str) or not text:
            why = f"must be a text that is not empty, got {short(text)}"
            if isinstance(text, int | list):
                why += ", tokens of another model; in LangChain: check_embedding_ctx_length=False"
            raise Refused(why, f"input[{i}]")
    if not isinstance(model, str):
        raise Refused(f"must be a name, any will do; got {short(model)}", "model")
    if form not in (None, "float", "base64"):
        raise Refused(f"must be float or base64, got {short(form)}", "encoding_format")
    if k is not None and (type(k) is not int or k < 1):
        raise Refused(f"must be a whole number from 1, got {short(k)}", "dimensions")
    return texts, form, k
