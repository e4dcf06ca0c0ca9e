import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { asId } from '../../../../src/domain/ids.js';
import type { ApiTokenRecord, TeamRecord } from '../../../../src/services/ports/records.js';
import { createTeamService } from '../../../../src/services/teams/team-service.js';

function setUp(now = () => new Date('2026-05-01T00:00:00Z')) {
  const teams = new Map<string, TeamRecord>();
  const tokens = new Map<string, ApiTokenRecord>();
  const service = createTeamService({
    now,
    operator: {
      createTeam(name) {
        if (teams.has(name)) return Promise.reject(new VoxseekError('CONFLICT', 'taken'));
        const team = { id: asId('Team', `team_${teams.size}`), name, createdAt: now() };
        teams.set(name, team);
        return Promise.resolve(team);
      },
      findTeamByName: (name) => Promise.resolve(teams.get(name) ?? null),
      createToken(teamId, name, scopes, secretHash, expiresAt) {
        const token = { id: asId('ApiToken', `tok_${tokens.size}`), teamId, name, scopes, createdAt: now(), expiresAt };
        tokens.set(secretHash, token);
        return Promise.resolve(token);
      },
      findToken: (secretHash) => Promise.resolve(tokens.get(secretHash) ?? null),
    },
  });
  return { service, teams, tokens };
}

const unauthenticated = { code: 'UNAUTHENTICATED' };

describe('tokens', () => {
  it('are known by their secret, of which only the SHA-256 is stored', async () => {
    const { service, tokens } = setUp();
    const team = await service.createTeam('radiology');
    const { token, secret } = await service.createToken(team.id, { name: 'laptop', scopes: ['READ', 'WRITE', 'READ'], expiresAt: null });
    expect(secret).toMatch(/^vxs_[\w-]{43}$/u);
    expect(token).toMatchObject({ teamId: team.id, scopes: ['READ', 'WRITE'] });
    expect([...tokens.keys()]).toEqual([createHash('sha256').update(secret).digest('hex')]);
    expect(JSON.stringify([...tokens])).not.toContain(secret);
    expect(await service.authenticate(secret)).toEqual(token);
  });

  it('differ each time', async () => {
    const { service } = setUp();
    const { id } = await service.createTeam('a');
    const made = await Promise.all(Array.from({ length: 100 }, () => service.createToken(id, { name: 't', scopes: ['READ'], expiresAt: null })));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(100);
  });

  it('are refused when unknown, malformed or expired, without saying which', async () => {
    let now = new Date('2026-05-01T00:00:00Z');
    const { service } = setUp(() => now);
    const { id } = await service.createTeam('a');
    const { secret } = await service.createToken(id, { name: 't', scopes: ['READ'], expiresAt: new Date('2026-05-02T00:00:00Z') });
    const refusals = [`vxs_${'A'.repeat(43)}`, '', 'vxs_', `${secret} `, secret.toUpperCase()];
    await service.authenticate(secret);
    now = new Date('2026-05-02T00:00:00Z');
    const messages = await Promise.all([secret, ...refusals].map((text) => service.authenticate(text).catch((error: unknown) => error)));
    for (const error of messages) expect(error).toMatchObject(unauthenticated);
    expect(new Set(messages.map((error) => (error as Error).message)).size).toBe(1);
  });

  it('need a scope, a name and a future', async () => {
    const { service } = setUp();
    const { id } = await service.createTeam('a');
    await expect(service.createToken(id, { name: 't', scopes: [], expiresAt: null })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'scopes' });
    await expect(service.createToken(id, { name: ' ', scopes: ['READ'], expiresAt: null })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'name' });
    await expect(service.createToken(id, { name: 't', scopes: ['READ'], expiresAt: new Date(0) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'expiresAt' });
  });
});

describe('teams', () => {
  it('have a name of their own', async () => {
    const { service } = setUp();
    const team = await service.createTeam('  radiology ');
    expect(team.name).toBe('radiology');
    await expect(service.createTeam('radiology')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.ensureTeam('radiology')).toEqual(team);
    await expect(service.createTeam('x'.repeat(101))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('are made once, also by two processes at the same moment', async () => {
    const { service, teams } = setUp();
    const made = await Promise.all(Array.from({ length: 10 }, () => service.ensureTeam('demo')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(teams.size).toBe(1);
  });
});
