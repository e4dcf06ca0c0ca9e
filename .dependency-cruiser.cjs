const inward = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to } });

/** Imports point inward: api, activities, local → services → domain; adapters → services' interfaces → domain. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    // The one excepted package holds types alone, so there is nothing to resolve at run time.
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' } },
    inward('domain-is-innermost', '^src/domain/', '^src/(?!domain/)', 'The domain knows nothing of what surrounds it.'),
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'domain-needs-no-packages',
      severity: 'error',
      comment: 'Formulas and definitions outlive libraries; none is excepted.',
      from: { path: '^src/domain/' },
      to: { path: 'node_modules' },
    },
    inward('services-know-only-the-domain', '^src/services/', '^src/(?!services/|domain/)', 'A service reaches the world through its ports.'),
    inward('adapters-know-no-rooms', '^src/adapters/', '^src/(api|activities|workflows|local|cli|main|environment)', 'An adapter implements a port.'),
    {
      name: 'adapters-stay-apart',
      severity: 'error',
      comment: 'One folder for each outside thing; adapters/threads and adapters/images are shared plumbing.',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/($1|threads|images)/' },
    },
    inward('rooms-do-not-wire', '^src/(api|activities|workflows)/', '^src/(adapters|local|cli)/', 'Only main.ts and cli/ wire adapters to services.'),
    inward('local-stays-apart', '^src/local/', '^src/(api|activities|workflows|adapters|cli)/', 'The local stack starts servers; it uses none of them.'),
    {
      name: 'workflows-are-pure',
      severity: 'error',
      comment: 'Values come from the domain, or from the workflow library; all else is type-only.',
      from: { path: '^src/workflows/' },
      to: { path: '^src/(?!workflows/|domain/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-use-no-node-built-ins',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-use-one-library',
      severity: 'error',
      comment: 'A workflow is replayed for as long as it runs: what it loads must be deterministic, and is kept to the workflow library and its errors.',
      from: { path: '^src/workflows/' },
      to: { path: 'node_modules', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    inward('sources-do-not-use-tests', '^src/', '^(tests|bench|tools)/', 'Tests use sources, not the other way.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json'] },
  },
};
