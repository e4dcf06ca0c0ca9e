"""Prints as JSON what each ONNX file takes and gives, by the onnx package: inputs without a value of their own, and outputs."""
import json
import sys

import onnx


def tensor(value):
    kind = value.type.tensor_type
    axes = [axis.dim_value if axis.dim_value > 0 else axis.dim_param or "?" for axis in kind.shape.dim] if kind.HasField("shape") else None
    name = onnx.TensorProto.DataType.Name(kind.elem_type).lower()
    return {"name": value.name, "type": {"float": "float32", "double": "float64"}.get(name, name), "shape": axes}


def signature(path):
    graph = onnx.load(path, load_external_data=False).graph
    known = {weight.name for weight in graph.initializer}
    return {"inputs": [tensor(value) for value in graph.input if value.name not in known], "outputs": [tensor(value) for value in graph.output]}


print(json.dumps([signature(path) for path in sys.argv[1:]]))
