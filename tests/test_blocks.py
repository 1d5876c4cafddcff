"""Blocks of text as tables of counts, against enumeration and slow loops."""

import math
from collections import Counter

import numpy as np
import pytest

from word2vec.blocks import block_size, blocks, distinct, noise_draws
from word2vec.sampling import window_pairs


def test_distinct_words_lead_back_to_the_words():
    words = np.random.default_rng(0).integers(0, 9, (7, 20))
    flat, count, place = distinct(words)
    rows = np.split(flat, np.cumsum(count)[:-1])
    for row, found, where in zip(words, rows, place, strict=True):
        assert found.tolist() == sorted(set(row.tolist()))
        assert np.array_equal(found[where], row)


@pytest.mark.parametrize("length", [1, 96, 97, 500])
@pytest.mark.parametrize("window", [1, 5, 20])
def test_blocks_hold_every_pair_once(length, window):
    rng = np.random.default_rng(length)
    words = rng.integers(0, 30, length).astype(np.int32)
    sentence = np.sort(rng.integers(0, 1 + length // 25, length))
    cumulative = np.cumsum(np.full(30, 1 / 30))
    cumulative[-1] = 1
    size = block_size(window)
    seen = Counter()
    K, starts = 5, []
    for block in blocks(words, sentence, window, K, cumulative, np.random.default_rng(7)):
        starts.append(block.start)
        centers, contexts = block.ids[: block.centers], block.ids[block.centers :] - 30
        assert set(centers) == set(words[block.start : block.start + size])
        assert len(set(contexts)) == len(contexts) and 0 <= min(contexts) <= max(contexts) < 30
        assert block.noise.sum(axis=1) == pytest.approx(K * block.seen.sum(axis=1))
        share = block.noise[0] / block.noise[0].sum() * noise_draws(K)  # whole numbers of draws
        assert share == pytest.approx(share.round(), abs=1e-5)
        for w, t in np.argwhere(block.seen):
            seen[centers[w], contexts[t]] += block.seen[w, t]
    # the same pairs from the whole text at once: noise is drawn first, then windows
    rng = np.random.default_rng(7)
    rng.random((math.ceil(length / size), noise_draws(K)))
    center, context = window_pairs(sentence, window, rng)
    assert seen == Counter(zip(words[center], words[context], strict=True))
    assert starts == sorted({start // size * size for start in center.tolist()})


def test_no_words_no_blocks():
    nothing = np.array([], np.int32)
    assert not list(blocks(nothing, nothing, 5, 5, np.ones(1), np.random.default_rng(0)))


def test_three_noise_draws_for_each_negative_within_bounds():
    assert [noise_draws(K) for K in (1, 5, 8, 10, 25)] == [16, 16, 24, 30, 32]


def test_blocks_of_wide_windows_hold_no_more_pairs():
    assert [block_size(window) for window in (1, 5, 10, 20, 1000)] == [96, 96, 52, 27, 1]


def test_why_rows_must_be_distinct():
    # the classic bug of fancy indexing: of the rows that repeat, only the last is kept
    table = np.zeros(3)
    table[[1, 1, 2]] += 1
    assert table.tolist() == [0, 1, 1]
