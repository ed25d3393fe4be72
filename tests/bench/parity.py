#!/usr/bin/env python3
"""What this project computes, against Hugging Face transformers.

    python3 -m venv VENV && VENV/bin/pip install torch transformers
    VENV/bin/python tests/bench/parity.py                                        # random models of every kind
    VENV/bin/python tests/bench/parity.py --model DIR --direction POISON_FILE    # a model of yours, with a tokenizer

Random models are made by transformers with a new seed every time (--seed N repeats one), written as transformers writes them, and read by
`bin/antidistill inspect`. Logits, loss, gradients and the poison score along a gradient are compared in float32: the largest
difference, and for the score the distance of the two vectors at unit norm. The score's reference is torch.func.jvp. Directories that must be
refused are tried too. Of a model of yours logits and score are compared, the score in bfloat16 as well.

Exit code 1 says that something in float32 differs by 1e-4 or more, or the score of your model in bfloat16 by 3e-2 or more.
"""
import argparse, json, os, pathlib, subprocess, sys, tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
import torch
import transformers
from safetensors.torch import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOUND = 1e-4
BF16_BOUND = 3e-2
PROMPT = 5
TEXT = """A baker sells 14 loaves on Monday and 9 on Tuesday, for 3 euros each. How much does she take in?
She sells 14 + 9 = 23 loaves. At 3 euros each that makes 23 * 3 = 69 euros. The answer is 69."""

SMALL = dict(vocab_size=131, hidden_size=48, intermediate_size=53, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=256, rope_theta=5000.0, bos_token_id=1, eos_token_id=2)
STRETCHED = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16, rope_theta=5000.0)

# name: kind, what differs from SMALL, type of the files, whether the weights lie in several
MODELS = {
    "llama, a key head for each head": ("llama", dict(num_key_value_heads=4), "fp32", False),
    "llama, tied, one key head for 2": ("llama", dict(tie_word_embeddings=True), "bf16", True),
    "llama 3 positions, one for 4": ("llama", dict(num_key_value_heads=1, rope_parameters=STRETCHED), "fp32", False),
    "llama 3 positions, tied, in parts": ("llama", dict(rope_parameters=STRETCHED, tie_word_embeddings=True), "bf16", True),
    "llama, biases everywhere": ("llama", dict(attention_bias=True, mlp_bias=True), "fp32", False),
    "llama, odd widths, head_dim apart": ("llama", dict(hidden_size=39, head_dim=14, num_attention_heads=3, num_key_value_heads=3, vocab_size=101), "fp32", False),
    "llama, float16 file": ("llama", dict(), "fp16", False),
    "qwen2, untied, one key head for 2": ("qwen2", dict(), "fp32", False),
    "qwen2, tied, one for 4, in parts": ("qwen2", dict(num_key_value_heads=1, tie_word_embeddings=True), "bf16", True),
    "qwen2, a key head for each head": ("qwen2", dict(num_key_value_heads=4, hidden_size=40), "bf16", False),
    "qwen3, head_dim apart, untied": ("qwen3", dict(head_dim=20), "fp32", False),
    "qwen3, head_dim apart, tied, parts": ("qwen3", dict(hidden_size=33, head_dim=16, tie_word_embeddings=True), "bf16", True),
    "qwen3, biases, one key head for 4": ("qwen3", dict(head_dim=8, num_key_value_heads=1, attention_bias=True), "fp32", False),
}
# what must stand in the refusal: kind, what differs
REFUSED = {
    "use_sliding_window": ("qwen2", dict(use_sliding_window=True, sliding_window=16, max_window_layers=1)),
    "rope scaling yarn": ("llama", dict(rope_parameters=dict(rope_type="yarn", factor=4.0, rope_theta=1e4))),
    "rope scaling linear": ("qwen2", dict(rope_parameters=dict(rope_type="linear", factor=2.0, rope_theta=1e4))),
    "hidden_act gelu": ("llama", dict(hidden_act="gelu")),
    "model_type mistral": ("mistral", dict()),
}
TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def antidistill(*arguments):
    return subprocess.run([ROOT / "bin/antidistill", *map(str, arguments)], text=True, capture_output=True)


def inspect(what, model, ids, work, *options):
    (work / "ids.json").write_text(json.dumps(ids))
    out = work / (what + ".safetensors")
    run = antidistill("inspect", what, "--model", model, "--ids", work / "ids.json", "--out", out, *options)
    if run.returncode:
        sys.exit(f"inspect {what} failed: {run.stderr.strip()}")
    return load_file(out)


def random_model(kind, changes, seed):
    torch.manual_seed(seed)
    config = transformers.AutoConfig.for_model(kind, **{**SMALL, **changes})
    model = transformers.AutoModelForCausalLM.from_config(config)
    for name, parameter in model.named_parameters():  # fresh norms are 1 and fresh biases 0: an error in either would not show
        noise = torch.randn_like(parameter)
        parameter.data = 1 + 0.3 * noise if "norm" in name else 0.2 * noise
    return model


def write(model, directory, dtype, in_parts):
    model = model.to(TYPES[dtype])
    size = sum(p.numel() * p.element_size() for p in model.parameters())
    model.save_pretrained(directory, max_shard_size=size // 2 if in_parts else "5GB")
    assert (len(list(directory.glob("*.safetensors"))) > 1) == in_parts


def logits_of(model, ids):
    return torch.stack([model(row[None]).logits[0] for row in ids])


def mean_loss(model, ids):
    logits = logits_of(model, ids)[:, PROMPT - 1 : -1]
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, PROMPT:].flatten())


