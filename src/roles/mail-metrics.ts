import { Counter, type Registry } from 'prom-client';
import type { ObserveMail } from '../application/mails/hand-over.ts';

/** Counts what became of mails, of this process. */
export function createMailMetrics(registry: Registry): ObserveMail {
  const mails = new Counter({
    name: 'gatehouse_mails_total',
    help: 'Mails that were handed over, refused for good, deferred by the server, or failed as it could not be reached; by kind.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return (kind, outcome) => mails.inc({ kind, outcome });
}
