#!/bin/sh
# Gives onnxruntime-node the CUDA provider: the three libraries of the Python package onnxruntime-gpu of the same version, which belong together, and
# NVIDIA's own CUDA 13 libraries. Needs Python 3 with pip, and on the machine that runs it an NVIDIA driver for CUDA 13 (580 or later).
#
#   deploy/install-cuda.sh [directory of the CUDA libraries, default .voxseek/cuda]
#
# Prints the LD_LIBRARY_PATH that a worker needs to offer cuda: by itself, or named in VOXSEEK_EXECUTION_PROVIDER so that it does not start without. CUDA_FROM=system leaves NVIDIA's libraries to the machine.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
runtime=$root/node_modules/onnxruntime-node
target=$runtime/bin/napi-v6/linux/x64
cuda=${1:-$root/.voxseek/cuda}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || { echo "CUDA is for Linux on x86-64 only." >&2; exit 1; }
[ -d "$target" ] || { echo "onnxruntime-node is not installed in $root: run npm ci first." >&2; exit 1; }
version=$(sed -n 's/^  "version": "\(.*\)",*$/\1/p' "$runtime/package.json")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --only-binary=:all: --implementation cp --python-version 3.12 --platform manylinux_2_28_x86_64 --dest "$scratch" "onnxruntime-gpu==$version"
python3 -m zipfile -e "$scratch"/onnxruntime_gpu-*.whl "$scratch"
for library in libonnxruntime_providers_shared.so libonnxruntime_providers_cuda.so libonnxruntime_providers_tensorrt.so; do
  cp "$scratch/onnxruntime/capi/$library" "$target/$library.part"
  mv "$target/$library.part" "$target/$library"
done
cp "$scratch/onnxruntime/capi/libonnxruntime.so.$version" "$target/libonnxruntime.so.1.part"
mv "$target/libonnxruntime.so.1.part" "$target/libonnxruntime.so.1"

if [ "${CUDA_FROM:-packages}" = packages ]; then
  python3 -m pip install --quiet --no-deps --upgrade --target "$cuda" \
    nvidia-cublas==13.1.0.3 nvidia-cuda-nvrtc==13.0.88 nvidia-cuda-runtime==13.0.96 nvidia-cudnn-cu13==9.19.0.56 nvidia-cufft==12.0.0.61 nvidia-curand==10.4.0.35 nvidia-nvjitlink==13.0.88
  echo "LD_LIBRARY_PATH=$cuda/nvidia/cu13/lib:$cuda/nvidia/cudnn/lib"
fi
