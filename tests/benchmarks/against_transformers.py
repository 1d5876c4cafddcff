"""The article's step 2, by its library and here: python -m tests.benchmarks.against_transformers

Needs torch and transformers (pip install torch transformers); with onnxruntime and onnx there is a
third to race with. On a folder (--folder, all-MiniLM-L6-v2 unless given) and lines of a file of
text (--text, the sample corpus unless given) it prints

- the largest difference of our last hidden states to the library's in float32 and in float64, and
  of the library's float32 to its own float64; 1 - cosine of mean vectors to those in float64; and
  the largest difference of a text's vector alone to its vector in company;
- texts a second of each, with --threads 1 or 2, all sorted by length; medians of alternating runs.
  On a busy machine the time of the processor says more than that of the clock, with one thread.
  The library pads the texts of a batch and masks what is padded, as its users do.

Threads of NumPy are set before it is loaded, so each number of threads is a run of its own.
"""

import argparse
import os
import statistics
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

BATCH = 32  # texts that the library takes together


def differences(encoder: Any, folder: Path, texts: list[str]) -> None:
    import numpy as np
    import torch
    from transformers import BertModel

    single, double = BertModel.from_pretrained(folder).eval(), BertModel.from_pretrained(folder)
    double = double.double().eval()
    ours = theirs = own = cosine = company = 0.0
    for text, vector in zip(texts, encoder.encode(texts), strict=True):
        ids = torch.tensor([encoder.tokenizer.encode(text, encoder.length)])
        states = encoder.hidden_states(text)[-1]  # (L, D)
        with torch.no_grad():
            in_32 = single(ids).last_hidden_state[0].numpy()
            in_64 = double(ids).last_hidden_state[0].numpy()
        mean, v = in_64.mean(axis=0), vector.astype(np.float64)
        ours = max(ours, float(np.abs(states - in_64).max()))
        theirs = max(theirs, float(np.abs(states - in_32).max()))
        own = max(own, float(np.abs(in_32 - in_64).max()))
        norms = float(np.linalg.norm(v) * np.linalg.norm(mean))
        cosine = max(cosine, 1 - float(v @ mean) / norms)
        company = max(company, float(np.abs(encoder.encode(text) - vector).max()))
    print(f"{len(texts)} texts, largest differences of last hidden states:")
    print(f"  ours to the library's in float32 {theirs:.1e}, in float64 {ours:.1e}")
    print(f"  the library's float32 to its float64 {own:.1e}")
    print(f"1 - cosine of mean vectors {cosine:.1e}; alone or in company {company:.1e}", flush=True)


def batches(encoder: Any, texts: list[str]) -> list[tuple[Any, Any]]:
    """Ids and masks (BATCH, L) of texts sorted by length and padded."""
    import numpy as np

    ids = sorted((encoder.tokenizer.encode(text, encoder.length) for text in texts), key=len)
    found = []
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        padded = np.zeros((len(some), len(some[-1])), np.int64)
        mask = np.zeros_like(padded)
        for row, sentence in enumerate(some):
            padded[row, : len(sentence)], mask[row, : len(sentence)] = sentence, 1
        found.append((padded, mask))
    return found


def mean(states: Any, mask: Any) -> Any:
    """The mean of the tokens that are not padding: (b, L, D), (b, L) -> (b, D)."""
    return (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]


def by_torch(encoder: Any, folder: Path, threads: int) -> Callable[[list[str]], object]:
    import torch
    from transformers import BertModel

    torch.set_num_threads(threads)
    model = BertModel.from_pretrained(folder).eval()

    def encode(texts: list[str]) -> None:
        with torch.inference_mode():
            for ids, mask in batches(encoder, texts):
                ids, mask = torch.from_numpy(ids), torch.from_numpy(mask)
                mean(model(ids, attention_mask=mask).last_hidden_state, mask)

    return encode


def by_onnx(encoder: Any, path: Path, threads: int) -> Callable[[list[str]], object]:
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [given.name for given in session.get_inputs()]

    def encode(texts: list[str]) -> None:
        for ids, mask in batches(encoder, texts):
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            mean(session.run(None, {name: given[name] for name in names})[0], mask)

    return encode


def export(folder: Path, path: Path) -> None:
    """Write the model for onnxruntime."""
    import torch
    from transformers import BertModel

    model = BertModel.from_pretrained(folder, attn_implementation="eager").eval()

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, mask: Any) -> Any:
            return self.model(input_ids=ids, attention_mask=mask).last_hidden_state

    ids, axes = torch.ones(2, 7, dtype=torch.long), {0: "n", 1: "L"}
    torch.onnx.export(
        States(), (ids, ids), str(path), input_names=["input_ids", "attention_mask"],
        output_names=["states"], dynamic_axes={"input_ids": axes, "attention_mask": axes},
        dynamo=False,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Race the BERT here with those of libraries.")
    parser.add_argument("--folder", default="all-MiniLM-L6-v2")
    parser.add_argument("--text", type=Path, help="a file of texts, one a line")
    parser.add_argument("--texts", type=int, default=500, help="how many of its lines to race with")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--onnx", type=Path, help="write the model here, and race with onnxruntime")
    parser.add_argument("--speed-only", action="store_true")
    args = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = str(args.threads)
    from pooling import BertEncoder
    from pooling.pretrained import find
    from tests.test_readme import ROOT

    warnings.simplefilter("ignore")  # of the libraries
    path = args.text or ROOT / "data" / "sample.en.txt"
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    folder, step = find(args.folder), max(1, len(lines) // args.texts)
    texts, encoder = lines[::step][: args.texts], BertEncoder(folder)
    ways: dict[str, Callable[[list[str]], object]] = {
        "here": encoder.encode, "torch": by_torch(encoder, folder, args.threads)
    }  # fmt: skip
    if args.onnx:
        if not args.onnx.exists():
            export(folder, args.onnx)
        ways["onnxruntime"] = by_onnx(encoder, args.onnx, args.threads)
    if not args.speed_only:
        # and a fifth of them are long: fifteen lines together
        long = [" ".join(lines[i : i + 15]) for i in range(0, 600, 15)]
        differences(encoder, folder, texts[:160] + long)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for run in range(args.runs + 1):
        for name, encode in ways.items():
            start, cpu_start = perf_counter(), process_time()
            encode(texts)
            if run:  # the first is to warm up
                times[name].append((perf_counter() - start, process_time() - cpu_start))
    tokens = sum(len(encoder.tokenizer.encode(text, encoder.length)) for text in texts)
    print(f"{len(texts)} texts of {tokens / len(texts):.1f} pieces, threads: {args.threads}")
    for name in ways:
        wall, cpu = (statistics.median(both) for both in zip(*times[name], strict=True))
        pairs = list(zip(times["here"], times[name], strict=True))
        by_wall, by_cpu = (statistics.median(b[i] / a[i] for a, b in pairs) for i in (0, 1))
        print(
            f"  {name:12} {len(texts) / wall:6.0f} texts/s, {len(texts) / cpu:6.0f} a second of "
            f"processor; times as long as here: {by_wall:.2f}, of processor {by_cpu:.2f}"
        )


if __name__ == "__main__":
    main()
