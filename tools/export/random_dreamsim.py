"""Stands in for the checkpoints of DreamSim's three backbones where they cannot be had: the same shapes, random numbers."""
import json
from pathlib import Path

import torch
from dreamsim.feature_extraction.vision_transformer import DINOHead, vit_base
from torch import nn


def hub_model(*_arguments, **_options):
    return vit_base(patch_size=16)


def clip_tensors() -> dict:
    model = vit_base(patch_size=16)
    model.pos_drop = nn.LayerNorm(model.embed_dim)
    return {**model.state_dict(), "proj": torch.randn(768, 512) / 768**0.5}


def write_checkpoint(directory: Path) -> None:
    head = DINOHead(768, 2048)
    tensors = {f"module.head.mlp.{name}": tensor for name, tensor in head.mlp.state_dict().items()}
    tensors["module.head.last_layer.weight"] = head.last_layer.weight.detach().clone()
    torch.save({"student": tensors}, directory / "dino_vitb16_pretrain.pth")
    for name in ("clip", "open_clip"):
        torch.save({"state_dict": clip_tensors()}, directory / f"{name}_vitb16_pretrain.pth.tar")
    adapter = directory / "ensemble_lora"
    adapter.mkdir()
    config = {"r": 16, "lora_alpha": 0.5, "lora_dropout": 0.3, "bias": "none", "target_modules": ["qkv"]}
    (adapter / "adapter_config.json").write_text(json.dumps(config))
