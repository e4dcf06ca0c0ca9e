import { ObjectType } from 'type-graphql';
import { NodeType } from '../node/node.type.js';

@ObjectType('Study', { implements: NodeType, description: 'A study of a patient, by pseudonym as the patient is. Gone with the last volume.' })
export class StudyType extends NodeType {}
