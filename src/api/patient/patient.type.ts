import { ObjectType } from 'type-graphql';
import { NodeType } from '../node/node.type.js';

@ObjectType('Patient', {
  implements: NodeType,
  description: 'A patient of stored volumes, by pseudonym: the id is a keyed hash of what was declared, which is not stored. Gone with the last volume.',
})
export class PatientType extends NodeType {}
