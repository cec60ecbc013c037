// What the account pages do in a browser. The words stand in the page: this shows those that fit the answer.

const patience = 20_000;

const form = one(document, 'form', HTMLFormElement);
const button = one(form, '[type=submit]', HTMLButtonElement);
const field = form.querySelector('input');
const { mutation = '', request = '{}', needsToken } = form.dataset;

const token = takeToken();
let isBusy = false;
/** What was sent last and is not answered: sent again, it goes under the same name. */
let unanswered = { text: '', key: '' };

one(document, '.host', HTMLElement).textContent = location.host;
// The link of another mail, opened in the same tab, changes nothing but what stands behind the #.
addEventListener('hashchange', () => location.reload());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
letPasswordBeSeen();

if (needsToken === undefined) form.hidden = false;
else if (token === null) show('noToken');
else if (!/^[\w-]{64}$/.test(token)) show('brokenToken');
else form.hidden = false;

/** The token of the link, which is then gone from the address bar and from what the back button knows. */
function takeToken() {
  const found = new URLSearchParams(location.hash.slice(1)).get('token');
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return found;
}

async function send() {
  if (isBusy) return;
  isBusy = true;
  button.setAttribute('aria-disabled', 'true');
  field?.removeAttribute('aria-invalid');
  hideOutcomes();
  const hadNoAnswer = unanswered.text !== '';
  try {
    const result = await ask({
      ...(needsToken !== undefined && { token: token ?? '' }),
      ...(field && { [field.name]: field.value }),
    });
    tell(result, hadNoAnswer);
  } catch {
    // Whether it was done is not known: the same again is done once.
    show('failed');
  } finally {
    isBusy = false;
    button.removeAttribute('aria-disabled');
  }
}

/** @param {Record<string, string>} input */
async function ask(input) {
  const text = JSON.stringify({ ...JSON.parse(request), variables: { input } });
  if (text !== unanswered.text) unanswered = { text, key: newKey() };
  const response = await fetch('graphql', {
    method: 'POST',
    credentials: 'omit',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': unanswered.key,
    },
    body: text,
    signal: AbortSignal.timeout(patience),
  });
  const { data } = await response.json();
  const result = data?.[mutation];
  if (typeof result?.__typename !== 'string') throw new Error('There is no answer to the mutation.');
  unanswered = { text: '', key: '' };
  return result;
}

/**
 * @param {{ __typename: string, message?: string, suggestions?: string[], issues?: { message: string }[], expiresAt?: string, retryAfter?: string }} result
 * @param {boolean} hadNoAnswer whether something was sent before of which nobody knows whether it was done
 */
function tell(result, hadNoAnswer) {
  const { __typename: kind, message = '', expiresAt, retryAfter } = result;
  const outcome = show(kind.endsWith('Success') ? 'success' : kind);
  const place = outcome.querySelector('.message');
  if (place) place.textContent = result.issues?.map((issue) => issue.message).join(' ') || message;
  const time = outcome.querySelector('time');
  if (time) fillTime(time, expiresAt ?? retryAfter);
  const list = outcome.querySelector('ul');
  list?.replaceChildren(...(result.suggestions ?? []).map(toItem));
  const doubt = outcome.querySelector('.doubt');
  if (doubt instanceof HTMLElement) doubt.hidden = !hadNoAnswer;
  if (outcome.dataset['field'] === undefined || field === null) return;
  field.setAttribute('aria-invalid', 'true');
  field.focus();
}

/** @param {string} name */
function show(name) {
  hideOutcomes();
  const outcome = document.getElementById(name) ?? one(document, '#other', HTMLElement);
  outcome.hidden = false;
  const heading = one(outcome, 'h2', HTMLElement);
  if (outcome.classList.contains('final')) {
    one(document, '#before', HTMLElement).hidden = true;
    form.hidden = true;
    document.title = heading.textContent ?? '';
    // What had the focus is not there any more.
    heading.focus();
  }
  return outcome;
}

function hideOutcomes() {
  for (const outcome of document.querySelectorAll('section')) outcome.hidden = true;
}

/** @param {HTMLTimeElement} time @param {string | undefined} instant */
function fillTime(time, instant) {
  if (instant === undefined) return;
  time.dateTime = instant;
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  time.textContent = format.format(new Date(instant));
}

/** @param {string} text */
function toItem(text) {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

function letPasswordBeSeen() {
  const toggle = document.getElementById('toggle');
  if (toggle === null || field === null) return;
  const set = (/** @type {boolean} */ isSeen) => {
    field.type = isSeen ? 'text' : 'password';
    toggle.textContent = isSeen ? 'Hide' : 'Show';
    toggle.setAttribute('aria-label', isSeen ? 'Hide password' : 'Show password');
  };
  toggle.addEventListener('click', () => set(field.type === 'password'));
  // Browsers keep what was typed into fields of text.
  form.addEventListener('submit', () => set(false));
}

/** Browsers make no UUIDs on pages that came by http. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/**
 * @template {Element} Kind
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function one(within, selector, kind) {
  const found = within.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${selector}.`);
}
