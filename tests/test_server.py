"""A server of vectors, asked by OpenAI's own clients, and by sockets that say odd things."""

import asyncio
import base64
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection

import numpy as np
import openai
import pytest

from pooling import BertEncoder, SentenceEncoder
from pooling.api import MOST_TEXTS, Api, Refused
from pooling.server import MOST_BYTES, Handler, Server
from similarity.metrics import normalize
from similarity.neighbors import nearest
from tests.campaigns.damaged_folders import tiny_folder
from word2vec.__main__ import main
from word2vec.model import Config
from word2vec.running.files import DATA
from word2vec.running.reading import read_sentences
from word2vec.running.run import train

unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix signals and sockets")
MAIN = "import sys; from word2vec.__main__ import main; sys.exit(main())"
TEXTS = ["国王和王后住在城堡里", "猫是一种宠物", "狗喜欢啃骨头"]
# as it stands in the article
ARTICLE = """\
from openai import OpenAI#从 openai 库中导入 OpenAI 类。
client = OpenAI()#client 变量是 OpenAI 的一个实例对象,代表与 OpenAI 服务器的连接。

# 嵌入模型
res = client.embeddings.create(
    input="你好啊,我好,他好",
    model="text-embedding-3-large"
)

# 向量数据
print(res.data)
print("--------------------")

# 获取文本向量 => 列表推导式
print([x.embedding for x in res.data])
print("--------------------")

# 获取向量的维度,就是向量的长度
print(len([x.embedding for x in res.data][0]))
"""


@pytest.fixture(scope="module")
def encoder():
    """Of the Chinese sample, in little time."""
    sample = read_sentences(DATA / "sample.zh.txt")
    return SentenceEncoder(train(sample, Config(dim=20, epochs=2)).vectors)


