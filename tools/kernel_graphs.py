"""Writes models/kernel/*.onnx, the products behind similarity search and re-ranking. Needs the package `onnx`.

  similarity.onnx: query [m, d] float32, gallery [n, d] float32 -> similarities [m, n] = query · galleryᵀ
  codes.onnx:      gallery [n, r] uint8 around 64, query [r, m] int8 -> products [n, m] int32 = (gallery − 64) · query

Gallery codes are unsigned and use 7 bits: processors without an int8 dot product add two products in 16 bits, where 8 would overflow.
"""
from pathlib import Path

from onnx import TensorProto, checker, helper, save

OUT = Path(__file__).resolve().parent.parent / "models" / "kernel"
ZERO = 64


def write(name, nodes, inputs, output, initializers=()):
    values = [helper.make_tensor_value_info(*value) for value in [*inputs, output]]
    model = helper.make_model(
        helper.make_graph(nodes, name, values[:-1], values[-1:], list(initializers)),
        opset_imports=[helper.make_opsetid("", 17)],
        producer_name="voxseek",
        ir_version=8,
    )
    checker.check_model(model)
    OUT.mkdir(parents=True, exist_ok=True)
    save(model, OUT / f"{name}.onnx")


write(
    "similarity",
    [helper.make_node("Gemm", ["query", "gallery"], ["similarities"], transB=1)],
    [("query", TensorProto.FLOAT, ["m", "d"]), ("gallery", TensorProto.FLOAT, ["n", "d"])],
    ("similarities", TensorProto.FLOAT, ["m", "n"]),
)
write(
    "codes",
    [helper.make_node("MatMulInteger", ["gallery", "query", "zero"], ["products"])],
    [("gallery", TensorProto.UINT8, ["n", "r"]), ("query", TensorProto.INT8, ["r", "m"])],
    ("products", TensorProto.INT32, ["n", "m"]),
    [helper.make_tensor("zero", TensorProto.UINT8, [], [ZERO])],
)
