"""Writes small encoders into a directory: some that are good and some that must be refused. Input: [n, 3, 32, 32] float32, if not said otherwise."""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

target = Path(sys.argv[1])
FLOAT = TensorProto.FLOAT
pool = helper.make_node("AveragePool", ["image"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8])
flat = helper.make_node("Flatten", ["pooled"], ["vector"])
flat_first = helper.make_node("Flatten", ["pooled"], ["flat"])


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype), name)


def save(name, nodes, shape, initializers=(), image=("n", 3, 32, 32), types=(FLOAT, FLOAT), inputs=(), **options):
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", types[0], image), *inputs],
        [helper.make_tensor_value_info("vector", types[1], shape)],
        list(initializers),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(target / f"{name}.onnx"), **options)


def pooled_as(name):
    return helper.make_node("AveragePool", ["image"], [name], kernel_shape=[8, 8], strides=[8, 8])


def after(name, nodes, initializers, **options):
    save(name, [pool, flat_first, *nodes], ["n", 48], initializers, **options)


save("good", [pool, flat], ["n", 48])
save("map", [pooled_as("vector")], ["n", 3, 4, 4])
save("tokens", [pooled_as("pooled"), helper.make_node("Reshape", ["pooled", "shape"], ["vector"])], ["n", 3, 16], [constant("shape", [0, 3, 16], np.int64)])
save("five", [pooled_as("pooled"), helper.make_node("Reshape", ["pooled", "shape"], ["vector"])], ["n", 3, 4, 2, 2], [constant("shape", [0, 3, 4, 2, 2], np.int64)])
after("nan", [helper.make_node("Sub", ["flat", "big"], ["low"]), helper.make_node("Sqrt", ["low"], ["vector"])], [constant("big", [1e6])])
after("zero", [helper.make_node("Mul", ["flat", "none"], ["vector"])], [constant("none", [0])])
after("same", [helper.make_node("Mul", ["flat", "none"], ["nothing"]), helper.make_node("Add", ["nothing", "one"], ["vector"])], [constant("none", [0]), constant("one", [1])])
after("outside", [helper.make_node("Add", ["flat", "bias"], ["vector"])], [constant("bias", np.ones((1, 48)))], save_as_external_data=True, location="outside.bin", size_threshold=0)
save("single", [pool, flat], [1, 48], image=(1, 3, 32, 32))
save("four", [pool, flat], [4, 48], image=(4, 3, 32, 32))
save("bytes", [helper.make_node("Cast", ["image"], ["floats"], to=FLOAT), helper.make_node("AveragePool", ["floats"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8]), flat],
     ["n", 48], types=(TensorProto.UINT8, FLOAT))
save("half", [pool, flat_first, helper.make_node("Cast", ["flat"], ["vector"], to=TensorProto.FLOAT16)], ["n", 48], types=(FLOAT, TensorProto.FLOAT16))
after("asks", [helper.make_node("Add", ["flat", "prompt"], ["vector"])], [], inputs=[helper.make_tensor_value_info("prompt", FLOAT, [48])])
# Beside the vector of a slice numbers for its parts: a map of 4 × 4, and its tokens behind that of the class and a register.
for name, more in {
    "parts-map": [helper.make_node("Identity", ["pooled"], ["parts"])],
    "parts-tokens": [helper.make_node("Reshape", ["pooled", "flat_plane"], ["columns"]), helper.make_node("Transpose", ["columns"], ["rows"], perm=[0, 2, 1]),
                     helper.make_node("ReduceMean", ["rows"], ["first"], axes=[1], keepdims=1), helper.make_node("Concat", ["first", "first", "rows"], ["parts"], axis=1)],
    "parts-blind": [helper.make_node("Mul", ["pooled", "none"], ["nothing"]), helper.make_node("Add", ["nothing", "places"], ["parts"])],
}.items():
    constants = {"flat_plane": constant("flat_plane", [0, 3, 16], np.int64), "none": constant("none", [0]), "places": constant("places", np.arange(1, 49).reshape(1, 3, 4, 4))}
    used = [value for key, value in constants.items() if any(key in node.input for node in more)]
    model = helper.make_model(
        helper.make_graph([pool, flat, *more], name, [helper.make_tensor_value_info("image", FLOAT, ["n", 3, 32, 32])],
                          [helper.make_tensor_value_info("vector", FLOAT, ["n", 48]), helper.make_tensor_value_info("parts", FLOAT, ["n", 18, 3] if name == "parts-tokens" else ["n", 3, 4, 4])], used),
        opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(target / f"{name}.onnx"))
# A bias that older exporters list among the inputs as well: it has a value, so that nobody need give one.
after("listed", [helper.make_node("Add", ["flat", "bias"], ["vector"])], [constant("bias", np.zeros(48))], inputs=[helper.make_tensor_value_info("bias", FLOAT, [48])])
# Centred on the mean of its batch: what a slice is like depends on its company.
after("company", [helper.make_node("ReduceMean", ["flat"], ["mean"], axes=[0], keepdims=1), helper.make_node("Mul", ["mean", "half"], ["part"]), helper.make_node("Sub", ["flat", "part"], ["vector"])],
      [constant("half", [0.5])])
# 1 GiB of ones, for each slice.
after("hungry", [helper.make_node("ConstantOfShape", ["much"], ["ones"], value=helper.make_tensor("one", FLOAT, [1], [1])), helper.make_node("ReduceMean", ["ones"], ["mean"], keepdims=0),
                 helper.make_node("CumSum", ["ones", "axis"], ["sums"]), helper.make_node("ReduceMax", ["sums"], ["most"], keepdims=0),
                 helper.make_node("Mul", ["flat", "mean"], ["scaled"]), helper.make_node("Add", ["scaled", "most"], ["vector"])],
      [constant("much", [2**28], np.int64), constant("axis", 0, np.int64)])
# Passes over its input again and again.
after("slow", [helper.make_node("Loop", ["rounds", "", "flat"], ["vector"], body=helper.make_graph(
    [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Sin", ["state"], ["next"])], "round",
    [helper.make_tensor_value_info("round", TensorProto.INT64, []), helper.make_tensor_value_info("go", TensorProto.BOOL, []), helper.make_tensor_value_info("state", FLOAT, ["n", 48])],
    [helper.make_tensor_value_info("on", TensorProto.BOOL, []), helper.make_tensor_value_info("next", FLOAT, ["n", 48])]))], [constant("rounds", 10**9, np.int64)])
# An operator that no runtime has.
save("unknown", [helper.make_node("Guess", ["image"], ["vector"])], ["n", 48])

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
