"""Lookup, neighbours and analogies; and files that come back as they were, or say what is wrong."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from word2vec.vectors import WordVectors


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    words = ["the", "cat", "dog", "猫", "naïve", "o'clock", "new_york"]
    return WordVectors(words, rng.normal(size=(7, 5)).astype(np.float32), range(70, 0, -10))


def test_lookup(vectors):
    assert vectors["猫"].tolist() == vectors.matrix[3].tolist()
    assert len(vectors) == 7 and "cat" in vectors and "cow" not in vectors
    assert list(vectors) == vectors.words


def test_an_unknown_word_names_the_nearest_spellings(vectors):
    with pytest.raises(KeyError) as error:
        vectors["naive"]
    assert error.value.args[0] == (
        "'naive' is not in the vocabulary of 7 words; did you mean 'naïve'?"
    )
    with pytest.raises(KeyError, match="'zebra' is not in the vocabulary of 7 words\"?$"):
        vectors.most_similar("zebra")


def test_neighbours_and_analogy_equal_gensims(vectors):
    theirs = KeyedVectors(5)
    theirs.add_vectors(vectors.words, vectors.matrix)
    for ours, expected in [
        (vectors.most_similar("cat", 4), theirs.most_similar("cat", topn=4)),
        (vectors.most_similar(vectors["cat"] + 1, 7), theirs.similar_by_vector(vectors["cat"] + 1)),
        (
            vectors.analogy("the", "cat", "dog", 3),
            theirs.most_similar(positive=["the", "dog"], negative=["cat"], topn=3),
        ),
    ]:
        assert [word for word, _ in ours] == [word for word, _ in expected]
        assert [c for _, c in ours] == pytest.approx([c for _, c in expected], abs=1e-6)


def test_king_minus_man_plus_woman():
    # royal = (1, 0), man = (0, 1), woman = (0, -1); the long vector of "man" must not outweigh
    words = {"man": (0, 9), "woman": (0, -1), "king": (1, 1), "queen": (1, -1), "apple": (-1, 0)}
    vectors = WordVectors(list(words), list(words.values()))
    assert vectors.analogy("king", "man", "woman", k=1)[0][0] == "queen"
    assert len(vectors.analogy("king", "man", "woman")) == 2  # all but the three words


def test_words_and_rows_must_fit():
    with pytest.raises(ValueError, match=r"2 words need a matrix of as many rows.*\(3, 2\)"):
        WordVectors(["a", "b"], np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"2 words, but counts of shape \(3,\)"):
        WordVectors(["a", "b"], np.zeros((2, 2)), [1, 2, 3])


def test_chinese_is_split_by_counts_where_the_format_keeps_them(tmp_path):
    words = ["研究", "生命", "研究生", "命"]
    vectors = WordVectors(words, np.eye(4), [40, 30, 10, 6])
    for ending, expected in ((".npz", ["研究", "生命"]), (".txt", ["研究生", "命"])):
        vectors.save(tmp_path / f"vectors{ending}")
        again = WordVectors.load(tmp_path / f"vectors{ending}")
        assert again.words_of("研究生命。Life!") == [*expected, "life"]
