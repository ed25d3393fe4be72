#!/usr/bin/env python3
"""What the matrix products of one decoding step take on one core: as transformers does them, and with matrices packed for oneDNN.

    VENV/bin/python tests/bench/products.py        # VENV as for decode.py

The matrices are random, of SmolLM2-135M's sizes. Prints the least processor time of five runs in milliseconds. No engine that multiplies by the same
matrices can make a step in less.
"""
import os, time

os.environ["OMP_NUM_THREADS"] = "1"
import torch

LAYERS, WIDTH, KEYS, MLP, VOCABULARY = 30, 576, 192, 1536, 49152
SEPARATE = [(WIDTH, WIDTH), (KEYS, WIDTH), (KEYS, WIDTH), (WIDTH, WIDTH), (MLP, WIDTH), (MLP, WIDTH), (WIDTH, MLP)]
TOGETHER = [(WIDTH + 2 * KEYS, WIDTH), (WIDTH, WIDTH), (2 * MLP, WIDTH), (WIDTH, MLP)]


def matrices(shapes, dtype):
    return [torch.randn(shape).to(dtype) for shape in LAYERS * shapes + [(VOCABULARY, WIDTH)]]


def least(product, weights, inputs):
    def once():
        start = time.process_time()
        for weight, shape in weights:
            product(inputs[shape[1]], weight)
        return time.process_time() - start

    return 1000 * min(once() for _ in range(6))


def main():
    torch.set_num_threads(1)
    pack, packed_product = torch.ops.mkldnn._reorder_linear_weight, torch.ops.mkldnn._linear_pointwise
    with torch.inference_mode():
        for dtype in (torch.bfloat16, torch.float32):
            plain = [(w, w.shape) for w in matrices(SEPARATE, dtype)]
            packed = [(pack(w), w.shape) for w in matrices(TOGETHER, dtype)]
            for rows in (1, 8, 32):
                inputs = {width: torch.randn(1, rows, 1, width).to(dtype) for width in (WIDTH, MLP)}
                separate = least(torch.nn.functional.linear, plain, inputs)
                together = least(lambda x, w: packed_product(x, w, None, "none", [], None), packed, inputs)
                print(f"{str(dtype)[6:]}, {rows} rows: {separate:.1f} ms as they are, {together:.1f} ms packed", flush=True)


if __name__ == "__main__":
    main()
