"""What all tests need: one BLAS thread, the fastest here, and signals that are heard."""

import signal

import pytest

import word2vec  # noqa: F401  before any test imports NumPy, as this sets one thread


@pytest.fixture(autouse=True)
def signals_are_heard():
    """Under nohup and in the background of a shell some are ignored, and children inherit that."""
    heard = {signal.SIGINT: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):  # not on Windows
        heard[signal.SIGHUP] = signal.SIG_DFL
    before = {number: signal.signal(number, handler) for number, handler in heard.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
