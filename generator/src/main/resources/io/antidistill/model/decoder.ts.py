# A Llama-style decoder (Llama, SmolLM2, Qwen2, Qwen3), compiled as it stands by libtorch.
#
# One text serves training, cached decoding and forward-mode differentiation, because every activation carries a leading axis N:
#   N = 1:  x[0] is the value;
#   N = 2:  x[1] is also there, the derivative of x[0] while the weights move along a given direction ("tangent").
# What is linear in x treats both rows alike, so each weight is read once for the two. Only the embedding, the weights' own part of
# Linear, RMSNorm, attention, the MLP's gate and log_softmax need a rule of their own.
#
# A decoder may also carry a low-rank adapter (LoRA): y = W x + scale * B (A x) on the layers that have one.
#
# Shapes: B rows of the batch, T new tokens, S cached slots, D width, H heads, K key/value heads, C width of one head, V vocabulary.
# Dialect: Python's syntax without f-strings, docstrings outside functions, decorators, try, raise or lambda. Own classes and functions
# are called __torch__.Name; torch.name is the C++ function (torch.silu, not torch.nn.functional.silu); a dtype is a number (15: bfloat16).

import torch


# A model's weights under Hugging Face's names, all of one number type. Java never holds those that are not float32: DJL cannot name their type.
class Weights:
    tensors: Dict[str, Tensor]

    def __init__(self, tensors: Dict[str, Tensor]) -> None:
        self.tensors = tensors


