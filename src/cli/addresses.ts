import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment, VariableName } from '../environment.js';
import type { GivenParts, StackAddresses } from '../local/local-stack.js';

/** Addresses of the parts as one process knows them; only the API and migrations need the owner of the database. */
export type PartAddresses = Omit<StackAddresses, 'databaseOwnerUrl'> & { readonly databaseOwnerUrl: string | null };

/** The addresses of all parts, for a process that starts none of them; a missing one fails with CONFIGURATION_INVALID. */
export function requireAddresses(environment: Environment): PartAddresses {
  const required = (value: string | null, variable: VariableName): string => {
    if (value !== null) return value;
    throw new VoxseekError('CONFIGURATION_INVALID', `${variable} is not set. Set it, or run "voxseek up", which starts every part on this machine.`, { path: variable });
  };
  return {
    databaseUrl: required(environment.databaseUrl, 'VOXSEEK_DATABASE_URL'),
    databaseOwnerUrl: environment.databaseOwnerUrl,
    temporalAddress: required(environment.temporalAddress, 'VOXSEEK_TEMPORAL_ADDRESS'),
    temporalNamespace: environment.temporalNamespace,
    milvusAddress: required(environment.milvusAddress, 'VOXSEEK_MILVUS_ADDRESS'),
    objectsUrl: required(environment.objectsUrl, 'VOXSEEK_OBJECTS_URL'),
    pseudonymKey: required(environment.pseudonymKey, 'VOXSEEK_PSEUDONYM_KEY'),
  };
}

/** The variables that give a child process the addresses of a stack. */
export function addressVariables(addresses: StackAddresses): Partial<Record<VariableName, string>> {
  return {
    VOXSEEK_DATABASE_URL: addresses.databaseUrl,
    VOXSEEK_DATABASE_OWNER_URL: addresses.databaseOwnerUrl,
    VOXSEEK_TEMPORAL_ADDRESS: addresses.temporalAddress,
    VOXSEEK_TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    VOXSEEK_MILVUS_ADDRESS: addresses.milvusAddress,
    VOXSEEK_OBJECTS_URL: addresses.objectsUrl,
    VOXSEEK_PSEUDONYM_KEY: addresses.pseudonymKey,
  };
}

/** The parts that the environment gives an address for. */
export function givenParts(environment: Environment): GivenParts {
  return {
    databaseUrl: environment.databaseUrl ?? undefined,
    databaseOwnerUrl: environment.databaseOwnerUrl ?? undefined,
    temporalAddress: environment.temporalAddress ?? undefined,
    milvusAddress: environment.milvusAddress ?? undefined,
    objectsUrl: environment.objectsUrl ?? undefined,
    pseudonymKey: environment.pseudonymKey ?? undefined,
  };
}
