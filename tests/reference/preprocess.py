"""The slice images of a CT as docs/definitions.md defines them, by nibabel, numpy and Pillow; written as .npy, uint8 [slices, height, width]."""
import sys

import nibabel
import numpy as np
from PIL import Image


def planes_of(voxels, plane):
    """[rows, columns] slice by slice; [i, j, k] run to the right, to anterior and to superior."""
    if plane == "AXIAL":
        # rows anterior to posterior, columns left to right
        return [voxels[:, ::-1, index].T for index in range(voxels.shape[2])]
    if plane == "CORONAL":
        # rows superior to inferior, columns left to right
        return [voxels[:, index, ::-1].T for index in range(voxels.shape[1])]
    # rows superior to inferior, columns anterior to posterior
    return [voxels[index, ::-1, ::-1].T for index in range(voxels.shape[0])]


def slice_images(path, center=40.0, width=400.0, size=(224, 224), plane="AXIAL"):
    """path: NIfTI file; size: (width, height) in pixels."""
    image = nibabel.as_closest_canonical(nibabel.load(path))
    voxels = np.asarray(image.dataobj, dtype=np.float64)
    low = center - width / 2
    for rows in planes_of(voxels, plane):
        grey = np.rint((np.clip(rows, low, low + width) - low) / width * 255).astype(np.uint8)
        yield np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR))


def channel_images(path, channels="REPEAT", windows=((40.0, 400.0),), distance=1, size=(224, 224), plane="AXIAL"):
    """[3, height, width] of uint8 for each slice: the same picture in each channel, through a window each, or of a slice each."""
    through = [list(slice_images(path, center, width, size, plane)) for center, width in windows]
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
