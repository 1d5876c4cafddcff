import os

# As in `word2vec`, but before any other module loads NumPy, and for all processes of a benchmark.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
