"""Writes small encoders into a directory: one that is good and some that must be refused. Input: [n, 3, 32, 32] float32."""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

target = Path(sys.argv[1])
pool = helper.make_node("AveragePool", ["image"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8])
flat = helper.make_node("Flatten", ["pooled"], ["vector"])


def save(name, nodes, shape, initializers=(), **options):
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, shape)],
        list(initializers),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(target / f"{name}.onnx"), **options)


save("good", [pool, flat], ["n", 48])
save("rank", [helper.make_node("AveragePool", ["image"], ["vector"], kernel_shape=[8, 8], strides=[8, 8])], ["n", 3, 4, 4])
save("nan", [pool, helper.make_node("Flatten", ["pooled"], ["flat"]), helper.make_node("Sub", ["flat", "big"], ["low"]), helper.make_node("Sqrt", ["low"], ["vector"])],
     ["n", 48], [helper.make_tensor("big", TensorProto.FLOAT, [1], [1e6])])
save("outside", [pool, helper.make_node("Flatten", ["pooled"], ["flat"]), helper.make_node("Add", ["flat", "bias"], ["vector"])],
     ["n", 48], [onnx.numpy_helper.from_array(np.ones((1, 48), np.float32), "bias")],
     save_as_external_data=True, location="outside.bin", size_threshold=0)

# An encoder of volumes, input [n, 1, 6, 32, 32]: random kernels over three slices and 16 × 16 pixels.
kernels = np.random.default_rng(6).normal(size=(8, 1, 3, 16, 16)).astype(np.float32) / 30
graph = helper.make_graph(
    [
        helper.make_node("Conv", ["window", "kernels"], ["maps"], kernel_shape=[3, 16, 16], strides=[3, 16, 16]),
        helper.make_node("Relu", ["maps"], ["seen"]),
        helper.make_node("Flatten", ["seen"], ["vector"]),
    ],
    "windows",
    [helper.make_tensor_value_info("window", TensorProto.FLOAT, ["n", 1, 6, 32, 32])],
    [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", 64])],
    [onnx.numpy_helper.from_array(kernels, "kernels")],
)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(target / "windows.onnx"))
