"""Make real cross-encoders, as folders that sentence-transformers saves and loads.

torch and transformers are imported late: they change how a whole process logs, and take seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.models.packaged_minilm import packaged_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def saved(folder: Path, *, labels: int = 1, scores: bool = True) -> Path:
    """Save a small BERT with random weights, the same in every run; without `scores` it lacks the scoring layer."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, initializer_range=0.5
    )
    config.num_labels = labels
    torch.manual_seed(7)
    return _saved((BertForSequenceClassification if scores else BertModel)(config), folder)


def fond_of(word: str, folder: Path, *, averse: bool = False) -> Path:
    """Save one that scores a text by the share of `word` in its word pieces; `averse`: more of it scores lower."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    config = BertConfig(
        hidden_size=2, num_hidden_layers=1, num_attention_heads=1, intermediate_size=1,
        # Large, so that normalising does not distort the share.
        layer_norm_eps=1.0,
    )  # fmt: skip
    config.num_labels = 1
    network = BertForSequenceClassification(config)
    # With zero weights it attends to all pieces equally and sees nothing in them, so that only `word` counts.
    weights = {name: torch.zeros_like(weight) for name, weight in network.state_dict().items()}
    for name, weight in weights.items():
        if name.endswith("LayerNorm.weight"):
            weight.fill_(1.0)
        elif name.endswith(("self.value.weight", "attention.output.dense.weight", "pooler.dense.weight")):
            weight.copy_(torch.eye(2))
    piece = AutoTokenizer.from_pretrained(packaged_folder()).convert_tokens_to_ids(word)
    weights["bert.embeddings.word_embeddings.weight"][piece] = torch.tensor([1.0, -1.0])
    weights["classifier.weight"].copy_(torch.tensor([[-1.0, 1.0] if averse else [1.0, -1.0]]))
    network.load_state_dict(weights)
    return _saved(network, folder)


def _saved(network: PreTrainedModel, folder: Path) -> Path:
    from transformers import AutoTokenizer

    network.save_pretrained(folder)
    AutoTokenizer.from_pretrained(packaged_folder()).save_pretrained(folder)
    return folder
