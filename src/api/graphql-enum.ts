import { registerEnumType } from 'type-graphql';

/** Registers a domain union as a GraphQL enum: each value with what it means. */
export function graphqlEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<Value, Value>> {
  const names = Object.keys(values) as Value[];
  const members = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }]));
  registerEnumType(members, { name, description, valuesConfig: valuesConfig as Record<Value, { description: string }> });
  return members;
}
