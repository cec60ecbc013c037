import type { Wordings } from './to-content.ts';

const notYou =
  'If it was not you, choose another password now, or ask for a link to reset it if you cannot sign in: every session ends with that.';

/** What the mails say. */
export const wordings: Wordings = {
  'verify-email': (product, when) => ({
    subject: `Confirm your e-mail address for ${product}`,
    before: [
      `On ${when}, somebody asked to confirm that the account with this e-mail address at ${product} is theirs.`,
      'If it was you, open this link:',
    ],
    link: 'Confirm this address',
    after: ['If it was not you, you need not do anything: the address stays unconfirmed.'],
  }),
  'confirm-email': (product, when) => ({
    subject: `Confirm your new e-mail address for ${product}`,
    before: [
      `On ${when}, somebody asked for this e-mail address to become the one of their account at ${product}.`,
      'If it was you, open this link:',
    ],
    link: 'Take this address',
    after: ['If it was not you, you need not do anything: no account gets this address.'],
  }),
  'reset-password': (product, when) => ({
    subject: `Choose another password for ${product}`,
    before: [
      `On ${when}, somebody asked to choose another password for the account with this e-mail address at ${product}.`,
      'If it was you, open this link:',
    ],
    link: 'Choose another password',
    after: ['If it was not you, you need not do anything: your password stays as it is.'],
  }),
  'email-change-requested': (product, when) => ({
    subject: `Another e-mail address was asked for at ${product}`,
    before: [
      `On ${when}, somebody who knows your password asked for another e-mail address for your account at ${product}. Nothing has changed yet: whoever reads the mails to that address has to confirm it.`,
    ],
    after: [notYou],
  }),
  'email-changed': (product, when) => ({
    subject: `Your account at ${product} has another e-mail address`,
    before: [
      `On ${when}, your account at ${product} was given another e-mail address. This one does not belong to it any more.`,
    ],
    after: ['If it was not you, tell those who run the service at once: they can deactivate the account.'],
  }),
  'password-changed': (product, when) => ({
    subject: `Your password for ${product} was changed`,
    before: [`On ${when}, the password of your account at ${product} was changed.`],
    after: [notYou],
  }),
  'password-reset': (product, when) => ({
    subject: `Your password for ${product} was reset`,
    before: [
      `On ${when}, another password was chosen for your account at ${product}, by a link that was mailed to this address. Every session has ended.`,
    ],
    after: [
      'If it was not you, somebody can read your mails: secure your mailbox first, and then ask for a link to reset the password.',
    ],
  }),
  'registration-repeated': (product, when) => ({
    subject: `You have an account at ${product}`,
    before: [
      `On ${when}, somebody tried to make an account at ${product} with this e-mail address, which has one already.`,
      'If it was you, sign in instead. If that does not work, or you never confirmed this address, choose another password, which confirms the address too:',
    ],
    link: 'Choose another password',
    after: ['If it was not you, you need not do anything: nothing has changed.'],
  }),
};
