"""Word vectors by Skip-Gram with negative sampling, in NumPy.

In reading order: corpus, vocabulary, sampling, objective (the heart), model, training, vectors;
then counting, which gets to the same place without training, and evaluation.

>>> from word2vec import Config, read_sentences, train
>>> from word2vec.corpus import SAMPLE
>>> model = train(read_sentences(SAMPLE), Config(epochs=1))
>>> len(model.vectors["cat"])
100
"""

import os

# The matrices of a block are too small to share: more BLAS threads would only wait for each other.
# It counts where NumPy is not yet loaded; set the variable yourself to have it otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from word2vec.corpus import read_sentences, tokenize
from word2vec.model import Config, Model
from word2vec.training import train
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary

__all__ = [
    "Config",
    "Model",
    "Vocabulary",
    "WordVectors",
    "read_sentences",
    "tokenize",
    "train",
]
