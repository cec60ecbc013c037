import { DatabaseError } from 'pg';
import type { FailureKind } from '../relational-database.ts';

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const collisions = /^(40001|40P01)$/;
/** Connections, credentials, missing database, read-only standby, resources, intervention, system, locks. */
const unavailable = /^(08|28|3D|25006|53|55P03|57|58|40|XX)/;
/** Failures that pg and Kysely tell by words only. */
const connectionMessages =
  /^(connection terminated|timeout exceeded|query read timeout|client (has encountered|was closed)|cannot use a pool|driver has already been destroyed|postgres connection has been discarded|the server does not support ssl)/i;

export function classifyPostgresFailure(error: unknown): FailureKind {
  if (error instanceof DatabaseError) return classifyState(error.code ?? '');
  if (!(error instanceof Error)) return 'other';
  return isSystemError(error) || connectionMessages.test(error.message) ? 'unavailable' : 'other';
}

function classifyState(state: string): FailureKind {
  if (collisions.test(state)) return 'collision';
  return unavailable.test(state) ? 'unavailable' : 'other';
}

/** ECONNREFUSED, ENOTFOUND, ECONNRESET and their like; several at once for a host with several addresses. */
function isSystemError(error: Error): boolean {
  return error instanceof AggregateError || ('syscall' in error && 'code' in error);
}
