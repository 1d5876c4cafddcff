"""The weights of a BERT, from the folder in which Hugging Face saves them.

A plain BERT of any size is read: bert-base-uncased, bert-base-chinese, MiniLM, BGE and the like.
Their files differ a little: names may begin with "bert.", gain and bias of a norm may be called
gamma and beta, and there may be layers for other tasks, which are left out.

Letters: D dimensions, F numbers inside a layer, H heads.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling import safetensors
from pooling.folder import Settings
from pooling.transformer import Bert, Layer, Norm
from similarity.metrics import Array

# what settings have to be where they are given, as nothing else is computed here
PLAIN_MODEL = {
    "model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute",
    "is_decoder": False,
}  # fmt: skip
PICKLED = (
    "; pytorch_model.bin is a pickle, which can run code: save the model again, with "
    "save_pretrained of a recent transformers"
)


def read_bert(folder: Path) -> Bert:
    """The weights. Raises ValueError for another model than BERT, and for damaged files."""
    config = Settings(folder / "config.json")
    if not config.path.exists():
        raise FileNotFoundError(f"{folder} has no config.json, so it is not the folder of a model")
    config.check(PLAIN_MODEL)
    D, F, H = map(config.count, ("hidden_size", "intermediate_size", "num_attention_heads"))
    n_layers, eps = config.count("num_hidden_layers"), config.get("layer_norm_eps", float, 1e-12)
    if D % H:
        raise ValueError(f"{config.path}: {D} dimensions cannot be cut into {H} heads")
    if not 0 < eps < 1:
        raise ValueError(f"{config.path}: layer_norm_eps cannot be {eps}")
    weights = Weights(folder)
    word, place, segment = (
        weights.take(f"embeddings.{name}_embeddings.weight", None, D)
        for name in ("word", "position", "token_type")
    )
    layers = [weights.layer(f"encoder.layer.{i}", D, F) for i in range(n_layers)]
    if any(name.startswith(f"encoder.layer.{n_layers}.") for name in weights.arrays):
        raise ValueError(f"{weights.path} has more layers than the {n_layers} of {config.path}")
    norm = weights.norm("embeddings.LayerNorm", D)
    return Bert(word, place, segment, norm, layers, H, eps)


class Weights:
    """The arrays of model.safetensors, by the names that Hugging Face gives them today."""

    def __init__(self, folder: Path):
        self.path = folder / "model.safetensors"
        if not self.path.is_file():
            pickled = (folder / "pytorch_model.bin").exists()
            raise FileNotFoundError(f"{folder} has no model.safetensors{PICKLED * pickled}")
        self.arrays: dict[str, NDArray[Any]] = {}
        for name, array in safetensors.load(self.path).items():
            name = name.removeprefix("bert.").replace("LayerNorm.gamma", "LayerNorm.weight")
            self.arrays[name.replace("LayerNorm.beta", "LayerNorm.bias")] = array

    def take(self, name: str, *shape: int | None) -> Array:
        """An array of float32, of a shape in which None stands for any number but 0.

        Raises ValueError that names it, where it is not there or not as it should be.
        """
        if name not in self.arrays:
            raise ValueError(f"{self.path} has no array {name!r}, so it is not of a plain BERT")
        what, array = f"{self.path}: the array {name!r}", self.arrays[name]
        same = (b in (None, a) for a, b in zip(array.shape, shape, strict=True))
        if array.ndim != len(shape) or not all(same) or not array.size:
            wanted = str(shape).replace("None", "…")
            raise ValueError(
                f"{what} has shape {array.shape}; it should be {wanted}, by config.json"
            )
        if array.dtype.kind != "f":
            raise ValueError(f"{what} has numbers of type {array.dtype}")
        with np.errstate(over="ignore"):  # a float64 that float32 cannot hold is infinite
            array = array.astype(np.float32, copy=False)
        if not np.isfinite(array).all():
            raise ValueError(f"{what} holds NaN or infinity")
        return array

    def linear(self, names: list[str], rows: int, columns: int) -> tuple[Array, Array]:
        """W (rows, columns of all names) and b, side by side; in the file W is (columns, rows)."""
        W = [self.take(f"{name}.weight", columns, rows).T for name in names]
        b = [self.take(f"{name}.bias", columns) for name in names]
        # a copy, laid out row by row: so it multiplies faster
        return np.ascontiguousarray(np.concatenate(W, axis=1)), np.concatenate(b)

    def norm(self, name: str, D: int) -> Norm:
        """γ and β of a layer norm."""
        return Norm(self.take(f"{name}.weight", D), self.take(f"{name}.bias", D))

    def layer(self, at: str, D: int, F: int) -> Layer:
        """All that a layer has learned; its names begin with `at`."""
        qkv = [f"{at}.attention.self.{name}" for name in ("query", "key", "value")]
        return Layer(
            *self.linear(qkv, D, D),
            *self.linear([f"{at}.attention.output.dense"], D, D),
            self.norm(f"{at}.attention.output.LayerNorm", D),
            *self.linear([f"{at}.intermediate.dense"], D, F),
            *self.linear([f"{at}.output.dense"], F, D),
            self.norm(f"{at}.output.LayerNorm", D),
        )
