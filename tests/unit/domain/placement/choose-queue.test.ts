import { describe, expect, it } from 'vitest';
import { PROVIDERS, capabilitiesOf, queueOf } from '../../../../src/domain/placement/capability.js';
import type { Capability } from '../../../../src/domain/placement/capability.js';
import { chooseQueue } from '../../../../src/domain/placement/choose-queue.js';
import type { PlacementQuestion } from '../../../../src/domain/placement/choose-queue.js';
import { REFUSAL_CODES, isRefusal } from '../../../../src/domain/placement/refusal.js';
import type { Refusal, RefusalCode } from '../../../../src/domain/placement/refusal.js';
import { seededRandom } from '../../../testkit/seeded-random.js';

const base = 'voxseek-embed';
const standard = (provider: Capability['provider']): Capability => ({ provider, memory: 'STANDARD' });
const large = (provider: Capability['provider']): Capability => ({ provider, memory: 'LARGE' });
const refusal = (capability: Capability, code: RefusalCode): Refusal => ({ ...capability, queue: queueOf(base, capability), code, message: 'it said no' });
const ask = (listening: readonly Capability[], refusals: readonly Refusal[] = [], providers: PlacementQuestion['providers'] = ['CUDA', 'CPU']) =>
  chooseQueue({ base, providers, refusals, listening: new Set(listening.map((capability) => queueOf(base, capability))) });

describe('what a worker offers', () => {
  it('is the standard queue of each provider, and the large one where its models may take more than the default', () => {
    expect(capabilitiesOf(['CUDA', 'CPU'], 2 ** 32).map((one) => queueOf(base, one))).toEqual(['voxseek-embed-cuda', 'voxseek-embed-cpu']);
    expect(capabilitiesOf(['CPU'], 2 ** 32 + 1).map((one) => queueOf(base, one))).toEqual(['voxseek-embed-cpu', 'voxseek-embed-cpu-large']);
  });
});

describe('a task is sent', () => {
  it('to the first provider of the order that a worker listens for, and says whom it passed over', () => {
    expect(ask([standard('CPU'), standard('CUDA')])).toEqual({ place: { ...standard('CUDA'), queue: 'voxseek-embed-cuda' }, reason: 'voxseek-embed-cuda is the first choice' });
    expect(ask([standard('CPU')])).toEqual({ place: { ...standard('CPU'), queue: 'voxseek-embed-cpu' }, reason: 'no worker listens on voxseek-embed-cuda; voxseek-embed-cpu is next' });
    expect(ask([standard('CUDA'), standard('CPU')], [], ['CPU', 'CUDA']).place).toMatchObject(standard('CPU'));
  });

  it('to no provider that was not asked for, whoever listens', () => {
    expect(ask([standard('CPU'), large('CPU')], [], ['CUDA'])).toEqual({
      place: null,
      reason: 'no worker listens on voxseek-embed-cuda. Start a worker with VOXSEEK_EXECUTION_PROVIDER=cuda, so that it listens on voxseek-embed-cuda.',
    });
  });

  it('on from a provider that does not fit the graph, to no more memory of the same', () => {
    const unfit = refusal(standard('CUDA'), 'PROVIDER_UNFIT');
    expect(ask([standard('CUDA'), large('CUDA'), standard('CPU')], [unfit])).toMatchObject({ place: standard('CPU'), reason: 'voxseek-embed-cuda refused it (PROVIDER_UNFIT); voxseek-embed-cpu is next' });
    expect(ask([standard('CUDA'), large('CUDA')], [unfit]).place).toBeNull();
  });

  it('to more memory, the wanted provider first, when it took too much', () => {
    const short = refusal(standard('CUDA'), 'MODEL_OUT_OF_MEMORY');
    expect(ask([standard('CUDA'), standard('CPU'), large('CPU'), large('CUDA')], [short]).place).toMatchObject(large('CUDA'));
    expect(ask([standard('CUDA'), standard('CPU'), large('CPU')], [short]).place).toMatchObject(large('CPU'));
    expect(ask([standard('CUDA'), standard('CPU')], [short]).place).toMatchObject(standard('CPU'));
  });

  it('to nobody when all have refused, with what to start where that would help', () => {
    const short = refusal(standard('CPU'), 'MODEL_OUT_OF_MEMORY');
    expect(ask([standard('CPU')], [short], ['CPU']).reason).toBe(
      'voxseek-embed-cpu refused it (MODEL_OUT_OF_MEMORY); no worker listens on voxseek-embed-cpu-large. Start a worker with VOXSEEK_EXECUTION_PROVIDER=cpu and VOXSEEK_MODEL_MEMORY_BYTES above 4294967296, so that it listens on voxseek-embed-cpu-large.',
    );
    expect(ask([standard('CUDA')], [refusal(standard('CUDA'), 'PROVIDER_UNFIT')], ['CUDA']).reason).toBe('voxseek-embed-cuda refused it (PROVIDER_UNFIT). Allow another execution provider, or use another model.');
  });

  it('never twice to one queue, whatever refuses in whatever order, so that it ends', () => {
    const random = seededRandom(7);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    for (let round = 0; round < 500; round += 1) {
      const providers = [...PROVIDERS].sort(() => random() - 0.5).slice(0, 1 + Math.floor(random() * PROVIDERS.length));
      const listening = PROVIDERS.flatMap((provider) => (random() < 0.7 ? [standard(provider), ...(random() < 0.5 ? [large(provider)] : [])] : []));
      const refusals: Refusal[] = [];
      for (let answer = ask(listening, refusals, providers); answer.place !== null; answer = ask(listening, refusals, providers)) {
        const { place } = answer;
        expect(providers).toContain(place.provider);
        expect(listening).toContainEqual({ provider: place.provider, memory: place.memory });
        expect(refusals.map(({ queue }) => queue)).not.toContain(place.queue);
        refusals.push(refusal({ provider: place.provider, memory: place.memory }, pick(REFUSAL_CODES)));
      }
      expect(refusals.length).toBeLessThanOrEqual(2 * providers.length);
    }
  });
});

it('only what another worker may be able to do is a refusal', () => {
  expect(isRefusal('MODEL_REFUSED', 'CUDA')).toBe(true);
  expect(isRefusal('MODEL_REFUSED', 'CPU')).toBe(false);
  expect(isRefusal('MODEL_OUT_OF_MEMORY', 'CPU')).toBe(true);
  expect(isRefusal('MODEL_CHANGED', 'CUDA')).toBe(false);
});
