/** What GraphiQL shows when it is opened for the first time: the way from an account to its events, and what administrators see. */
export const graphiqlTabs = [
  {
    query: `# Welcome to Gatehouse. Press the button to run an
# operation, or Ctrl-Enter with the cursor in it.

# 1. Make an account.
mutation Register {
  register(input: {
    email: "ada@example.com"
    password: "seven purple kettles sing"
    displayName: "Ada"
  }) {
    __typename
    ... on RegisterSuccess {
      user { id email registeredAt }
      position
    }
    ... on Error { message }
    ... on WeakPassword { suggestions }
    ... on InvalidInput { issues { path message } }
  }
}

# 2. Log in, and copy the access token into the
#    headers below, in place of the dots:
#    { "Authorization": "Bearer ..." }
mutation LogIn {
  login(input: {
    email: "ada@example.com"
    password: "seven purple kettles sing"
  }) {
    __typename
    ... on LoginSuccess {
      user { displayName loginCount }
      tokens { accessToken }
      position
    }
    ... on Error { message }
  }
}

# 3. Ask who you are, and what happened to your account.
query Me {
  me {
    email
    displayName
    roles
    lastLoginAt
    sessions { createdAt userAgent current }
    events(first: 5) {
      totalCount
      edges { node { type version at } }
    }
  }
}

# 4. As an administrator, look for people.
query Users {
  users(search: "ada", first: 10) {
    totalCount
    edges { node { email displayName loginCount } }
  }
}

# 5. Watch logins as they happen, while you log in
#    from another tab.
subscription Logins {
  loginEvents {
    cursor
    login { at outcome ipAddress user { email } }
  }
}
`,
  },
  {
    query: `# For administrators. Put the access token of one into
# the headers below: { "Authorization": "Bearer ..." }

# 1. Look for people. A small mistake does no harm: when
#    nobody is spelled so, similar words are found.
query Search {
  users(
    search: "ada"
    filter: { status: [ACTIVE] }
    orderBy: [{ field: LAST_LOGIN_AT, direction: DESC }]
    first: 10
  ) {
    totalCount
    edges { cursor node { email displayName lastLoginAt loginCount } }
    pageInfo { hasNextPage endCursor }
  }
}

# 2. Count the logins of each day.
query Statistics {
  loginStatistics(time: {}, interval: DAY) {
    start succeeded failed users
  }
}

# 3. See what the read models have applied of the log.
query Projections {
  projections {
    name index lag lagSeconds lastAppliedAt
    deadLetters rebuildDue
  }
}

# 4. See everybody as of an instant. Make that view first:
#    npx gatehouse rebuild --as-of 2026-01-31 --into january
query Past {
  users(view: "january", first: 10) {
    totalCount
    edges { node { email displayName loginCount } }
  }
}
`,
  },
];
