import { hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createMachineProbe } from '../../../../src/adapters/machine/machine-probe.js';

describe('the probe of the machine', () => {
  it('names processor and versions, and neither host nor user', () => {
    const facts = createMachineProbe().facts();
    expect(facts).toMatchObject({ node: process.versions.node, platform: `${process.platform} ${process.arch}`, onnxRuntime: expect.stringMatching(/^\d+\.\d+\.\d+/u) as string });
    expect(facts.cores).toBeGreaterThan(0);
    expect(facts.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(Object.keys(facts).sort()).toEqual(['cores', 'cpu', 'memoryBytes', 'node', 'onnxRuntime', 'platform']);
    expect(Object.values(facts)).not.toContain(hostname());
    expect(Object.values(facts)).not.toContain(userInfo().username);
  });

  it('knows the most memory that was held', () => {
    const probe = createMachineProbe();
    const before = probe.peakMemoryBytes();
    expect(before).toBeGreaterThanOrEqual(process.memoryUsage.rss() * 0.5);
    // What was held before may have been given back since.
    const held = Buffer.alloc(2 * before, 1);
    expect(probe.peakMemoryBytes()).toBeGreaterThan(0.75 * held.length);
  });
});
