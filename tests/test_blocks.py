"""Blocks of text as tables of counts, against slow loops and what they should be on average."""

import math
from collections import Counter

import numpy as np
import pytest

from word2vec.blocks import block_size, blocks, distinct
from word2vec.counting import cooccurrence
from word2vec.model import Config
from word2vec.sampling import expected_noise, noise_weights
from word2vec.vocabulary import noise_distribution

V, K = 30, 5


def text(length):
    rng = np.random.default_rng(length)
    ids = np.minimum(rng.geometric(0.15, length) - 1, V - 1).astype(np.int32)
    return ids, np.sort(rng.integers(0, 1 + length // 25, length))


def test_distinct_words_lead_back_to_the_words():
    words = np.random.default_rng(0).integers(0, 9, (7, 20))
    flat, count, place = distinct(words)
    rows = np.split(flat, np.cumsum(count)[:-1])
    for row, found, where in zip(words, rows, place, strict=True):
        assert found.tolist() == sorted(set(row.tolist()))
        assert np.array_equal(found[where], row)


@pytest.mark.parametrize("length", [1, 2, 96, 97, 100, 500])
@pytest.mark.parametrize(("window", "dim"), [(1, 100), (5, 100), (20, 100), (5, 300)])
def test_blocks_are_what_a_loop_over_their_words_counts(length, window, dim):
    ids, sentence = text(length)
    weight = np.random.default_rng(1).random(V)
    config = Config(window=window, dim=dim, negatives=K)
    found = list(blocks(ids, sentence, config, weight, np.random.default_rng(7)))

    P, size = block_size(window, dim)
    B = math.ceil(length / size)
    begin = [i * length // (B * P) for i in range(B * P + 1)]
    found = {round(block.before * B): block for block in found}
    for b, parts in enumerate(np.random.default_rng(7).permutation(B * P).reshape(B, P).tolist()):
        pairs, reached = Counter(), {part: Counter() for part in parts}
        for part in parts:
            own = range(begin[part], begin[part + 1])
            end = begin[part] + math.ceil(length / (B * P)) + window
            reached[part].update(ids[max(0, begin[part] - window) : end].tolist())
            for i in own:
                for j in range(max(0, i - window), min(i + window + 1, length)):
                    if i != j and sentence[i] == sentence[j]:
                        near = (window - abs(i - j) + 1) / window
                        pairs[part, ids[i], ids[j]] += near
        if not pairs:
            assert b not in found
            continue
        block = found.pop(b)
        centers, contexts = block.ids[: block.centers], block.ids[block.centers :] - V
        assert len(set(centers)) == len(centers) and len(set(contexts)) == len(contexts)
        seen, noise = np.zeros(block.seen.shape), np.zeros(block.seen.shape)
        row, column = ({w: i for i, w in enumerate(some)} for some in (centers, contexts))
        for (part, w, t), times in pairs.items():
            seen[row[w], column[t]] += times
            others = sum((reached[other] for other in parts if other != part), Counter())
            total = sum(occurs * weight[word] for word, occurs in others.items())
            for word, occurs in others.items():
                noise[row[w], column[word]] += K * times * occurs * weight[word] / total
        assert block.seen == pytest.approx(seen, abs=1e-4)
        assert block.noise == pytest.approx(noise, abs=1e-4)
        assert block.noise.sum(axis=1) == pytest.approx(K * seen.sum(axis=1), rel=1e-4)
    assert not found


@pytest.mark.parametrize("length", [1, 96, 97, 500])
@pytest.mark.parametrize("window", [1, 5, 20])
def test_blocks_hold_every_pair_once(length, window):
    ids, sentence = text(length)
    seen = np.zeros((V, V))
    for block in blocks(ids, sentence, Config(window=window), np.ones(V), np.random.default_rng(7)):
        centers, contexts = block.ids[: block.centers], block.ids[block.centers :] - V
        seen[np.ix_(centers, contexts)] += block.seen
    assert seen == pytest.approx(cooccurrence(ids, sentence, V, window), rel=1e-4, abs=1e-4)


def test_the_noise_of_all_blocks_is_that_of_the_whole_text_on_average():
    ids, sentence = text(20_000)
    counts = np.bincount(ids, minlength=V)
    keep = np.linspace(0.2, 1, V)  # the text is thinned, frequent words most
    ids, sentence = (
        ids[kept := np.random.default_rng(2).random(len(ids)) < keep[ids]],
        sentence[kept],
    )
    weight = noise_weights(counts, keep, 0.75)
    noise = np.zeros((V, V))
    for seed in range(10):
        for block in blocks(ids, sentence, Config(), weight, np.random.default_rng(seed)):
            centers, contexts = block.ids[: block.centers], block.ids[block.centers :] - V
            noise[np.ix_(centers, contexts)] += block.noise / 10
    pairs = cooccurrence(ids, sentence, V, 5).sum(axis=1)
    right = expected_noise(pairs, noise_distribution(counts), K)
    frequent = right > 100
    assert frequent.sum() > 300
    assert noise[frequent] == pytest.approx(right[frequent], rel=0.15)
    assert noise.sum() == pytest.approx(right.sum(), rel=0.02)


def test_no_words_no_blocks():
    nothing = np.array([], np.int32)
    assert not list(blocks(nothing, nothing, Config(), np.ones(1), np.random.default_rng(0)))


def test_blocks_of_wide_windows_or_long_vectors_have_fewer_words():
    sizes = [(1, 100), (5, 100), (10, 100), (20, 100), (1000, 100), (5, 200), (5, 300), (5, 10**9)]
    assert [block_size(*size) for size in sizes] == [
        (3, 96), (3, 96), (2, 52), (2, 27), (2, 2), (2, 72), (2, 48), (2, 2),
    ]  # fmt: skip


def test_why_rows_must_be_distinct():
    # the classic bug of fancy indexing: of the rows that repeat, only the last is kept
    table = np.zeros(3)
    table[[1, 1, 2]] += 1
    assert table.tolist() == [0, 1, 1]
