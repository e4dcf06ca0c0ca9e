import { VARIABLES } from '../environment.js';

/** The text of docs/configuration.md. */
export function renderEnvironmentDocs(): string {
  const rows = VARIABLES.map(
    ({ name, description, default: byDefault, expects }) => `| \`${name}\` | ${description} | ${byDefault} | ${expects} |`,
  );
  return [
    '# Configuration',
    '',
    'Everything is set by environment variables; an empty one counts as unset. Written by `voxseek schema` from the table in',
    '`src/environment.ts`: change it there.',
    '',
    'On one machine nothing needs to be set: `voxseek up` starts every server that no address is given for. A process of its own',
    '(`voxseek api`, `voxseek worker`) needs `VOXSEEK_DATABASE_URL`, `VOXSEEK_TEMPORAL_ADDRESS`, `VOXSEEK_MILVUS_ADDRESS`,',
    '`VOXSEEK_OBJECTS_URL` and `VOXSEEK_PSEUDONYM_KEY`; `voxseek api` also `VOXSEEK_DATABASE_OWNER_URL`, to migrate the tables.',
    '',
    '| variable | meaning | default | value |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
