import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VARIABLES } from '../../../src/environment.js';
import { MINIMUM_TEMPORAL_SERVER } from '../../../src/local/pins.js';

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
  readonly build?: { readonly dockerfile: string; readonly target: string };
}
interface Document {
  readonly include?: readonly string[];
  readonly services?: Readonly<Record<string, Service>>;
}

const deploy = new URL('../../../deploy/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, deploy), 'utf8');
const load = (path: string): Document => parse(read(path), { merge: true }) as Document;

const files = readdirSync(new URL('services/', deploy)).map((name) => `services/${name}`);
const services = Object.fromEntries(files.flatMap((file) => Object.entries(load(file).services ?? {})));
const dockerfile = read('Dockerfile');

const schema = JSON.parse(readFileSync(new URL('../../../node_modules/dclint/schemas/compose.schema.json', import.meta.url), 'utf8')) as { $schema: string };
const ajv = schema.$schema.includes('2020') ? new Ajv2020({ strict: false }) : new Ajv({ strict: false, validateSchema: false });
const { $schema: _dialect, ...rules } = schema;
const validate = ajv.compile(rules);

describe('deploy/', () => {
  it.each(['compose.yaml', ...files])('%s is a valid Compose document', (file) => {
    expect(validate(load(file)) ? [] : validate.errors).toEqual([]);
  });

  it('includes every service file, and none that is missing', () => {
    expect([...(load('compose.yaml').include ?? [])].sort()).toEqual([...files].sort());
  });

  it('has the same parts as the local stack, as real servers', () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['api', 'worker', 'worker-gpu', 'temporal', 'milvus', 'postgres', 'objects']));
  });

  it('pins every image to a version', () => {
    const fromImages = [...dockerfile.matchAll(/^FROM (\S+)/gmu)].map((match) => match[1] ?? '').filter((image) => image !== 'runtime' && image !== 'build');
    for (const image of [...Object.values(services).map((service) => service.image ?? ''), ...fromImages]) {
      expect(image).toMatch(/:(?!latest$)[\w.-]*\d[\w.-]*$/u);
    }
  });

  it('gives every server a health check, and waits for it', () => {
    const oneShot = new Set(['objects-setup', 'temporal-schema', 'temporal-namespace']);
    for (const [name, service] of Object.entries(services)) {
      if (!oneShot.has(name)) expect(service.healthcheck?.test, name).toBeDefined();
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(services[needed], `${name} needs ${needed}`).toBeDefined();
        expect(condition).toBe(oneShot.has(needed) ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('runs a Temporal server that shares fairly between teams, with tools of the same version', () => {
    const version = (name: string): string => services[name]?.image?.split(':')[1] ?? '';
    const [major = 0, minor = 0] = version('temporal').split('.').map(Number);
    expect(major).toBe(MINIMUM_TEMPORAL_SERVER[0]);
    expect(minor).toBeGreaterThanOrEqual(MINIMUM_TEMPORAL_SERVER[1]);
    for (const tools of ['temporal-schema', 'temporal-namespace']) expect(version(tools)).toBe(version('temporal'));
  });

  it('sets only variables that the product reads', () => {
    const known = new Set(VARIABLES.map((variable) => variable.name));
    const used = new Set(Object.values(services).flatMap((service) => Object.keys(service.environment ?? {})).filter((name) => name.startsWith('VOXSEEK_')));
    expect(used.size).toBeGreaterThan(5);
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
  });

  it('asks for every secret that it interpolates, in .env.example', () => {
    const interpolated = new Set([...files.map(read).join('\n').matchAll(/\$\{(\w+)/gu)].map((match) => match[1]));
    const offered = new Set([...read('.env.example').matchAll(/^(\w+)=/gmu)].map((match) => match[1]));
    expect([...interpolated].filter((name) => !offered.has(name))).toEqual([]);
  });

  it('builds targets that the Dockerfile has', () => {
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)/gmu)].map((match) => match[1]);
    for (const service of Object.values(services)) if (service.build) expect(stages).toContain(service.build.target);
  });

  it('gives every stage that runs as a user a home that this user owns', () => {
    const stages = dockerfile.split(/^(?=FROM )/gmu).filter((stage) => /^USER /mu.test(stage));
    expect(stages.map((stage) => /^FROM \S+ AS (\w+)/u.exec(stage)?.[1])).toEqual(['runtime', 'gpu']);
    for (const stage of stages) {
      const home = /^ENV .*\bVOXSEEK_HOME=(\S+)/mu.exec(stage)?.[1] ?? 'none';
      const user = /^USER (\d+)$/mu.exec(stage)?.[1] ?? 'none';
      const made = stage.split('\n').findIndex((line) => line.startsWith('RUN install --directory ') && line.includes(` --owner=${user} `) && line.endsWith(` ${home}`));
      expect(made, stage).toBeGreaterThan(0);
      expect(made).toBeLessThan(stage.split('\n').indexOf(`USER ${user}`));
    }
  });

  it('sends no state, secret or history to the build, and nothing less than it needs', () => {
    const ignored = readFileSync(new URL('../.dockerignore', deploy), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.voxseek', 'node_modules', '**/.env']));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap((match) => (match[1] ?? '').split(' '));
    expect(copied.filter((path) => ignored.includes(path))).toEqual([]);
  });

  it('copies into the image only what the repository has', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap((match) => (match[1] ?? '').split(' '));
    for (const path of copied) expect(existsSync(new URL(`../${path}`, deploy)), path).toBe(true);
  });
});
