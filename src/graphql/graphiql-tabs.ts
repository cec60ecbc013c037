/** What GraphiQL shows when it is opened for the first time: the way from an account to its events. */
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
];
