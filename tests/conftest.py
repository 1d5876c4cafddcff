"""Before any test imports NumPy: word2vec sets one BLAS thread, which is the fastest here."""

import word2vec  # noqa: F401
