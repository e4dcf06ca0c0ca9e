"""The encoders that can be exported: for each name a function that gives the module and what shapes its input.

A module takes float32 [n, 3, height, width], normalised, and gives float32 [n, dimension]. `weights` is the file that `voxseek models fetch` brings, or
None for random weights. Weights are loaded strictly: a missing or surplus tensor is an error.
"""
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CLIP = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
NONE = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


@dataclass
class Encoder:
    module: nn.Module
    size: int
    # None: must be given on the command line, since no source says it.
    normalisation: tuple | None


def tensors_of(weights: Path) -> dict:
    if weights.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(weights)
    state = torch.load(weights, map_location="cpu", weights_only=True)
    for key in ("state_dict", "model", "teacher"):
        if isinstance(state.get(key), dict):
            state = state[key]
    return {name.removeprefix("module."): tensor for name, tensor in state.items()}


def timm_vit(name: str, size: int, weights: Path | None, **options) -> nn.Module:
    import timm
    from timm.models.vision_transformer import checkpoint_filter_fn

    model = timm.create_model(name, pretrained=False, num_classes=0, img_size=size, **options)
    if weights is not None:
        model.load_state_dict(checkpoint_filter_fn(tensors_of(weights), model))
    return model


class ClassToken(nn.Module):
    """The first token of a model of the transformers package, after its last normalisation."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, image):
        return self.model(image).last_hidden_state[:, 0]


class Pooled(nn.Module):
    """The pooled output of a model of the transformers package."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, image):
        return self.model(image).pooler_output


def dinov3(weights: Path | None) -> nn.Module:
    from transformers import DINOv3ViTConfig, DINOv3ViTModel

    config = DINOv3ViTConfig(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, num_register_tokens=4, image_size=224, key_bias=False)
    config._attn_implementation = "eager"
    model = DINOv3ViTModel(config)
    if weights is not None:
        model.load_state_dict(tensors_of(weights))
    return ClassToken(model)


def rad_dino(weights: Path | None) -> nn.Module:
    from transformers import Dinov2Config, Dinov2Model

    config = Dinov2Config(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, image_size=518, patch_size=14)
    config._attn_implementation = "eager"
    model = Dinov2Model(config)
    if weights is not None:
        model.load_state_dict(tensors_of(weights))
    return ClassToken(model)


def medsiglip(weights: Path | None) -> nn.Module:
    from transformers import SiglipVisionConfig, SiglipVisionModel

    config = SiglipVisionConfig(hidden_size=1152, intermediate_size=4304, num_hidden_layers=27, num_attention_heads=16, image_size=448, patch_size=14)
    config._attn_implementation = "eager"
    model = SiglipVisionModel(config)
    if weights is not None:
        model.load_state_dict({name: tensor for name, tensor in tensors_of(weights).items() if name.startswith("vision_model.")})
    return Pooled(model)


def biomedclip(weights: Path | None) -> nn.Module:
    from open_clip.timm_model import TimmModel

    model = TimmModel("vit_base_patch16_224", embed_dim=512, image_size=224, pool="", proj="linear", pretrained=False)
    if weights is not None:
        model.load_state_dict({name.removeprefix("visual."): tensor for name, tensor in tensors_of(weights).items() if name.startswith("visual.")})
    return model


def resnet50(weights: Path | None) -> nn.Module:
    from torchvision.models import resnet50 as build

    model = build(weights=None)
    model.fc = nn.Identity()
    if weights is not None:
        # As a chain of its parts its tensors are named by their place: backbone.0 is conv1, backbone.4 is layer1.
        places = {str(place): name for place, (name, _) in enumerate(model.named_children())}
        named = {}
        for name, tensor in tensors_of(weights).items():
            name = name.removeprefix("backbone.")
            place, _, rest = name.partition(".")
            named[f"{places[place]}.{rest}" if place in places else name] = tensor
        model.load_state_dict({name: tensor for name, tensor in named.items() if not name.startswith("fc.")})
    return model


class Descriptor(nn.Module):
    """A ResNet-50 whose last map is pooled by a generalised mean of exponent 3, projected and brought to unit length."""

    def __init__(self):
        super().__init__()
        from torchvision.models import resnet50 as build

        self.trunk = nn.Sequential(*list(build(weights=None).children())[:-2])
        self.projection = nn.Linear(2048, 512)

    def forward(self, image):
        pooled = self.trunk(image).clamp(min=1e-6).pow(3.0).mean(dim=(2, 3)).pow(1.0 / 3.0)
        return nn.functional.normalize(self.projection(pooled), dim=1)


def sscd(weights: Path | None) -> nn.Module:
    return Descriptor() if weights is None else torch.jit.load(weights, map_location="cpu")


class Embedding(nn.Module):
    """What the dreamsim package compares two images by."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, image):
        # The package drops the first axis of a single image.
        return self.model.embed(image).reshape(image.shape[0], -1)


def dreamsim_ensemble(weights: Path | None) -> nn.Module:
    """`weights` is the unpacked checkpoint. The package fetches the code and weights of DINO from their home, which needs the network."""
    from dreamsim import dreamsim

    if weights is not None:
        return Embedding(dreamsim(pretrained=True, device="cpu", cache_dir=str(weights), normalize_embeds=False)[0].base_model.model)
    from tempfile import TemporaryDirectory
    from unittest.mock import patch

    from random_dreamsim import hub_model, write_checkpoint

    with TemporaryDirectory() as directory, patch("torch.hub.load", hub_model):
        write_checkpoint(Path(directory))
        return Embedding(dreamsim(pretrained=False, device="cpu", cache_dir=directory, normalize_embeds=False)[0].base_model.model)


def swin(weights: Path | None, architecture: str) -> nn.Module:
    import timm

    model = timm.create_model(architecture, pretrained=False, num_classes=0)
    if weights is not None:
        model.load_state_dict({name: tensor for name, tensor in tensors_of(weights).items() if not name.startswith("head.")})
    return model


def build(recipe: str, weights: Path | None, architecture: str | None) -> Encoder:
    """Raises ValueError for a name that is none of these."""
    match recipe:
        case "dino-vitb16":
            return Encoder(timm_vit("vit_base_patch16_224", 224, weights), 224, IMAGENET)
        case "dinov2-vits14":
            return Encoder(timm_vit("vit_small_patch14_dinov2", 224, weights), 224, IMAGENET)
        case "dinov2-vitb14":
            return Encoder(timm_vit("vit_base_patch14_dinov2", 224, weights), 224, IMAGENET)
        case "dinov3-vitb16":
            return Encoder(dinov3(weights), 224, IMAGENET)
        case "rad-dino":
            return Encoder(rad_dino(weights), 518, None)
        case "medsiglip-448":
            return Encoder(medsiglip(weights), 448, HALF)
        case "biomedclip":
            return Encoder(biomedclip(weights), 224, CLIP)
        case "radimagenet-resnet50" | "fractaldb-resnet50":
            return Encoder(resnet50(weights), 224, None)
        case "radimagenet-swin":
            if architecture is None:
                raise ValueError("radimagenet-swin: say which Swin Transformer by --architecture, e.g. swin_tiny_patch4_window7_224.")
            return Encoder(swin(weights, architecture), 224, None)
        case "sscd-disc-mixup":
            return Encoder(sscd(weights), 320, IMAGENET)
        case "dreamsim-ensemble":
            return Encoder(dreamsim_ensemble(weights), 224, NONE)
        case _:
            raise ValueError(f"There is no encoder {recipe}: look at docs/encoders.md.")
