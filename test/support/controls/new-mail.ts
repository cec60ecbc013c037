import { randomUUID } from 'node:crypto';
import type { Mail } from '../../../src/ports/mailer.ts';
import { newUserId } from './new-user-id.ts';

export function newMail(overrides: Partial<Mail> = {}): Mail {
  return {
    id: `password-changed.${randomUUID()}`,
    userId: newUserId(),
    to: 'ada@example.com',
    subject: 'Your password was changed',
    text: 'It was changed.\n\nhttps://login.example/verify-email#token=abc\n',
    html: '<p>It was changed.</p>\n',
    ...overrides,
  };
}