@contextmanager
def serving(encoder, **handler):
    """A server in a thread, on any port that is free."""
    server = Server(encoder, "zh.npz")
    server.RequestHandlerClass = type("Handler", (Handler,), handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def server(encoder):
    with serving(encoder) as server:
        yield server


@pytest.fixture(autouse=True)
def clients_find_it(server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def client():
    with openai.OpenAI(max_retries=0) as client:
        yield client


def vectors_of(answer):
    return np.array([item.embedding for item in answer.data])


# clients


def test_the_articles_code_runs_as_it_stands(encoder):
    done = subprocess.run(
        [sys.executable, "-c", ARTICLE],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    data, line, rows, again, length = done.stdout.splitlines()
    assert data.startswith("[Embedding(embedding=[") and data.endswith("object='embedding')]")
    assert line == again == "-" * 20 and length == "20"
    expected = normalize(encoder.encode(["你好啊,我好,他好"]))
    assert np.array(json.loads(rows)).tolist() == expected.tolist()


@pytest.mark.parametrize("form", [openai.omit, "float", "base64"])
def test_vectors_are_those_of_encode_bit_for_bit(form, encoder, client):
    answer = client.embeddings.create(input=TEXTS, model="any", encoding_format=form)
    if form == "base64":
        found = [base64.b64decode(item.embedding) for item in answer.data]
        assert b"".join(found) == normalize(encoder.encode(TEXTS)).astype("<f4").tobytes()
    else:
        assert vectors_of(answer).tolist() == normalize(encoder.encode(TEXTS)).tolist()
    assert [item.index for item in answer.data] == [0, 1, 2]
    assert answer.model == "zh.npz" and answer.object == "list"
    assert answer.usage.prompt_tokens == answer.usage.total_tokens
    assert answer.usage.total_tokens == sum(len(encoder.words(text)) for text in TEXTS)


def test_the_asynchronous_client_asks_for_many_at_once(encoder):
    many = TEXTS * 20

    async def ask():
        async with openai.AsyncOpenAI(max_retries=0) as client:
            one = [client.embeddings.create(input=text, model="any") for text in many]
            return await asyncio.gather(*one)

    for text, answer in zip(many, asyncio.run(ask()), strict=True):
        assert vectors_of(answer).tolist() == normalize(encoder.encode([text])).tolist()


def test_the_one_model_has_a_name(client):
    assert [model.id for model in client.models.list()] == ["zh.npz"]


@pytest.mark.parametrize(
    ("wish", "field", "message"),
    [
        ({"input": ""}, "input[0]", "must be a text that is not empty, got ''"),
        ({"input": []}, "input", "must be 1 to 2048 texts, got 0"),
        ({"input": ["猫"] * (MOST_TEXTS + 1)}, "input", "must be 1 to 2048 texts, got 2049"),
        ({"input": [1, 2]}, "input[0]", "in LangChain: check_embedding_ctx_length=False"),
        ({"input": [[1, 2]]}, "input[0]", "got [1, 2], tokens of another model"),
        ({"input": ["猫", 1]}, "input[1]", "must be a text that is not empty, got 1, tokens"),
        ({"input": ["猫", ""]}, "input[1]", "must be a text that is not empty, got ''"),
        ({"input": None}, "input[0]", "must be a text that is not empty, got None"),
        ({"input": {"text": "猫"}}, "input[0]", "got {'text': '猫'}"),
        (
            {"input": ["猫", "yeti yak"]},
            "input[1]",
            "no known word, so it has no vector: 'yeti, yak'",
        ),
        ({"input": " "}, "input[0]", "has no known word, so it has no vector: ' '"),
        ({"input": "\ud800"}, "input[0]", "so it has no vector: '\\ud800'"),
        ({"model": None}, "model", "must be a name, any will do; got None"),
        ({"model": 3}, "model", "got 3"),
        ({"encoding_format": "hex"}, "encoding_format", "must be float or base64, got 'hex'"),
        ({"encoding_format": ["float"]}, "encoding_format", "got ['float']"),
        ({"dimensions": True}, "dimensions", "must be a whole number from 1, got True"),
        ({"dimensions": 0}, "dimensions", "must be a whole number from 1, got 0"),
        ({"dimensions": 1.5}, "dimensions", "must be a whole number from 1, got 1.5"),
        ({"dimensions": float("nan")}, "dimensions", "must be a whole number from 1, got nan"),
        ({"dimensions": 21}, "dimensions", "must be at most 20, got 21"),
        ({"dimensions": 10**999}, "dimensions", "must be at most 20, got 1000000000000"),
        ({"dimension": 5}, None, "there is no field 'dimension', only input, model, "),
        ({"\ud800": 5}, None, "there is no field '\\ud800', only input, model, "),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(wish, field, message, encoder):
    request = {"input": "猫", "model": "any", **wish}
    with pytest.raises(Refused) as refused:
        Api(encoder, "zh.npz").embeddings(json.loads(json.dumps(request)))
    assert refused.value.field == field and refused.value.status == 400
    start = f"{field}: " if field else "there is no"
    assert message in str(refused.value) and str(refused.value).startswith(start)
    assert len(str(refused.value).encode()) < 300  # without surrogates, so that it can be printed


def test_the_client_is_told_what_is_wrong(client):
    with pytest.raises(openai.BadRequestError) as told:
        client.embeddings.create(input=["猫", "yeti"], model="any")
    assert told.value.body == {
        "message": "input[1]: has no known word, so it has no vector: 'yeti'",
        "type": "invalid_request_error",
        "param": "input[1]",
        "code": None,
    }


def test_what_may_be_null_or_is_of_no_use_here_is_taken(encoder):
    api, request = Api(encoder, "zh.npz"), {"input": ["猫"], "model": "any"}
    more = {"encoding_format": None, "dimensions": None, "user": "me"}
    assert api.embeddings(request) == api.embeddings({**request, **more})
    half = api.embeddings({"input": ["猫 \ud800"], "model": "any"})
    assert half["data"] == api.embeddings(request)["data"]


# dimensions


def test_fewer_dimensions_are_the_first_of_more_and_have_length_one(client):
    def ask(k):
        return vectors_of(client.embeddings.create(input=TEXTS, model="any", dimensions=k))

    ten, five, one = ask(10), ask(5), ask(1)
    assert np.linalg.norm(ten, axis=1) == pytest.approx(1)
    assert five == pytest.approx(normalize(ten[:, :5]), abs=1e-6)
    assert np.abs(one) == pytest.approx(1) and one.shape == (3, 1)
    whole = client.embeddings.create(input=TEXTS, model="any", dimensions=20)
    assert (
        vectors_of(whole).tolist()
        == vectors_of(client.embeddings.create(input=TEXTS, model="any")).tolist()
    )


def test_axes_are_those_of_a_decomposition(encoder):
    axes = Api(encoder, "zh.npz").axes
    own = encoder.encode(encoder.vocabulary[::2]).astype(np.float64)  # every second of 2,699 words
    _, lengths, rows = np.linalg.svd(own, full_matrices=False)
    assert np.all(lengths[:-1] / lengths[1:] > 1 + 1e-6)  # so the axes are unique but for signs
    assert np.abs(np.sum(axes.T * rows, axis=1)) == pytest.approx(1, abs=1e-6)
    assert axes.T @ axes == pytest.approx(np.eye(20), abs=1e-12)  # it only turns
    assert (axes[np.abs(axes).argmax(axis=0), range(20)] > 0).all()


def test_after_a_turn_the_first_dimensions_keep_more_neighbours(encoder):
    api, words = Api(encoder, "zh.npz"), encoder.vocabulary[:1000]
    whole = encoder.encode(words)

    def kept(vectors):
        right, found = (nearest(x, x, 11)[0] for x in (whole, vectors))
        return np.mean([len({*a} & {*b}) - 1 for a, b in zip(right, found, strict=True)]) / 10

    assert kept(api.vectors(words, 10)) > kept(whole[:, :10]) + 0.1


def test_a_bert_is_served_and_cut_as_well(tmp_path):
    bert = BertEncoder(tiny_folder(tmp_path / "bert"))
    assert bert.vocabulary == ["the", "cat", "sat", "on", "mat", "a", "Cat", "café", "cafe"]
    api = Api(bert, "bert")
    answer = api.embeddings({"input": ["the cats.", "a mat"], "model": "any", "dimensions": 3})
    assert answer["usage"]["total_tokens"] == 5
    rows = np.array([item["embedding"] for item in answer["data"]])
    own = bert.encode(bert.vocabulary).astype(np.float64)
    axes = np.linalg.svd(own)[2][:3].T
    expected = normalize(bert.encode(["the cats.", "a mat"]) @ axes)
    assert np.abs(rows) == pytest.approx(np.abs(expected), abs=1e-5)
    with pytest.raises(Refused, match="input.1.: has no known word, .*: 'yeti, yak'"):
        api.embeddings({"input": ["the cat", "yeti yak"], "model": "any"})


def test_a_vector_of_zeros_is_refused_although_its_words_are_known():
    words = {"up": [0.0, 1.0], "down": [0.0, -1.0]}
    api = Api(SentenceEncoder(words, tokenize=str.split), "tiny")
    with pytest.raises(Refused, match="input.1.: has a vector of zeros, without direction"):
        api.embeddings({"input": ["up", "up down"], "model": "any"})


# the wire


def post(body, *headers, path="/v1/embeddings", length=None, method="POST", version="HTTP/1.1"):
    """The bytes of a request."""
    if isinstance(body, dict):
        body = json.dumps(body).encode()
    length = f"Content-Length: {len(body)}" if length is None else length
    lines = [f"{method} {path} {version}", "Host: localhost", *headers, *filter(None, [length])]
    return "\r\n".join([*lines, "", ""]).encode() + body


CAT = {"input": "猫", "model": "any"}


def said(server, *parts, hang_up=False):
    """What the server says to some bytes until it closes the connection."""
    with socket.create_connection(server.server_address, timeout=30) as line:
        for part in parts:
            line.sendall(part)
        if hang_up:
            line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as file:
            return file.read()


def parted(answer):
    """Status, headers and content of one answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    version, status, _ = first.split(" ", 2)
    assert version == "HTTP/1.1"
    headers = dict(line.split(": ", 1) for line in lines)
    assert headers["Content-Type"] == "application/json"
    return int(status), headers, body


NESTED = b"[" * 200_000
ODD = [
    (post(b"{}", method="PUT"), 404, "there is no PUT /v1/embeddings, only POST /v1/emb"),
    (post(b"{}", method="OPTIONS"), 404, "there is no OPTIONS /v1/embeddings, only POST"),
    (post(b"", method="GET"), 404, "there is no GET /v1/embeddings, only POST /v1/embeddings"),
    (post(b"{}", path="/v1/models"), 404, "there is no POST /v1/models, only"),
    (post(b"{}", method="BREW"), 501, "Unsupported method ('BREW')"),
    (post(CAT, path="/embeddings"), 404, "there is no POST /embeddings, only POST /v1/embeddings "
     "and GET /v1/models; base_url is http://127.0.0.1:"),
    (post(b"", method="GET", path="/"), 404, "there is no GET /, only"),
    (post(b"{"), 400, "the body is not JSON in UTF-8: Expecting property name"),
    (post(b""), 400, "the body is not JSON in UTF-8: Expecting value"),
    (post(NESTED), 400, "the body is not JSON in UTF-8: "),
    (post(b'{"a":' * 200_000), 400, "the body is not JSON in UTF-8: "),
    (post('{"input": "你好"}'.encode("gbk")), 400, "the body is not JSON in UTF-8: 'utf-8' codec"),
    (post(b'"text"'), 400, "the body must be like {"),
    (post(b'{"input": NaN, "model": "any"}'), 400, "input[0]: must be a text that is not empty"),
    (post(b'{"input": "a", "model": Infinity}'), 400, "model: must be a name"),
    (post(b'{"input": "a", "model": "any", "dimensions": 1e999}'), 400, "got inf"),
    (post(b'{"input": "a", "model": "any", "dimensions": ' + b"9" * 5000 + b"}"), 400, "not JSON"),
    (post(b"{}", length="Content-Length: -2"), 400, "Content-Length must be one number, got -2"),
    (post(b"{}", length="Content-Length: two"), 400, "Content-Length must be one number, got two"),
    (post(b"{}", "Content-Length: 3"), 400, "Content-Length must be one number, got 3, 2"),
    (post(b"{}", length="Content-Length: ٣"), 400, "Content-Length must be one number"),
    (post(b"{}", length=""), 411, "the length of the body must be given, as Content-Length"),
    (post(b"2\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=""), 411, "must be given"),
    (post(b"{}", "Transfer-Encoding: chunked"), 411, "the length of the body must be given"),
    (post(b"{}", length=f"Content-Length: {10**20}"), 413, "has 100000000000000000000 bytes; send"),
    (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "Bad request syntax"),
    (b"GET\r\n\r\n", 400, "Bad request syntax ('GET')"),
    (b"\0" * 60_000 + b"\r\n\r\n", 400, "Bad request syntax"),
    (post(b"", method="GET", path="/" + "a" * 60_000), 404, "there is no GET /aaa"),
    (post(b"{}", version="HTTP/2.0"), 505, "Invalid HTTP version"),
    (post(b"{}", version="HTTP/x"), 400, "Bad request version"),
    (post(b"", method="GET", path="/" + "a" * 70_000), 414, "URI Too Long"),
    (post(b"{}", *(f"X-{i}: 1" for i in range(200))), 431, "Too many headers"),
    (post(b"{}", "X: " + "a" * 70_000), 431, "Line too long"),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "status", "message"), ODD, ids=lambda value: str(value)[:40])
def test_odd_requests_are_answered_and_the_connection_is_closed(request_, status, message, server):
    found, headers, body = parted(said(server, request_))
    error = json.loads(body)["error"]
    assert found == status and message.lower() in error["message"].lower()
    assert headers["Connection"] == "close" and int(headers["Content-Length"]) == len(body)
    assert error.keys() == {"message", "type", "param", "code"}
    assert len(error["message"]) < 300  # it can be read, whatever was sent
    assert error["type"] == ("server_error" if status > 500 else "invalid_request_error")


@pytest.mark.parametrize("path", ["/v1//embeddings", "//v1/embeddings/", "/v1/embeddings?a=/b"])
def test_slashes_and_queries_do_no_harm(path, server):
    answer = said(server, post(CAT, "Connection: close", path=path))
    assert parted(answer)[0] == 200


def test_a_body_too_large_is_read_to_its_end_so_that_the_answer_is_seen(server):
    whole = said(server, post(b" " * (MOST_BYTES + 1)))
    assert parted(whole)[0] == 413 and str(MOST_BYTES + 1).encode() in whole
    chunks = [b"%x\r\n%s\r\n" % (1 << 20, b" " * (1 << 20))] * 17
    assert (
        parted(said(server, post(b"", "Transfer-Encoding: chunked", length=""), *chunks))[0] == 411
    )


def test_a_text_of_15_mb_is_a_text(server, encoder):
    text = ("猫" + " " * 10**6) * 15
    body = {"input": text, "model": "any"}
    status, _, found = parted(said(server, post(body, "Connection: close")))
    assert status == 200 and json.loads(found)["usage"]["total_tokens"] == 15
    row = np.array(json.loads(found)["data"][0]["embedding"])
    assert row == pytest.approx(normalize(encoder.encode(["猫"]))[0], abs=1e-6)


def test_a_connection_stays_open_until_an_error(server):
    line = HTTPConnection(*server.server_address, timeout=30)
    for _ in range(3):
        line.request("POST", "/v1/embeddings", json.dumps(CAT))
        with line.getresponse() as answer:
            assert answer.status == 200 and answer.headers["Connection"] == "keep-alive"
            answer.read()
    line.request("POST", "/v1/embeddings", "{")
    with line.getresponse() as answer:
        assert answer.status == 400 and answer.headers["Connection"] == "close"
    line.close()
    twice = said(server, post(CAT) + post(CAT, "Connection: close"))  # in one go
    assert twice.count(b"HTTP/1.1 200 OK") == 2
    once = said(server, post(b"{") + post(CAT))
    assert once.count(b"HTTP/1.1") == 1


def test_http_1_0_and_head(server):
    status, headers, body = parted(said(server, post(CAT, version="HTTP/1.0")))
    assert status == 200 and headers["Connection"] == "close" and b"zh.npz" in body
    asked = post(b"", "Connection: close", method="HEAD", path="/v1/models", length="")
    status, headers, body = parted(said(server, asked))
    assert status == 200 and int(headers["Content-Length"]) > 0 and body == b""


def test_who_asks_whether_to_go_on_is_told_to(server):
    body = json.dumps(CAT).encode()
    head = post(
        b"", "Expect: 100-continue", "Connection: close", length=f"Content-Length: {len(body)}"
    )
    with socket.create_connection(server.server_address, timeout=30) as line:
        line.sendall(head)
        with line.makefile("rb") as file:
            assert file.readline() == b"HTTP/1.1 100 Continue\r\n" and file.readline() == b"\r\n"
            line.sendall(body)
            assert parted(file.read())[0] == 200


def test_half_requests_and_silence_end(server, encoder):
    half = post(CAT)[:-5]
    status, _, body = parted(said(server, half, hang_up=True))
    assert status == 400 and b"the body ended after" in body
    with serving(encoder, timeout=0.05) as impatient:
        assert parted(said(impatient, half))[0] == 408
        assert said(impatient) == said(impatient, b"POST /v1/emb") == b""
        assert said(impatient, post(CAT)).count(b"HTTP/1.1") == 1  # and then nothing more


def test_an_answer_that_breaks_off_is_not_followed_by_another(encoder):
    sent = []

    def send(self, status, content):
        sent.append(status)
        raise TimeoutError  # as from a client that does not read

    with serving(encoder, _send=send) as server:
        assert said(server, post(CAT)) == b""
    assert sent == [200]


@unix
def test_clients_that_leave_cost_no_traceback(encoder, capfd):
    with serving(encoder) as server:
        for part in (b"", b"POST /v1/emb", post(CAT)[:-5], post(CAT), post(NESTED)):
            line = socket.create_connection(server.server_address, timeout=30)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.sendall(part)
            line.close()  # with a reset
        assert parted(said(server, post(CAT, "Connection: close")))[0] == 200
    assert capfd.readouterr() == ("", "")


def test_many_who_come_at_once_wait_for_their_turn(encoder):
    server = Server(encoder, "zh.npz")  # listens, and does not answer yet
    lines = [socket.create_connection(server.server_address, timeout=30) for _ in range(300)]
    for line in lines:
        line.sendall(post(CAT, "Connection: close"))
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    for line in lines:
        with line, line.makefile("rb") as file:
            assert parted(file.read())[0] == 200
    server.shutdown()
    thread.join()
    server.server_close()


class Broken:
    """An encoder that has a fault, or that is at work already."""

    vocabulary = ["cat"]
    busy = False

    def words(self, text):
        return text.split()

    def known_words(self, words):
        return words

    def encode(self, texts):
        if texts == ["fault"]:
            raise ValueError("the weights are damaged")
        assert not self.busy
        self.busy = True
        time.sleep(0.001)
        self.busy = False
        return np.array([[len(text), 1.0] for text in texts])


def test_a_fault_of_the_encoder_is_answered_and_printed(capfd):
    with serving(Broken()) as server:
        answer = said(server, post({"input": "fault", "model": "any"}))
        status, _, body = parted(answer)
        assert status == 500
        assert json.loads(body)["error"]["message"] == "ValueError: the weights are damaged"
        assert parted(said(server, post(CAT, "Connection: close")))[0] == 200
    assert "ValueError: the weights are damaged" in capfd.readouterr().err


def test_an_encoder_is_never_at_work_twice_at_the_same_time():
    with serving(Broken()) as server:

        def ask(n):
            body = {"input": "a" * n, "model": "any"}
            status, _, found = parted(said(server, post(body, "Connection: close")))
            return status, json.loads(found)["data"][0]["embedding"]

        with ThreadPoolExecutor(8) as pool:
            for n, (status, row) in enumerate(pool.map(ask, range(1, 81)), start=1):
                assert status == 200 and row[0] / row[1] == pytest.approx(n, rel=1e-6)


# the command


@contextmanager
def command(*args, language="en"):
    """`word2vec serve` in a process of its own: the process, and the first line it prints."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "--lang", language, "serve", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    with process:
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def saved(encoder, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "sample.npz"
    encoder.word_vectors.save(path)
    return path


@unix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_at_once_with_status_0(name, saved, encoder):
    with command(saved, "--port", 0) as (process, line):
        words = line.split()
        assert words[:2] == ["serving", "sample.npz;"] and words[-1] == "OPENAI_API_KEY=any"
        url = words[-2].removeprefix("OPENAI_BASE_URL=")
        with openai.OpenAI(base_url=url, max_retries=0) as client:
            answer = client.embeddings.create(input=TEXTS, model="any")
            process.send_signal(getattr(signal, name))  # while a connection is open
            assert process.communicate(timeout=30) == ("", "") and process.returncode == 0
    assert vectors_of(answer).tolist() == normalize(encoder.encode(TEXTS)).tolist()


@pytest.mark.parametrize(
    ("proxy", "free", "said"),
    [("", "", False), ("http://proxy:1", "", True), ("http://proxy:1", "127.0.0.1", False)],
)
def test_what_clients_behind_a_proxy_need(proxy, free, said, saved, monkeypatch, capsys):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", free)
    monkeypatch.setattr(Server, "serve_forever", lambda self: None)
    assert main(["--lang", "en", "serve", str(saved), "--port", "0"]) == 0
    assert ("they need NO_PROXY=127.0.0.1\n" in capsys.readouterr().err) == said


def test_what_cannot_be_served_is_one_line(saved, server, tmp_path, capsys):
    (tmp_path / "plain.vec").write_text("2 1\na 1\nb 2\n", "utf-8")
    taken = server.server_address[1]
    for args, message in (
        ([saved, "--port", taken], f"port {taken} cannot be had ("),
        ([saved, "--port", 70000], "port 70000 cannot be had ("),
        ([saved, "--port", -1], "port -1 cannot be had ("),
        ([tmp_path / "no.npz"], "No such file or directory: "),
        ([tmp_path / "plain.vec", "--pooling", "sif"], 'pooling "sif" needs counts of words'),
    ):
        assert main(["--lang", "en", "serve", *map(str, args)]) == 2
        out, error = capsys.readouterr()
        assert out == "" and error.startswith(f"word2vec: {message}") and error.count("\n") == 1


@unix
def test_a_bert_is_served_by_its_name_and_warns_whoever_started_it(tmp_path):
    folder = tiny_folder(tmp_path / "bert")
    with command(folder, "--port", 0, language="zh") as (process, line):
        assert line.startswith("bert 的向量服务已启动，客户端请设置环境变量：OPENAI_BASE_URL=http")
        url = line.split()[-2].partition("=")[2]
        body = json.dumps({"input": ["the yeti yak", "a cat"], "model": "any"}).encode()
        with urllib.request.urlopen(f"{url}/embeddings", body, timeout=30) as answer:
            rows = [item["embedding"] for item in json.load(answer)["data"]]
        process.terminate()
        _, error = process.communicate(timeout=30)
    assert error.startswith("word2vec: 1 of 2 texts are mostly unknown to this model")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = normalize(BertEncoder(folder).encode(["the yeti yak", "a cat"]))
    assert rows == expected.tolist()
