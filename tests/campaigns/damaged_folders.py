"""Folders of a BERT, damaged at random: python -m tests.campaigns.damaged_folders [NUMBER] [SEED]

Saves a tiny random BERT, changes one of its files as `damaged_files` does (bits, cuts, insertions,
repeated pieces, other numbers), and encodes a text by it. A damaged folder may load, if nothing
contradicts the damage, or be refused by one ValueError that names the file. Anything else is a
fault, printed with the seed that makes the folder again: another error, a warning, or a vector that
is not finite. NUMBER folders, 4,000 unless given, take about a minute.
"""

import argparse
import json
import random
import sys
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pooling import BertEncoder
from pooling.wordpiece import SPECIAL
from tests.campaigns.damaged_files import damaged

PIECES = [*SPECIAL, "the", "cat", "sat", "on", "mat", "##s", "a", ".", "Cat", "café", "cafe"]
D, F, LONGEST = 8, 12, 16
FILES = ("model.safetensors",) * 4 + (
    "config.json", "config.json", "vocab.txt", "tokenizer.json", "tokenizer_config.json",
    "sentence_bert_config.json", "modules.json", "1_Pooling/config.json",
)  # fmt: skip


def tiny_folder(
    path: Path,
    seed: int = 0,
    layers: int = 2,
    prefix: str = "",
    old_names: bool = False,
    dtype: str = "F32",
    **config: Any,
) -> Path:
    """Save a random BERT as Hugging Face does; config may change what is in config.json."""
    draw = np.random.default_rng(seed).normal
    norm = ("gamma", "beta") if old_names else ("weight", "bias")
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), D),
        "embeddings.position_embeddings.weight": (LONGEST, D),
        "embeddings.token_type_embeddings.weight": (2, D),
        **{f"embeddings.LayerNorm.{name}": (D,) for name in norm},
    }
    for i in range(layers):
        at = f"encoder.layer.{i}"
        for name, rows, columns in (
            ("attention.self.query", D, D), ("attention.self.key", D, D),
            ("attention.self.value", D, D), ("attention.output.dense", D, D),
            ("intermediate.dense", F, D), ("output.dense", D, F),
        ):  # fmt: skip
            shapes |= {f"{at}.{name}.weight": (rows, columns), f"{at}.{name}.bias": (rows,)}
        for name in ("attention.output", "output"):
            shapes |= {f"{at}.{name}.LayerNorm.{part}": (D,) for part in norm}
    arrays = {prefix + name: draw(size=shape) for name, shape in shapes.items()}
    arrays[f"{prefix}pooler.dense.weight"] = draw(size=(D, D))  # a head, to be left out
    path.mkdir(exist_ok=True)
    write_arrays(path / "model.safetensors", arrays, dtype)
    (path / "vocab.txt").write_bytes("".join(f"{piece}\n" for piece in PIECES).encode())
    write_json(path / "config.json", {
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": D, "intermediate_size": F,
        "num_attention_heads": 2, "num_hidden_layers": layers, "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute", **config,
    })  # fmt: skip
    return path


def write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


def write_arrays(path: Path, arrays: dict[str, NDArray], dtype: str = "F32") -> None:
    """A safetensors file; bfloat16 is the upper half of a float32."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    numbers = b""
    for name, array in arrays.items():
        if dtype == "BF16":
            data = (array.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        else:
            data = array.astype({"F32": "<f4", "F16": "<f2", "F64": "<f8"}[dtype]).tobytes()
        offsets = [len(numbers), len(numbers) + len(data)]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": offsets}
        numbers += data
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + numbers)


def whole_folder(folder: Path) -> Path:
    """A sound folder with all the files that can be read."""
    tiny_folder(folder)
    vocab = {piece: id for id, piece in enumerate(PIECES)}
    model = {"type": "WordPiece", "vocab": vocab}
    write_json(folder / "tokenizer.json", {"normalizer": {"lowercase": True}, "model": model})
    write_json(folder / "tokenizer_config.json", {"do_lower_case": True, "model_max_length": 12})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 10})
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    write_json(folder / "modules.json", [{"path": p, "type": f"models.{k}"} for p, k in kinds])
    write_json(folder / "1_Pooling" / "config.json", {"pooling_mode_mean_tokens": True})
    return folder


def outcome(folder: Path) -> str:
    """ "loaded" or "refused", or else what happened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", ".*are mostly unknown to this model")
            vectors = BertEncoder(folder).encode(["the cats sat", "a mat."])
    except ValueError as error:
        message = str(error)
        return "refused" if message.startswith(str(folder)) and "\n" not in message else repr(error)
    except BaseException as error:
        return repr(error)
    return "loaded" if np.isfinite(vectors).all() else "a vector that is not finite"


def try_out(number: int, place: Path, seed: int = 0) -> tuple[Counter[str], list[str]]:
    """How many folders were loaded and refused, of so many; and the faults found."""
    folder = whole_folder(place / "model")
    sound = {file: (folder / file).read_bytes() for file in FILES}
    counts, faults = Counter[str](), list[str]()
    for id in tqdm(range(seed, seed + number), disable=None):
        rng = random.Random(id)
        file = rng.choice(FILES)
        if file == "tokenizer.json":
            (folder / "vocab.txt").unlink()
        data = sound[file]
        if file == "model.safetensors" and rng.random() < 0.7:  # its header, of the right length
            end = 8 + int.from_bytes(data[:8], "little")
            header = damaged(data[8:end], rng)
            data = len(header).to_bytes(8, "little") + header + data[end:]
        else:
            data = damaged(data, rng)
        (folder / file).unlink()  # as it may be mapped into memory
        (folder / file).write_bytes(data)
        found = outcome(folder)
        if found not in ("loaded", "refused"):
            faults.append(f"seed {id}: {file}: {found}")
            found = "fault"
        counts[found] += 1
        (folder / file).unlink()
        for name in (file, "vocab.txt"):
            (folder / name).write_bytes(sound[name])
    return counts, faults


def main() -> None:
    parser = argparse.ArgumentParser(description="Read folders that were damaged at random.")
    parser.add_argument("number", nargs="?", type=int, default=4000)
    parser.add_argument("seed", nargs="?", type=int, default=0, help="of the first folder")
    args = parser.parse_args()
    with TemporaryDirectory() as place:
        counts, faults = try_out(args.number, Path(place), args.seed)
    print("\n".join(faults))
    for name, count in sorted(counts.items()):
        print(f"{name:10} {count:8,}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
