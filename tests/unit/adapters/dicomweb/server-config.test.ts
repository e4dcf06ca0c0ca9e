import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readServerFile } from '../../../../src/adapters/dicomweb/server-config.js';
import { createDicomWebServers } from '../../../../src/adapters/dicomweb/servers.js';
import { asId } from '../../../../src/domain/ids.js';

function file(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'voxseek-servers-')), 'servers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const [one, other] = [asId('Team', 'team_one'), asId('Team', 'team_other')];

describe('readServerFile', () => {
  it('reads servers with their defaults', () => {
    expect(readServerFile(file({ servers: { pacs: { url: 'https://pacs.example/dicom-web/', teams: 'all' } } }))).toEqual([
      { name: 'pacs', url: 'https://pacs.example/dicom-web', auth: { kind: 'none' }, teams: 'all', timeoutSeconds: 60, maxSeries: 1_000, viewer: null, certificateAuthority: null },
    ]);
  });

  it.each([
    ['another protocol', { servers: { pacs: { url: 'file:///etc/passwd', teams: 'all' } } }, 'servers.pacs.url'],
    ['no teams', { servers: { pacs: { url: 'https://a.example' } } }, 'servers.pacs.teams'],
    ['a misspelt field', { servers: { pacs: { url: 'https://a.example', teams: 'all', pasword: 'SECRET' } } }, 'servers.pacs'],
    ['a password that is no text', { servers: { pacs: { url: 'https://a.example', teams: 'all', auth: { kind: 'basic', username: 'SECRET', password: 1 } } } }, 'servers.pacs.auth.password'],
    ['a viewer without a place for the study', { servers: { pacs: { url: 'https://a.example', teams: 'all', viewer: 'https://viewer.example' } } }, 'servers.pacs.viewer'],
    ['no JSON', '{ SECRET', 'is not JSON'],
  ])('refuses %s and names the field without its value', (_, content, named) => {
    const refused = expect(() => readServerFile(file(content)));
    refused.toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID', path: 'VOXSEEK_DICOMWEB_FILE', message: expect.stringContaining(named) as unknown }));
    refused.not.toThrow(/SECRET/u);
  });
});

describe('createDicomWebServers', () => {
  const servers = createDicomWebServers(
    readServerFile(
      file({
        servers: {
          mine: { url: 'https://a.example', teams: ['team_one'], viewer: 'https://viewer.example/viewer?StudyInstanceUIDs={studyInstanceUid}&x=1' },
          everyones: { url: 'https://b.example', teams: 'all' },
        },
      }),
    ),
  );

  it('shows a team what is granted to it alone', () => {
    expect(servers.names(one)).toEqual(['mine', 'everyones']);
    expect(servers.names(other)).toEqual(['everyones']);
    expect(() => servers.open(other, 'mine')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => servers.open(one, 'nowhere')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(servers.viewerUrl(other, 'mine', '1.2.3')).toBeNull();
    expect(servers.hasViewer(other, 'mine')).toBe(false);
  });

  it('fills the template of the viewer', () => {
    expect(servers.viewerUrl(one, 'mine', '1.2.3')).toBe('https://viewer.example/viewer?StudyInstanceUIDs=1.2.3&x=1');
    expect(servers.viewerUrl(one, 'everyones', '1.2.3')).toBeNull();
  });
});
