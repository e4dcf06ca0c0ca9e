"""Prints what numpy finds in a .npy file, as JSON."""
import json
import sys

import numpy as np

array = np.load(sys.argv[1])
print(json.dumps({"dtype": str(array.dtype), "shape": array.shape, "values": array.astype(float).ravel().tolist()}))