def exact_score(model, ids, direction):
    """The derivative of the log-probabilities along the direction."""
    names = [name for name, _ in model.named_parameters()]

    def log_probabilities(*values):
        logits = torch.func.functional_call(model, dict(zip(names, values)), (ids,)).logits
        return torch.log_softmax(logits, -1)

    weights = tuple(p.detach() for p in model.parameters())
    return torch.func.jvp(log_probabilities, weights, tuple(direction[name] for name in names))[1]


def distance(a, b):
    a, b = a.double().flatten(), b.double().flatten()
    return float((a / a.norm() - b / b.norm()).norm())


def reference(directory):
    load = transformers.AutoModelForCausalLM.from_pretrained
    return load(directory, dtype=torch.float32, attn_implementation="eager").eval()


def compare(directory, work, seed):
    model = reference(directory)
    torch.manual_seed(seed)
    ids = torch.randint(3, model.config.vocab_size, (2, 40))
    with torch.no_grad():
        logits = logits_of(model, ids)
    loss = mean_loss(model, ids)
    loss.backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    norm = torch.sqrt(sum(g.square().sum() for g in gradients.values()))
    direction = {name: g / norm for name, g in gradients.items()}
    save_file(direction, work / "direction.safetensors")
    score = exact_score(model, ids, direction)

    rows, fp32 = ids.tolist(), ("--dtype", "fp32")
    ours = {name: inspect(name, directory, rows, work, *fp32, "--prompt-length", PROMPT) for name in ("loss", "gradient")}
    found = ours["gradient"]
    assert found.keys() == {"grad." + name for name in gradients}, "other parameters than transformers has"
    along = ("--direction", work / "direction.safetensors")
    rounded = reference(directory)
    for parameter in rounded.parameters():
        parameter.data = parameter.data.bfloat16().float()
    ours_score = [inspect("score", directory, rows, work, "--dtype", t, *along)["score"] for t in ("fp32", "bf16")]
    return dict(
        logits=(logits - inspect("logits", directory, rows, work, *fp32)["logits"]).abs().max(),
        loss=(loss - ours["loss"]["loss"]).abs().max(),
        gradients=max((g - found["grad." + name]).abs().max() for name, g in gradients.items()),
        score=distance(score, ours_score[0]),
        bf16=distance(score, ours_score[1]),
        rounding=distance(score, exact_score(rounded, ids, direction)),
    )


def compare_random_models(seed):
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, seed {seed}")
    print("| model | file | logits | loss | gradients | score | score in bf16 | of which rounding the weights |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    sound = True
    for number, (name, (kind, changes, dtype, in_parts)) in enumerate(MODELS.items()):
        with tempfile.TemporaryDirectory() as made:
            work = pathlib.Path(made)
            write(random_model(kind, changes, seed + number), work / "model", dtype, in_parts)
            difference = compare(work / "model", work, seed)
        file = dtype + (", in parts" if in_parts else "")
        print(f"| {name} | {file} | " + " | ".join(f"{float(x):.1e}" for x in difference.values()) + " |", flush=True)
        sound &= all(float(x) < BOUND for what, x in difference.items() if what not in ("bf16", "rounding"))
    for named, (kind, changes) in REFUSED.items():
        with tempfile.TemporaryDirectory() as made:
            work = pathlib.Path(made)
            write(random_model(kind, changes, seed), work / "model", "fp32", False)
            (work / "ids.json").write_text("[[3, 4]]")
            run = antidistill("inspect", "logits", "--model", work / "model", "--ids", work / "ids.json", "--out", work / "out.safetensors")
        refused = run.returncode == 1 and named in run.stderr and run.stderr.strip().count("\n") == 0
        print(f"refused by name: {named}" if refused else f"NOT refused as it should be: {named}: {run.stderr.strip()}", flush=True)
        sound &= refused
    return sound


def compare_model(directory, direction_file, text):
    ids = transformers.AutoTokenizer.from_pretrained(directory)(text, add_special_tokens=False)["input_ids"]
    model = reference(directory)
    tokens = torch.tensor([ids])
    with tempfile.TemporaryDirectory() as made, torch.no_grad():
        work = pathlib.Path(made)
        logits = logits_of(model, tokens)
        difference = float((logits - inspect("logits", directory, [ids], work, "--dtype", "fp32")["logits"]).abs().max())
        print(f"{len(ids)} tokens, logits up to {float(logits.abs().max()):.1f}: largest difference {difference:.1e} in fp32")
        sound = difference < BOUND
        if direction_file:
            direction = {name: x.float() for name, x in load_file(direction_file).items()}
            score = exact_score(model, tokens, direction)
            for dtype, bound in (("fp32", BOUND), ("bf16", BF16_BOUND)):
                ours = inspect("score", directory, [ids], work, "--dtype", dtype, "--direction", direction_file)["score"]
                found = distance(score, ours)
                print(f"score up to {float(score.abs().max()):.1f}: distance {found:.2e} in {dtype}, must be below {bound}")
                sound &= found < bound
    return sound


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=int(torch.seed() % 1_000_000))
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--direction", type=pathlib.Path)
    parser.add_argument("--text", default=TEXT)
    options = parser.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    if options.model:
        sound = compare_model(options.model.resolve(), options.direction, options.text)
    else:
        sound = compare_random_models(options.seed)
    sys.exit(0 if sound else "something differs: see above")


if __name__ == "__main__":
    main()
