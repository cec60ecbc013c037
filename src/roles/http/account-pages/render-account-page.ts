import { readFileSync } from 'node:fs';
import { requestOf } from './account-page-documents.ts';
import type { AccountPage, Outcome } from './account-pages.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What every page has in it, to the letter: its content security policy names these by their hashes. */
export const pageScript = read('./account-page.js');
export const pageStyle = read('./account-page.css');

const common: Readonly<Record<string, Outcome>> = {
  TooManyRequests: {
    heading: 'Too many attempts',
    body: '<p>Nothing was changed. Try again after <time></time>.</p>',
  },
  failed: {
    heading: 'It did not work this time',
    body: '<p>The service could not be reached, or could not answer. Press the button again: however often you do, it is done once.</p>',
  },
  other: { heading: 'This was refused', body: '<p class="message"></p>' },
};

const ofLinks: Readonly<Record<string, Outcome>> = {
  noToken: {
    heading: 'Open this page by the link in the mail',
    body: '<p>What the link ends with is missing here. Open it from the mail, or copy all of it into the address bar.</p>',
    final: true,
  },
  brokenToken: {
    heading: 'The link is not whole',
    body: '<p>Some of it is missing, or something was added. Open it from the mail, or copy all of it into the address bar.</p>',
    final: true,
  },
};

const fields = {
  newPassword: `<label for="newPassword">New password</label>
      <div class="field">
        <input id="newPassword" name="newPassword" type="password" required minlength="15" autocomplete="new-password" autocapitalize="none" spellcheck="false" aria-describedby="hint outcome">
        <button id="toggle" type="button" aria-controls="newPassword" aria-label="Show password">Show</button>
      </div>
      <p id="hint" class="hint">At least 15 characters. Several words that have nothing to do with each other are good; spaces, capitals and signs are up to you.</p>`,
  // An address may have letters that browsers refuse in fields of type email.
  email: `<label for="email">E-mail address</label>
      <div class="field">
        <input id="email" name="email" type="text" required inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" aria-describedby="outcome">
      </div>
      <p class="hint">The answer is the same, whether an account has this address or not.</p>`,
} as const;

/** The whole page. @param byHash whether the gateway refuses documents that are sent as texts */
export function renderAccountPage(page: AccountPage, { byHash }: { readonly byHash: boolean }): string {
  const needsToken = page.field !== 'email';
  const outcomes = { ...common, ...(needsToken && ofLinks), ...page.outcomes };
  const request = escaped(JSON.stringify(requestOf(page.mutation, byHash)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<main>
  <p class="host"></p>
  <div id="before">
    <h1>${page.title}</h1>
    <p>${page.lead}</p>
    <noscript><p><strong>This page needs JavaScript: let your browser run it here, and load the page again by the link in the mail.</strong></p></noscript>
  </div>
  <div id="outcome" role="status">${Object.entries(outcomes).map(renderOutcome).join('')}
  </div>
  <form method="post" data-mutation="${page.mutation}" data-request="${request}"${needsToken ? ' data-needs-token' : ''} hidden>
      ${page.field === undefined ? '' : fields[page.field]}
      <button type="submit">${page.button}</button>
  </form>
</main>
<script type="module">${pageScript}</script>
</body>
</html>
`;
}

function renderOutcome([name, { heading, body, final, field }]: [string, Outcome]): string {
  const classes = [name === 'success' && 'success', final && 'final'].filter(Boolean).join(' ');
  return `
    <section id="${name}" class="${classes}"${field ? ' data-field' : ''} hidden><h2 tabindex="-1">${heading}</h2>${body}</section>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
