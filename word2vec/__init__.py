"""Word vectors by Skip-Gram with negative sampling, in NumPy.

Read `textbook` first: all of it on one page. The other pages are the same thing made general and
fast: corpus, vocabulary, objective (the heart), sampling, blocks, damping, training, model,
vectors; then counting, which reaches the same goal without training, and evaluation. What makes it
run anywhere (files, processes, interrupts, progress) is in `running`.

>>> from word2vec import SAMPLE, Config, read_sentences, train
>>> model = train(read_sentences(SAMPLE), Config(epochs=1))
>>> len(model.vectors["cat"])
100
"""

import os

# The matrices of a block are too small to share: more BLAS threads would only wait for each other.
# It counts where NumPy is not yet loaded; set the variable yourself to have it otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from word2vec.corpus import tokenize
from word2vec.counting import count_vectors
from word2vec.model import Config, Model
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary

__all__ = [
    "SAMPLE",
    "Config",
    "Model",
    "Vocabulary",
    "WordVectors",
    "count_vectors",
    "read_sentences",
    "tokenize",
    "train",
]
