#!/usr/bin/env python3
"""Plain decoding: this project's engine against Hugging Face transformers, in the same minutes, one thread each.

    python3 -m venv VENV && VENV/bin/pip install torch transformers
    mvn -q -o -pl generator -am test-compile -DskipTests
    mvn -q -pl generator dependency:build-classpath -Dmdep.outputFile=target/cp
    VENV/bin/python tests/bench/decode.py MODEL_DIR [--rounds 3] [--batches 1,8,32] [--dtypes bf16,fp32] [--prompt 96] [--new 64]

MODEL_DIR is a Hugging Face directory, for instance the files of HuggingFaceTB/SmolLM2-135M-Instruct. Random prompts are continued by a fixed
number of tokens; end tokens are taken out of a copy of the configuration, so that both sides do the same work. Both sides are measured
twice: sampling (temperature 0.9, top-p 0.95), and greedy. Rounds alternate between the four; medians are printed, in tokens per second of processor time (of the whole process, both
sides) and by the clock. On a busy machine only the first means something.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time

os.environ["OMP_NUM_THREADS"] = "1"
import torch
import transformers

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENGINE, REFERENCE = "engine", "transformers"


def without_end_tokens(model, target):
    for file in model.iterdir():
        if file.name in ("config.json", "generation_config.json"):
            settings = json.loads(file.read_text())
            settings.pop("eos_token_id", None)
            (target / file.name).write_text(json.dumps(settings))
        elif file.is_file():
            (target / file.name).symlink_to(file.resolve())
    return target


class Engine:
    def __init__(self, model):
        generator = ROOT / "generator"
        path = ":".join([str(generator / "target/test-classes"), str(generator / "target/classes"), (generator / "target/cp").read_text()])
        command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-cp", path, "io.antidistill.engine.DecodeBenchmark", str(model)]
        environment = dict(os.environ, GOMP_SPINCOUNT="0")
        self.process = subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def run(self, dtype, batch, prompt, new, greedy):
        self.process.stdin.write(f"{dtype.upper()} {batch} {prompt} {new} {1e-6 if greedy else 0.9}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("seconds "):
                return [float(x) for x in line.split()[1:]]
        sys.exit("the engine's side ended; run it alone to see why")


class Transformers:
    def __init__(self, model, dtypes):
        torch.set_num_threads(1)
        types = {"bf16": torch.bfloat16, "fp32": torch.float32}
        load = transformers.AutoModelForCausalLM.from_pretrained
        self.models = {d: load(model, dtype=types[d]).eval() for d in dtypes}

    def run(self, dtype, batch, prompt, new, greedy):
        model = self.models[dtype]
        torch.manual_seed(1)
        ids = torch.randint(100, model.config.vocab_size, (batch, prompt))
        how = dict(do_sample=False) if greedy else dict(do_sample=True, temperature=0.9, top_p=0.95, top_k=0)
        clock, cpu = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=new, pad_token_id=0, **how)
        assert out.shape[1] == prompt + new
        return time.perf_counter() - clock, time.process_time() - cpu


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", default="1,8,32")
    parser.add_argument("--dtypes", default="bf16,fp32")
    parser.add_argument("--prompt", type=int, default=96)
    parser.add_argument("--new", type=int, default=64)
    options = parser.parse_args()
    batches = [int(b) for b in options.batches.split(",")]
    dtypes = options.dtypes.split(",")
    with tempfile.TemporaryDirectory() as directory:
        model = without_end_tokens(options.model, pathlib.Path(directory))
        engine = Engine(model)
        sides = {ENGINE: engine, REFERENCE: Transformers(model, dtypes)}
        print(f"torch {torch.__version__}, transformers {transformers.__version__}; tokens per second of processor time (by the clock)")
        for dtype in dtypes:
            for batch in batches:
                times = {(side, greedy): [] for greedy in (False, True) for side in sides}
                for round in range(-1, options.rounds):  # the first warms up
                    for side, greedy in times:
                        taken = sides[side].run(dtype, batch, options.prompt, options.new, greedy)
                        if round >= 0:
                            times[side, greedy].append(taken)
                for greedy in (False, True):
                    medians = {side: [statistics.median(t[i] for t in times[side, greedy]) for i in (1, 0)] for side in sides}
                    words = ", ".join("{} {:.1f} ({:.1f})".format(side, *(batch * options.new / s for s in m)) for side, m in medians.items())
                    ratio = medians[REFERENCE][0] / medians[ENGINE][0]
                    print(f"{dtype} batch {batch} {'greedy' if greedy else 'sampled'}: {words}; ratio {ratio:.2f}", flush=True)
        engine.process.stdin.close()


if __name__ == "__main__":
    main()
