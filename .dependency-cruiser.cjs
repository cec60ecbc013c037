const onlyTo = (layer, allowed) => ({
  name: `${layer}-imports-only-${allowed.join('-and-')}`,
  comment: `What lies in src/${layer} may import ${allowed.join(', ')} and nothing else of src.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: allowed.map((name) => `^src/${name}/`) },
});

/** Adapters are blind to each other: each folder below src/adapters is a technology. */
const blindAdapters = {
  name: 'adapters-are-blind-to-each-other',
  severity: 'error',
  from: { path: '^src/adapters/([^/]+)/' },
  to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A module that nothing imports is dead, unless it is an entry point, or runs in browsers.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/roles/((start|cli/.+)\\.ts|http/account-pages/.+\\.js)$',
      },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports only itself: no package, no module of Node.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'ports-show-no-client',
      comment: 'A port imports the domain and other ports: no package.',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { pathNot: '^src/(ports|domain)/' },
    },
    onlyTo('application', ['application', 'ports', 'domain']),
    onlyTo('adapters', ['adapters', 'ports', 'domain']),
    onlyTo('graphql', ['graphql', 'application', 'ports', 'domain']),
    onlyTo('web', ['web']),
    blindAdapters,
    {
      name: 'only-roles-build-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(roles|adapters)/' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'clients-stay-in-adapters',
      comment: 'The clients of servers are imported by adapters only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/' },
      to: { path: 'node_modules/(ioredis|@elastic|kysely|pg|jose|argon2|@node-rs|@zxcvbn-ts)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] },
  },
};
