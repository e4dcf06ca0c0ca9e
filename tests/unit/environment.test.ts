import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderEnvironmentDocs } from '../../src/cli/environment-docs.js';
import { VoxseekError } from '../../src/domain/errors/voxseek-error.js';
import { VARIABLES, readEnvironment } from '../../src/environment.js';

function failure(source: NodeJS.ProcessEnv): VoxseekError {
  try {
    readEnvironment(source, '/work-directory');
  } catch (error) {
    if (error instanceof VoxseekError) return error;
    throw error;
  }
  throw new Error('The environment was accepted.');
}

describe('readEnvironment', () => {
  it('has a default for everything that one machine needs', () => {
    const environment = readEnvironment({}, '/data');
    expect(environment).toMatchObject({
      home: '/data/.voxseek',
      toolsDirectory: '/data/.voxseek/tools',
      databaseUrl: null,
      temporalNamespace: 'default',
      apiHost: '127.0.0.1',
      apiPort: 0,
      workerRoles: ['control', 'embed', 'embed-interactive'],
      executionProviders: null,
      providerPreference: ['cuda', 'tensorrt', 'coreml', 'webgpu', 'cpu'],
      importRoots: [],
      queryTtlHours: 24,
      url: null,
      token: null,
      logLevel: 'info',
      production: false,
    });
    expect(environment.modelsDirectory).toMatch(/\/models$/u);
    expect(environment.inferenceThreads).toBeGreaterThan(0);
    expect(Object.isFrozen(environment)).toBe(true);
  });

  it('takes an empty variable as unset, also where the default is none', () => {
    const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, '']));
    expect(readEnvironment(empty, '/data')).toEqual(readEnvironment({}, '/data'));
    expect(readEnvironment({ VOXSEEK_API_PORT: '  ' }, '/data').apiPort).toBe(0);
  });

  it('makes paths absolute against the working directory', () => {
    const environment = readEnvironment({ VOXSEEK_HOME: 'home', VOXSEEK_TOOLS_DIR: '../tools', VOXSEEK_IMPORT_ROOTS: '/a:/b c' }, '/data/x');
    expect(environment).toMatchObject({ home: '/data/x/home', toolsDirectory: '/data/tools', importRoots: ['/a', '/b c'] });
  });

  it.each([
    ['VOXSEEK_API_PORT', '70000'],
    ['VOXSEEK_API_PORT', '4.5'],
    ['VOXSEEK_API_PORT', 'http'],
    ['VOXSEEK_MODEL_SECONDS', '0'],
    ['VOXSEEK_DATABASE_URL', 'mysql://secret@host/db'],
    ['VOXSEEK_TEMPORAL_ADDRESS', 'temporal'],
    ['VOXSEEK_OBJECTS_URL', '/var/objects'],
    ['VOXSEEK_PUBLIC_URL', 'ftp://host'],
    ['VOXSEEK_PSEUDONYM_KEY', 'too-short-secret'],
    ['VOXSEEK_WORKER_ROLES', 'control,gpu'],
    ['VOXSEEK_INFERENCE_THREADS', '0'],
    ['VOXSEEK_EXECUTION_PROVIDER', 'cpu,tpu'],
    ['VOXSEEK_PROVIDER_PREFERENCE', 'fastest'],
    ['VOXSEEK_IMPORT_ROOTS', 'relative/path'],
    ['VOXSEEK_MAX_UPLOAD_BYTES', '-1'],
    ['VOXSEEK_QUERY_TTL_HOURS', '0'],
    ['VOXSEEK_LOG_LEVEL', 'loud'],
    ['VOXSEEK_ENVIRONMENT', 'staging'],
  ])('refuses %s=%s by name, without repeating the value', (name, value) => {
    const error = failure({ [name]: value });
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', path: name });
    expect(error.message).toContain(`${name} must be`);
    expect(error.message.replaceAll(name, '')).not.toContain(value.length > 3 ? `=${value}` : `"${value}"`);
    expect(error.message).not.toContain('secret@');
  });

  it('names every wrong variable at once', () => {
    const { message, path } = failure({ VOXSEEK_API_PORT: 'x', VOXSEEK_LOG_LEVEL: 'y' });
    expect(path).toBe('VOXSEEK_API_PORT');
    expect(message).toContain('VOXSEEK_LOG_LEVEL');
  });

  it('reads what it is given', () => {
    const environment = readEnvironment({
      VOXSEEK_WORKER_ROLES: 'embed, embed-interactive,embed',
      VOXSEEK_PUBLIC_URL: 'https://voxseek.example/base//',
      VOXSEEK_OBJECTS_URL: 's3://voxseek?endpoint=http://objects:9000&region=us-east-1&pathStyle=true',
      VOXSEEK_ENVIRONMENT: 'production',
    });
    expect(environment).toMatchObject({ workerRoles: ['embed', 'embed-interactive'], publicUrl: 'https://voxseek.example/base', production: true });
    expect(environment.objectsUrl).toContain('endpoint=');
  });
});

describe('docs/configuration.md', () => {
  it('is what the table of variables says', () => {
    expect(readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')).toBe(renderEnvironmentDocs());
  });
});
