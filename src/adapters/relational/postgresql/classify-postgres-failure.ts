import { DatabaseError } from 'pg';
import type { FailureKind } from '../relational-database.ts';

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const collisions = /^(40001|40P01|55P03)$/;
/** The server ended this connection, or the transaction that it held open for too long. */
const breaks = /^(57P0[125]|25P03)$/;
/** Connections, credentials, missing database, read-only standby, resources, intervention, system. */
const unavailable = /^(08|28|3D|25006|53|57|58|40|XX)/;
/** Failures that pg and Kysely tell by words only: of a connection that was there, and others. */
const breakMessages =
  /^(connection terminated( unexpectedly)?$|client (has encountered|was closed)|postgres connection has been discarded)/i;
const connectionMessages =
  /^(connection terminated|timeout exceeded|query read timeout|cannot use a pool|driver has already been destroyed|the server does not support ssl)/i;

export function classifyPostgresFailure(error: unknown): FailureKind {
  if (error instanceof DatabaseError) return classifyState(error.code ?? '');
  if (!(error instanceof Error)) return 'other';
  if (isBreak(error) || breakMessages.test(error.message)) return 'broken';
  return isSystemError(error) || connectionMessages.test(error.message) ? 'unavailable' : 'other';
}

function classifyState(state: string): FailureKind {
  if (collisions.test(state)) return 'collision';
  if (breaks.test(state)) return 'broken';
  return unavailable.test(state) ? 'unavailable' : 'other';
}

/** ECONNRESET, EPIPE and their like on a connection that was there. */
function isBreak(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'read' || error.syscall === 'write');
}

/** ECONNREFUSED, ENOTFOUND and their like; several at once for a host with several addresses. */
function isSystemError(error: Error): boolean {
  return error instanceof AggregateError || ('syscall' in error && 'code' in error);
}
