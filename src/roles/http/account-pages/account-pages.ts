import type { AccountPageMutation } from './account-page-documents.ts';

/** What a page says in one case. Texts are HTML. */
export interface Outcome {
  readonly heading: string;
  readonly body: string;
  /** Whether nothing is left to do on the page; it stays as it was if left out. */
  readonly final?: true;
  /** Whether it is the text in the field that has to be another. */
  readonly field?: true;
}

/** A page that people come to from a mail, or in order to be sent one. Texts are HTML. */
export interface AccountPage {
  readonly mutation: AccountPageMutation;
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  readonly field?: 'newPassword' | 'email';
  /** By the name of the answer's type; `success` for that of success. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

const linkIsDead = 'This link does not work any more';
const usedOrOld = 'It was used before, it has run out, or a newer mail has taken its place.';
const askAgain = 'ask for a new mail where you manage your account';

/** The pages that links in mails lead to, by their paths. */
export const linkedPages: Readonly<Record<string, AccountPage>> = {
  '/verify-email': {
    mutation: 'verifyEmail',
    title: 'Confirm your address',
    lead: 'Press the button to confirm that the e-mail address is yours.',
    button: 'Confirm address',
    outcomes: {
      success: {
        heading: 'Your address is confirmed',
        body: '<p>You can close this page and sign in as usual.</p>',
        final: true,
      },
      InvalidToken: {
        heading: linkIsDead,
        body: `<p>${usedOrOld}</p><p>If you have used it yourself, your address is confirmed. Otherwise ${askAgain}.</p><p>If you cannot sign in before, <a href="forgot-password">choose a new password</a>: that confirms the address as well.</p>`,
        final: true,
      },
    },
  },
  '/confirm-email': {
    mutation: 'confirmEmailChange',
    title: 'Confirm your new address',
    lead: 'Press the button to sign in with this e-mail address from now on, and with the former one no longer.',
    button: 'Use the new address',
    outcomes: {
      success: {
        heading: 'Your address is changed',
        body: '<p>You can close this page. From now on sign in with the new address.</p>',
        final: true,
      },
      InvalidToken: {
        heading: linkIsDead,
        body: `<p>${usedOrOld}</p><p>If you have used it yourself, your address is changed. Otherwise ask for the change again where you manage your account.</p>`,
        final: true,
      },
      EmailTaken: {
        heading: 'Another account has this address',
        body: '<p>Nothing was changed. Sign in with your present address, and ask for the change to another one.</p>',
        final: true,
      },
    },
  },
  '/reset-password': {
    mutation: 'resetPassword',
    title: 'Choose a new password',
    lead: 'It takes the place of the former one, and ends every session of your account.',
    button: 'Set the new password',
    field: 'newPassword',
    outcomes: {
      success: {
        heading: 'Your password is changed',
        body: '<p>Every session has ended. You can close this page and sign in with the new password.</p>',
        final: true,
      },
      InvalidToken: {
        heading: linkIsDead,
        body: `<p>${usedOrOld}</p><p class="doubt" hidden>Before, no answer came: what you sent then may have been done all the same. Try to sign in with that password.</p><p><a href="forgot-password">Ask for a new link</a></p>`,
        final: true,
      },
      WeakPassword: {
        heading: 'Choose another password',
        body: '<p class="message"></p><ul></ul>',
        field: true,
      },
      InvalidInput: { heading: 'Choose another password', body: '<p class="message"></p>', field: true },
    },
  },
};

/** The page on which people ask for a mail. */
export const requestingPages: Readonly<Record<string, AccountPage>> = {
  '/forgot-password': {
    mutation: 'requestPasswordReset',
    title: 'Forgot your password?',
    lead: 'Give the address of your account, and you are sent a link to choose a new password.',
    button: 'Send me a link',
    field: 'email',
    outcomes: {
      success: {
        heading: 'Look into your mailbox',
        body: '<p>If an account has this address, a mail with a link is on its way. The link works until <time></time>.</p><p>Nothing there? Look among unwanted mails, and whether the address was right: <a href="forgot-password">ask once more</a>.</p>',
        final: true,
      },
      InvalidInput: { heading: 'This is no e-mail address', body: '<p class="message"></p>', field: true },
    },
  },
};
