import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runFetchModel } from '../../../src/cli/models/fetch-model.js';
import { runInspectModel } from '../../../src/cli/models/inspect-model.js';
import { runListModels } from '../../../src/cli/models/list-models.js';
import { readEnvironment } from '../../../src/environment.js';

const repository = join(import.meta.dirname, '../../..');

let home: string;
let printed: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'voxseek-models-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(home, { recursive: true, force: true });
});

const environment = () => readEnvironment({ VOXSEEK_HOME: home, VOXSEEK_MODELS_DIR: join(repository, 'models') });

describe('voxseek models list', () => {
  it('tells what is here, what can be had, and whose weights wait for their export', async () => {
    await mkdir(join(home, 'weights'));
    await writeFile(join(home, 'weights', 'dino_vitbase16_pretrain.pth'), 'weights');
    await runListModels({ json: true }, environment());
    const places = Object.fromEntries((JSON.parse(printed) as { id: string; place: string }[]).map(({ id, place }) => [id, place]));
    expect(places).toMatchObject({ 'mod_efficientnet-lite0': 'HERE', 'mod_dino-vitb16': 'WEIGHTS_HERE', 'mod_dinov2-vitb14': 'NOT_HERE', 'mod_radimagenet-swin': 'NOT_HERE' });
    printed = '';
    await runListModels({}, environment());
    expect(printed.split('\n')).toHaveLength(Object.keys(places).length + 1);
    expect(printed).toMatch(/mod_dino-vitb16 .* weights here, to be exported/u);
  });
});

describe('voxseek models inspect', () => {
  it('prints inputs and outputs with their shapes', async () => {
    await runInspectModel({ file: join(repository, 'models/dinov2_vits14_imgfocus_int8dyn.onnx') });
    expect(printed).toBe('input   input_image float32[batch_size, 3, 224, 224]\noutput  cls_embedding float32[batch_size, 384]\noutput  patch_mean float32[batch_size, 384]\noutput  patch_tokens float32[batch_size, patches, 384]\n');
  });

  it('refuses what is no model, and what is not there', async () => {
    await expect(runInspectModel({ file: join(repository, 'README.md') })).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
    await expect(runInspectModel({ file: join(home, 'none.onnx') })).rejects.toMatchObject({ code: 'FILE_UNREADABLE', path: join(home, 'none.onnx') });
  });
});

describe('voxseek models fetch', () => {
  it('asks for the terms to be accepted before it fetches what is gated, limited or under terms of its own', async () => {
    for (const id of ['dinov3-vitb16', 'medsiglip-448', 'rad-dino', 'mod_biomedclip']) {
      await expect(runFetchModel({ id }, environment())).rejects.toMatchObject({ code: 'LICENCE_NOT_ACCEPTED', path: '--accept-licence' });
    }
    const entry = JSON.parse(await readFile(join(repository, 'models/available/medsiglip-448.json'), 'utf8')) as { license: { url: string } };
    await expect(runFetchModel({ id: 'medsiglip-448' }, environment())).rejects.toMatchObject({ message: expect.stringContaining(entry.license.url) as string });
  });

  it('says how to get what no address gives, and lists what there is where the name is wrong', async () => {
    await expect(runFetchModel({ id: 'radimagenet-resnet50', acceptLicence: true }, environment())).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('1. Ask for the pretrained models') as string });
    await expect(runFetchModel({ id: 'resnet' }, environment())).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('dino-vitb16, dinov2-vitb14') as string });
  });
});