# A file mapped into memory, once for each number type that it is read as. Nothing is read before it is looked at.
class MappedFile:
    path: str
    size: int
    mappings: Dict[int, Tensor]

    def __init__(self, path: str, size: int) -> None:
        mappings: Dict[int, Tensor] = {}
        self.path = path
        self.size = size
        self.mappings = mappings

    def mapping(self, dtype: int, width: int) -> Tensor:
        if dtype not in self.mappings:
            self.mappings[dtype] = torch.from_file(self.path, False, self.size // width, dtype=dtype)
        return self.mappings[dtype]

    # The numbers in bytes first to last: a view of the mapping, or a copy where they are not aligned
    def part(self, first: int, last: int, dtype: int, width: int) -> Tensor:
        if first % width != 0:
            return torch.view_copy(self.mapping(0, 1)[first:last].clone(), dtype)
        return self.mapping(dtype, width)[first // width : last // width]


# The derivative of a matrix: `left` itself, or the product of a narrow `left` and a flat `right`, which is never multiplied out.
class MatrixTangent:
    left: Tensor
    right: Optional[Tensor]

    def __init__(self, left: Tensor, right: Optional[Tensor]) -> None:
        self.left = left
        self.right = right

    def linear(self, x: Tensor, bias: Optional[Tensor]) -> Tensor:
        right = self.right
        if right is not None:
            x = torch.linear(x, right)
        return torch.linear(x, self.left, bias)

    def rows(self, ids: Tensor) -> Tensor:
        rows = torch.embedding(self.left, ids)
        right = self.right
        return rows if right is None else torch.matmul(rows, right)


# A copy of a matrix in the order in which oneDNN's kernels want it: products with it cost a half to four fifths. Only for products.
def pack(weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight)


def packed_linear(x: Tensor, packed: Tensor, bias: Optional[Tensor]) -> Tensor:
    nothing: List[Optional[number]] = []
    return ops.mkldnn._linear_pointwise(x, packed, bias, "none", nothing, None)


# Where a decoder's tensors come from, under Hugging Face's names. Packed ones, tangents and adapters may be empty.
class Source:
    weights: Dict[str, Tensor]
    packed: Dict[str, Tensor]
    tangents: Dict[str, Tensor]
    adapters: Dict[str, Tensor]  # for a layer `name`: name.lora_A (rank, in) and name.lora_B (out, rank)
    scale: float  # of every adapter: alpha / rank
    epsilon: float  # of every RMSNorm

    def __init__(self, weights: Dict[str, Tensor], packed: Dict[str, Tensor], tangents: Dict[str, Tensor], adapters: Dict[str, Tensor],
                 scale: float, epsilon: float) -> None:
        self.weights = weights
        self.packed = packed
        self.tangents = tangents
        self.adapters = adapters
        self.scale = scale
        self.epsilon = epsilon

    # In the number type of the weight, whatever the direction is stored in
    def tangent(self, name: str) -> Optional[Tensor]:
        x = self.tangents.get(name)
        if x is None:
            return None
        return x.to(self.weights[name].dtype)

    # The same of a matrix, which may be stored as name.left and name.right
    def matrix_tangent(self, name: str) -> Optional[__torch__.MatrixTangent]:
        left = self.tangents.get(name + ".left")
        right = self.tangents.get(name + ".right")
        if left is not None and right is not None:
            dtype = self.weights[name].dtype
            return __torch__.MatrixTangent(left.to(dtype), right.to(dtype))
        whole = self.tangent(name)
        if whole is None:
            return None
        return __torch__.MatrixTangent(whole, None)


# Sets numbers to zero at random and scales up the rest, so that the mean stays. Draws from a generator of its own: PyTorch's serves the whole process.
class Dropout:
    rate: float
    generator: Generator

    def __init__(self, rate: float, seed: int, device: Device) -> None:
        self.rate = rate
        self.generator = torch.Generator(device=device, seed=seed)

    def __call__(self, x: Tensor) -> Tensor:
        kept = torch.empty_like(x).bernoulli_(1 - self.rate, generator=self.generator)
        return x * kept.div_(1 - self.rate)


class Linear:
    weight: Tensor
    packed: Optional[Tensor]
    bias: Optional[Tensor]
    weight_tangent: Optional[__torch__.MatrixTangent]
    bias_tangent: Optional[Tensor]
    down: Optional[Tensor]
    up: Optional[Tensor]
    scale: float

    def __init__(self, source: __torch__.Source, name: str) -> None:
        self.weight = source.weights[name + ".weight"]
        self.packed = source.packed.get(name + ".weight")
        self.bias = source.weights.get(name + ".bias")
        self.weight_tangent = source.matrix_tangent(name + ".weight")
        self.bias_tangent = source.tangent(name + ".bias")
        self.down = source.adapters.get(name + ".lora_A")
        self.up = source.adapters.get(name + ".lora_B")
        self.scale = source.scale

    # dropout: of the adapter's input
    def __call__(self, x: Tensor, dropout: Optional[__torch__.Dropout] = None) -> Tensor:
        y = self.frozen(x)
        down = self.down
        up = self.up
        if down is not None and up is not None:
            x = x if dropout is None else dropout(x)
            y = y + torch.linear(torch.linear(x, down), up) * self.scale
        return y

    # Without the adapter
    def frozen(self, x: Tensor) -> Tensor:
        if x.size(0) == 1:
            return self.product(x, self.bias)
        return self.moved(self.product(x, None), x)

    # Adds bias and tangents to the bare product y with two rows of x
    def moved(self, y: Tensor, x: Tensor) -> Tensor:
        bias = self.bias
        if bias is not None:
            y[0] += bias
        weight_tangent = self.weight_tangent
        if weight_tangent is not None:
            y[1] += weight_tangent.linear(x[0], self.bias_tangent)
        return y

    def product(self, x: Tensor, bias: Optional[Tensor]) -> Tensor:
        packed = self.packed
        if packed is None:
            return torch.linear(x, self.weight, bias)
        return __torch__.packed_linear(x, packed, bias)


# Layers that read the same input. Where they are packed as one matrix, one below the other, one product serves all: with few rows its cost is
# in the calls and in what they read.
class Linears:
    parts: List[__torch__.Linear]
    widths: List[int]
    packed: Optional[Tensor]
    bias: Optional[Tensor]

    def __init__(self, source: __torch__.Source, name: str, parts: List[str]) -> None:
        self.parts = [__torch__.Linear(source, name + part) for part in parts]
        self.widths = [part.weight.size(0) for part in self.parts]
        self.packed = source.packed.get(name + "+".join(parts) + ".weight")
        biases: List[Tensor] = []
        for part in self.parts:
            bias = part.bias
            if bias is not None:
                biases.append(bias)
        self.bias = torch.cat(biases) if len(biases) == len(parts) else None

    def __call__(self, x: Tensor, dropout: Optional[__torch__.Dropout]) -> List[Tensor]:
        packed = self.packed
        if packed is None:
            return [part(x, dropout) for part in self.parts]
        if x.size(0) == 1:
            return torch.split_with_sizes(__torch__.packed_linear(x, packed, self.bias), self.widths, -1)
        ys = torch.split_with_sizes(__torch__.packed_linear(x, packed, None), self.widths, -1)
        return [self.parts[i].moved(ys[i], x) for i in range(len(ys))]


# Takes any type and returns the weights'.
class RMSNorm:
    weight: Tensor
    tangent: Optional[Tensor]
    epsilon: float

    def __init__(self, source: __torch__.Source, name: str) -> None:
        self.weight = source.weights[name + ".weight"]
        self.tangent = source.tangent(name + ".weight")
        self.epsilon = source.epsilon

    def __call__(self, x: Tensor) -> Tensor:
        if x.size(0) == 1:
            return torch.rms_norm(x, [x.size(-1)], self.weight, self.epsilon).to(self.weight.dtype)
        value, tangent = x.float().unbind(0)
        scale = torch.rsqrt(value.square().mean(-1, keepdim=True) + self.epsilon)
        unit = value * scale
        unit_tangent = scale * (tangent - unit * (unit * tangent).mean(-1, keepdim=True))
        y_tangent = unit_tangent * self.weight
        weight_tangent = self.tangent
        if weight_tangent is not None:
            y_tangent = y_tangent + unit * weight_tangent
        return torch.stack([unit * self.weight, y_tangent]).to(self.weight.dtype)


# The keys and values seen so far: N, rows, K, slots + 1, C in every layer. Position p stands in slot p. The last slot is scratch: padding
# is written there, and nobody looks at it.
class Cache:
    keys: List[Tensor]
    values: List[Tensor]

    def __init__(self, layers: int, shape: List[int], like: Tensor) -> None:
        self.keys = [torch.zeros(shape, dtype=like.dtype, device=like.device) for _ in range(layers)]
        self.values = [torch.zeros(shape, dtype=like.dtype, device=like.device) for _ in range(layers)]

    # Where keys and values of the rows from first_row on stand that have these positions (B, T), counted through N, rows, K and slots
    def places(self, first_row: int, positions: Tensor) -> Tensor:
        N, rows, K, slots, C = self.keys[0].shape
        device = positions.device
        row = torch.arange(N, device=device)[:, None] * rows + torch.arange(first_row, first_row + positions.size(0), device=device)
        head = row[:, :, None, None] * K + torch.arange(K, device=device)
        return (head * slots + positions[:, :, None]).flatten()

    def move_row(self, source: int, target: int, length: int) -> None:
        for layer in range(len(self.keys)):
            self.keys[layer][:, target, :, :length] = self.keys[layer][:, source, :, :length]
            self.values[layer][:, target, :, :length] = self.values[layer][:, source, :, :length]

    def clear_row(self, row: int) -> None:
        for layer in range(len(self.keys)):
            self.keys[layer][:, row] = 0
            self.values[layer][:, row] = 0


# What the layers of one call share. Without a cache B is 1 here where all rows have the same positions. Where they begin anew within a row, so does
# what a token may look at: several sequences share that row.
class Context:
    cos: Tensor  # B, T, 1, C/2
    sin: Tensor
    mask: Tensor  # B, 1, T of every query head of a group, S: 0 where a token may look, else minus infinity
    cache: Optional[__torch__.Cache]
    first_row: int  # of the cache, for the first row of the batch
    length: int  # of the cache's slots, those to look at
    places: Tensor  # N * B * T * K: where new keys and values go, counted through the cache's N, rows, K and slots
    dropout: Optional[__torch__.Dropout]

    # group: query heads to a key head
    def __init__(self, positions: Tensor, frequencies: Tensor, dtype: int, group: int, cache: Optional[__torch__.Cache], first_row: int,
                 length: int, dropout: Optional[__torch__.Dropout]) -> None:
        angles = positions[:, :, None, None].float() * frequencies
        self.cos = angles.cos().to(dtype)
        self.sin = angles.sin().to(dtype)
        self.cache = cache
        self.first_row = first_row
        self.length = length
        self.dropout = dropout
        if cache is not None:
            self.places = cache.places(first_row, positions)
            hidden = torch.arange(length, device=positions.device) > positions[:, :, None]
        else:
            self.places = positions
            place = torch.arange(positions.size(1), device=positions.device)
            hidden = (place > place[:, None]) | (place < (place - positions)[:, :, None])
        mask = torch.zeros(hidden.shape, dtype=dtype, device=positions.device).masked_fill(hidden, -inf)[:, None]
        self.mask = mask.repeat(1, 1, group, 1) if positions.size(1) > 1 else mask

    # Writes new keys or values (N, B, T, K, C) into their rows' own slots of `kept` and returns the first `length` slots of those rows.
    # Rows are a view of the cache: nothing else of it is touched or copied.
    def remember(self, kept: Tensor, new: Tensor) -> Tensor:
        width = new.size(-1)
        kept.view(-1, width).index_copy_(0, self.places, new.reshape(-1, width))
        return kept[:, self.first_row : self.first_row + new.size(1), :, : self.length]

    # x: N, B, T, heads, C
    def rotate(self, x: Tensor) -> Tensor:
        a, b = x.chunk(2, -1)
        first = torch.addcmul(a * self.cos, b, self.sin, value=-1)
        second = torch.addcmul(b * self.cos, a, self.sin)
        return torch.cat([first, second], -1)


# softmax(q k' + mask) v and its derivative. q: N, B, K, Q, C; k and v: N, B, K, S, C.
def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    if q.size(0) == 1:
        return torch.scaled_dot_product_attention(q[0], k[0], v[0], mask)[None]
    # In float32: here bfloat16 would be both less exact and, for products as small as these, slower.
    q, q_tangent = (q.float() * q.size(-1) ** -0.5).unbind(0)
    k, k_tangent = k.float().transpose(-2, -1).unbind(0)
    p = torch.softmax(torch.matmul(q, k) + mask, -1)
    p_tangent = p * (torch.matmul(q_tangent, k) + torch.matmul(q, k_tangent))
    p_tangent = p_tangent - p * p_tangent.sum(-1, keepdim=True)
    value, tangent = v.float().unbind(0)
    return torch.stack([torch.matmul(p, value), torch.matmul(p_tangent, value) + torch.matmul(p, tangent)]).to(v.dtype)


class Attention:
    qkv_proj: __torch__.Linears
    o_proj: __torch__.Linear
    q_norm: Optional[__torch__.RMSNorm]
    k_norm: Optional[__torch__.RMSNorm]
    layer: int
    kv_heads: int
    head_width: int

    def __init__(self, source: __torch__.Source, layer: int, kv_heads: int, head_width: int) -> None:
        name = "model.layers." + str(layer) + ".self_attn."
        self.qkv_proj = __torch__.Linears(source, name, ["q_proj", "k_proj", "v_proj"])
        self.o_proj = __torch__.Linear(source, name + "o_proj")
        self.q_norm = None
        self.k_norm = None
        if name + "q_norm.weight" in source.weights:
            self.q_norm = __torch__.RMSNorm(source, name + "q_norm")
            self.k_norm = __torch__.RMSNorm(source, name + "k_norm")
        self.layer = layer
        self.kv_heads = kv_heads
        self.head_width = head_width

    def __call__(self, x: Tensor, context: __torch__.Context) -> Tensor:
        N, B, T, D = x.shape
        q, k, v = [y.view(N, B, T, -1, self.head_width) for y in self.qkv_proj(x, context.dropout)]
        q_norm = self.q_norm
        k_norm = self.k_norm
        if q_norm is not None and k_norm is not None:
            q = q_norm(q)
            k = k_norm(k)
        q = context.rotate(q)
        k = context.rotate(k)
        cache = context.cache
        if cache is None:
            k, v = k.transpose(2, 3), v.transpose(2, 3)
        else:
            k = context.remember(cache.keys[self.layer], k)
            v = context.remember(cache.values[self.layer], v)
        # The query heads that share a key head stand one below the other, as if they were further tokens: keys are not copied.
        group = q.size(3) // self.kv_heads
        q = q.view(N, B, T, self.kv_heads, group, self.head_width).permute(0, 1, 3, 4, 2, 5).flatten(3, 4)
        y = __torch__.attend(q, k, v, context.mask)
        y = y.view(N, B, self.kv_heads, group, T, self.head_width).permute(0, 1, 4, 2, 3, 5).flatten(3)
        return self.o_proj(y, context.dropout)


class MLP:
    gate_up_proj: __torch__.Linears
    down_proj: __torch__.Linear

    def __init__(self, source: __torch__.Source, layer: int) -> None:
        name = "model.layers." + str(layer) + ".mlp."
        self.gate_up_proj = __torch__.Linears(source, name, ["gate_proj", "up_proj"])
        self.down_proj = __torch__.Linear(source, name + "down_proj")

    def __call__(self, x: Tensor, dropout: Optional[__torch__.Dropout]) -> Tensor:
        gate, up = self.gate_up_proj(x, dropout)
        if x.size(0) == 1:
            return self.down_proj(torch.silu(gate) * up, dropout)
        s = torch.sigmoid(gate[0])
        silu = gate[0] * s
        silu_tangent = gate[1] * (s + silu * (1 - s))
        return self.down_proj(torch.stack([silu * up[0], silu_tangent * up[0] + silu * up[1]]))


class Block:
    input_norm: __torch__.RMSNorm
    attention: __torch__.Attention
    mlp_norm: __torch__.RMSNorm
    mlp: __torch__.MLP

    def __init__(self, source: __torch__.Source, layer: int, kv_heads: int, head_width: int) -> None:
        name = "model.layers." + str(layer)
        self.input_norm = __torch__.RMSNorm(source, name + ".input_layernorm")
        self.attention = __torch__.Attention(source, layer, kv_heads, head_width)
        self.mlp_norm = __torch__.RMSNorm(source, name + ".post_attention_layernorm")
        self.mlp = __torch__.MLP(source, layer)

    def __call__(self, x: Tensor, context: __torch__.Context) -> Tensor:
        x = x + self.attention(self.input_norm(x), context)
        return x + self.mlp(self.mlp_norm(x), context.dropout)


class Decoder:
    embedding: Tensor
    embedding_tangent: Optional[__torch__.MatrixTangent]
    blocks: List[__torch__.Block]
    norm: __torch__.RMSNorm
    head: __torch__.Linear
    frequencies: Tensor  # C/2: rotary angle per position
    kv_heads: int
    head_width: int
    group: int  # query heads to a key head
    order: int  # N of every activation

    def __init__(self, source: __torch__.Source, layers: int, kv_heads: int, head_width: int, frequencies: Tensor) -> None:
        self.embedding = source.weights["model.embed_tokens.weight"]
        self.embedding_tangent = source.matrix_tangent("model.embed_tokens.weight")
        self.blocks = [__torch__.Block(source, l, kv_heads, head_width) for l in range(layers)]
        self.norm = __torch__.RMSNorm(source, "model.norm")
        self.head = __torch__.Linear(source, "lm_head" if "lm_head.weight" in source.weights else "model.embed_tokens")
        self.frequencies = frequencies
        self.kv_heads = kv_heads
        self.head_width = head_width
        self.group = source.weights["model.layers.0.self_attn.q_proj.weight"].size(0) // head_width // kv_heads
        self.order = 1 if len(source.tangents) == 0 else 2

    def new_cache(self, rows: int, slots: int) -> __torch__.Cache:
        shape = [self.order, rows, self.kv_heads, slots + 1, self.head_width]
        return __torch__.Cache(len(self.blocks), shape, self.embedding)

    # N, B, T, D after the final norm. positions: B, T with a cache, else also 1, T.
    def hidden(self, tokens: Tensor, positions: Tensor, cache: Optional[__torch__.Cache], first_row: int, length: int,
               dropout: Optional[__torch__.Dropout] = None) -> Tensor:
        x = torch.embedding(self.embedding, tokens)[None]
        if self.order == 2:
            tangent = self.embedding_tangent
            x_tangent = torch.zeros_like(x) if tangent is None else tangent.rows(tokens)[None]
            x = torch.cat([x, x_tangent])
        context = __torch__.Context(positions, self.frequencies, x.dtype, self.group, cache, first_row, length, dropout)
        x = x.float()  # what the layers add up to; each rounds only what it multiplies
        for block in self.blocks:
            x = block(x, context)
        return self.norm(x)

    # The same for whole sequences, all from position 0
    def whole(self, tokens: Tensor) -> Tensor:
        return self.hidden(tokens, torch.arange(tokens.size(1), device=tokens.device)[None], None, 0, 0)

    # The logits of a few candidates only, in float32 whatever the weights' type. x: N, B, 1, D; candidates: B, M. Returns N, B, 1, M.
    def candidate_logits(self, x: Tensor, candidates: Tensor) -> Tensor:
        x = x.float()
        y = torch.matmul(x, torch.embedding(self.head.weight, candidates).float().transpose(1, 2))
        tangent = self.head.weight_tangent
        if self.order == 2 and tangent is not None:
            y[1] += torch.matmul(x[0], tangent.rows(candidates).float().transpose(1, 2))
        return y

    # The logits of the whole vocabulary in float32. x: N, B, 1, D. In bfloat16 a logit of 20 is rounded to a multiple of 1/8, and one that is rounded
    # otherwise because of its company draws other tokens: so the largest, which are those that can be drawn, are computed again.
    def vocabulary_logits(self, x: Tensor) -> Tensor:
        logits = self.head(x).float()
        if self.order == 2 or self.embedding.dtype == 6:
            return logits
        largest = torch.topk(logits[0, :, 0], min(64, logits.size(-1)))[1]
        return logits.scatter(-1, largest[None, :, None], self.candidate_logits(x, largest))


# log_softmax and its derivative
def log_softmax(logits: Tensor) -> Tensor:
    y = torch.log_softmax(logits[:1], -1)
    if logits.size(0) == 1:
        return y
    tangent = logits[1:]
    return torch.cat([y, tangent - (y.exp() * tangent).sum(-1, keepdim=True)])


# The gradients of parameters that a backward pass has reached
def gradients_of(parameters: List[Tensor]) -> List[Tensor]:
    gradients: List[Tensor] = []
    for parameter in parameters:
        gradient = parameter.grad
        assert gradient is not None, "a parameter has no gradient: call backward first"
        gradients.append(gradient)
    return gradients


# What Java can call. Tensors that Java fills lie in Java's memory, which may go once Java's own handle is closed: whatever outlives the call,
# in an object or saved for the backward pass, is cloned first.
class Api(Module):
    training: bool

    # The same tensors where they are of the type already, else copies
    def weights(self, tensors: Dict[str, Tensor], dtype: int) -> __torch__.Weights:
        cast: Dict[str, Tensor] = {}
        for name, x in tensors.items():
            cast[name] = x.to(dtype)
        return __torch__.Weights(cast)

    # Adds one tensor of a mapped file, `stored` with `width` bytes a number, `kept` on a device
    def map_weight(self, weights: __torch__.Weights, name: str, file: __torch__.MappedFile, first: int, last: int, stored: int, width: int, kept: int,
                   shape: List[int], device: str) -> None:
        x = file.part(first, last, stored, width).view(shape)
        weights.tensors[name] = x.to(torch.device(device), kept)

    # Adds a packed copy of the matrices in `parts`, one below the other in the order in which they were added there
    def pack_weights(self, packed: __torch__.Weights, name: str, parts: __torch__.Weights) -> None:
        matrices = list(parts.tensors.values())
        packed.tensors[name] = __torch__.pack(matrices[0] if len(matrices) == 1 else torch.cat(matrices))

    # Fails where this processor or PyTorch cannot multiply by packed matrices of a type
    def try_packing(self, dtype: int) -> Tensor:
        return __torch__.packed_linear(torch.ones([1, 32], dtype=dtype), __torch__.pack(torch.ones([32, 32], dtype=dtype)), None)

    # In float32: the tensor itself if it is, else a copy
    def weight(self, weights: __torch__.Weights, name: str) -> Tensor:
        return weights.tensors[name].to(6)

    # The dictionaries are as in Source. Without tangents there is no forward-mode work at all.
    def load(self, weights: __torch__.Weights, packed: __torch__.Weights, tangents: Dict[str, Tensor], adapters: Dict[str, Tensor],
             scale: float, epsilon: float, layers: int, kv_heads: int, head_width: int, frequencies: Tensor) -> __torch__.Decoder:
        source = __torch__.Source(weights.tensors, packed.tensors, tangents, adapters, scale, epsilon)
        return __torch__.Decoder(source, layers, kv_heads, head_width, frequencies.clone())

    def new_cache(self, decoder: __torch__.Decoder, rows: int, slots: int) -> __torch__.Cache:
        return decoder.new_cache(rows, slots)

    def move_row(self, cache: __torch__.Cache, source: int, target: int, length: int) -> None:
        cache.move_row(source, target, length)

    def clear_row(self, cache: __torch__.Cache, row: int) -> None:
        cache.clear_row(row)

    # Logits of every position, without a cache; can be differentiated. tokens: B, T. Returns N, B, T, V in float32.
    def forward(self, decoder: __torch__.Decoder, tokens: Tensor) -> Tensor:
        return decoder.head(decoder.whole(tokens.clone())).float()

    # Summed cross-entropy of targets (M) at the places `predicting` (M, counted through B, T) that predict them. Only there are logits made.
    # positions: B, T, or 1, T where they are the same in all rows. The rate and seed of the dropout matter to adapters only.
    def summed_loss(self, decoder: __torch__.Decoder, tokens: Tensor, positions: Tensor, predicting: Tensor, targets: Tensor, rate: float,
                    seed: int) -> Tensor:
        dropout = __torch__.Dropout(rate, seed, tokens.device) if rate > 0 else None
        x = decoder.hidden(tokens.clone(), positions, None, 0, 0, dropout)[0].flatten(0, 1)
        logits = decoder.head(torch.index_select(x, 0, predicting.clone())[None])[0]
        return torch.cross_entropy_loss(logits.float(), targets.clone(), reduction=2)

    # The largest probability at a temperature after every position: B, T. One row's logits at a time.
    def largest_probabilities(self, decoder: __torch__.Decoder, tokens: Tensor, temperature: float) -> Tensor:
        x = decoder.whole(tokens.clone())[0]
        return torch.stack([torch.softmax(decoder.head(row[None])[0].float() / temperature, -1).amax(-1) for row in x.unbind(0)])

    # Logits after the token numbered last[b] of each row b, which may have its own positions. Rows with fewer than T new tokens are
    # padded, and padding stands in the scratch slot. Row b uses row first_row + b of the cache.
    # positions: B, T; length: 1 + the largest position of a token. Returns N, B, V (or N, B, M for candidates) in float32.
    def step(self, decoder: __torch__.Decoder, cache: __torch__.Cache, first_row: int, tokens: Tensor, positions: Tensor, length: int,
             last: Tensor, candidates: Optional[Tensor] = None) -> Tensor:
        x = decoder.hidden(tokens, positions, cache, first_row, length)
        x = x[:, torch.arange(last.size(0), device=last.device), last][:, :, None]
        logits = decoder.vocabulary_logits(x) if candidates is None else decoder.candidate_logits(x, candidates)
        return logits.squeeze(2)

    # Log-probabilities and, for N = 2, their derivatives.
    def log_softmax(self, logits: Tensor) -> Tensor:
        return __torch__.log_softmax(logits)

    def map_file(self, path: str, size: int) -> __torch__.MappedFile:
        return __torch__.MappedFile(path, size)

    # A float32 copy of some bytes of a file that hold numbers of the given type (5 float16, 6 float32, 15 bfloat16), however aligned
    def copy_part(self, file: __torch__.MappedFile, first: int, last: int, dtype: int, width: int, shape: List[int]) -> Tensor:
        return file.part(first, last, dtype, width).to(6, copy=True).view(shape)

    def clone(self, x: Tensor) -> Tensor:
        return x.clone()

    # The same storage under a tensor of its own: gradients asked of it are not asked of x.
    def alias(self, x: Tensor) -> Tensor:
        return x.detach()

    # factor * x, a new tensor
    def scaled(self, x: Tensor, factor: float) -> Tensor:
        return x.detach() * factor

    # x + factor * y, a new tensor
    def shifted(self, x: Tensor, y: Tensor, factor: float) -> Tensor:
        return x + y * factor

    # W + scale * B A
    def merged(self, weight: Tensor, down: Tensor, up: Tensor, scale: float) -> Tensor:
        return weight + torch.matmul(up, down) * scale

    # The inner product of all numbers together, summed in double precision
    def dot(self, xs: List[Tensor], ys: List[Tensor]) -> float:
        total = 0.0
        for i in range(len(xs)):
            total += float((xs[i].double() * ys[i].double()).sum())
        return total

    # Nearly the best product of a narrow and a flat matrix: the singular vectors of the largest values, found by iterating on a subspace that
    # `start` (in, at least rank) spans. x: out, in. Returns out, rank and rank, in.
    def low_rank(self, x: Tensor, start: Tensor, rank: int) -> List[Tensor]:
        q = torch.linalg_qr(torch.matmul(x, start))[0]
        for _ in range(4):
            q = torch.linalg_qr(torch.matmul(x, torch.matmul(x.t(), q)))[0]
        u, s, v = torch.linalg_svd(torch.matmul(q.t(), x), False)
        return [torch.matmul(q, u[:, :rank]) * s[:rank], v[:rank].contiguous()]

    def product(self, left: Tensor, right: Tensor) -> Tensor:
        return torch.matmul(left, right)

    # The L2 norm of all numbers together, summed in double precision
    def norm(self, tensors: List[Tensor]) -> float:
        total = 0.0
        for x in tensors:
            total += float(x.double().square().sum())
        return total ** 0.5

    def zero_gradients(self, parameters: List[Tensor]) -> None:
        for parameter in parameters:
            gradient = parameter.grad
            if gradient is not None:
                gradient.zero_()

    # Scales the gradients down to a global L2 norm of `clip` (if above 0). Returns the norm as it was.
    def clip_gradients(self, parameters: List[Tensor], clip: float) -> float:
        gradients = __torch__.gradients_of(parameters)
        norm = float(torch.linalg_vector_norm(torch.stack([torch.linalg_vector_norm(g) for g in gradients])))
        if clip > 0 and norm > clip:
            for gradient in gradients:
                gradient.mul_(clip / norm)
        return norm

    # One AdamW step in place, with bias correction and decoupled weight decay.
    def adamw_step(self, parameters: List[Tensor], first_moments: List[Tensor], second_moments: List[Tensor], rate: float, beta1: float,
                   beta2: float, epsilon: float, decay: float, step: int) -> None:
        gradients = __torch__.gradients_of(parameters)
        for i in range(len(parameters)):
            p, g, m, v = parameters[i], gradients[i], first_moments[i], second_moments[i]
            m.mul_(beta1).add_(g, alpha=1 - beta1)
            v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
            p.mul_(1 - rate * decay)
            p.addcdiv_(m, (v / (1 - beta2 ** step)).sqrt_().add_(epsilon), value=-rate / (1 - beta1 ** step))
