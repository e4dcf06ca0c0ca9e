"""The slice images of a CT as docs/definitions.md defines them, by nibabel, numpy and Pillow; written as .npy, uint8 [slices, height, width]."""
import sys

import nibabel
import numpy as np
from PIL import Image


def slice_images(path, center=40.0, width=400.0, size=(224, 224)):
    """path: NIfTI file; size: (width, height) in pixels."""
    image = nibabel.as_closest_canonical(nibabel.load(path))
    voxels = np.asarray(image.dataobj, dtype=np.float64)
    low = center - width / 2
    for index in range(voxels.shape[2]):
        # [i, j] with i to the right and j to anterior -> rows anterior to posterior, columns left to right
        rows = voxels[:, ::-1, index].T
        grey = np.rint((np.clip(rows, low, low + width) - low) / width * 255).astype(np.uint8)
        yield np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR))


def channel_images(path, channels="REPEAT", windows=((40.0, 400.0),), distance=1, size=(224, 224)):
    """[3, height, width] of uint8 for each slice: the same picture in each channel, through a window each, or of a slice each."""
    through = [list(slice_images(path, center, width, size)) for center, width in windows]
    last = len(through[0]) - 1
    for index in range(last + 1):
        if channels == "THREE_WINDOWS":
            yield np.stack([pictures[index] for pictures in through])
        elif channels == "NEIGHBOURS":
            yield np.stack([through[0][min(max(index + step, 0), last)] for step in (-distance, 0, distance)])
        else:
            yield np.stack([through[0][index]] * 3)


if __name__ == "__main__":
    source, target, center, width, pixels = sys.argv[1:6]
    np.save(target, np.stack(list(slice_images(source, float(center), float(width), (int(pixels), int(pixels))))))
