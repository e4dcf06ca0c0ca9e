import { exportPython } from '../../tests/testkit/python.js';
import { isVoxseekError } from '../../src/domain/errors/voxseek-error.js';

/** The interpreter of the environment of tools/export, which pins torch and torchvision: some gigabytes, made by whoever asks first. Null, with the reason said, where it cannot be had. */
export async function torchvisionPython(say: (line: string) => void): Promise<string | null> {
  try {
    return await exportPython();
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    say(`torchvision is left out: ${error.message}`);
    return null;
  }
}
