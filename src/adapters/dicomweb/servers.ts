import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../domain/ids.js';
import type { DicomWebServers } from '../../services/ports/dicomweb.js';
import { createDicomWebClient } from './client.js';
import { PATIENT } from './retrying.js';
import type { Waiting } from './retrying.js';
import { viewerAddress } from './server-config.js';
import type { ServerConfig } from './server-config.js';

/** The configured servers. One that is not granted to a team is, to that team, not there. */
export function createDicomWebServers(configs: readonly ServerConfig[], waiting: Waiting = PATIENT): DicomWebServers {
  const granted = (teamId: TeamId): readonly ServerConfig[] => configs.filter(({ teams }) => teams === 'all' || teams.includes(teamId));
  const find = (teamId: TeamId, name: string): ServerConfig | undefined => granted(teamId).find((config) => config.name === name);
  return {
    names: (teamId) => granted(teamId).map(({ name }) => name),
    open(teamId, name) {
      const config = find(teamId, name);
      if (config === undefined) throw new VoxseekError('NOT_FOUND', 'There is no DICOMweb server of this name that the team may use.', { path: 'server' });
      return createDicomWebClient(config, waiting);
    },
    hasViewer: (teamId, name) => (find(teamId, name)?.viewer ?? null) !== null,
    viewerUrl(teamId, name, studyInstanceUid) {
      const template = find(teamId, name)?.viewer ?? null;
      return template === null ? null : viewerAddress(template, studyInstanceUid);
    },
  };
}
