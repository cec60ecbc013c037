import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFileArchive } from '../../src/adapters/archive/file-archive.ts';
import type { Archive, Segment, WritableArchive } from '../../src/ports/archive.ts';
import type { StoredEvent, UserId } from '../../src/ports/message-store.ts';
import { newUserId } from './controls/new-user-id.ts';

/** A folder that is removed with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An archive as one process opens it. */
export function openArchive(folder: string, partitions = 4): WritableArchive {
  return createFileArchive({ folder, partitions, keyFingerprint: 'the key' });
}

/** Publishes these events, all of one partition, as a segment. */
export async function published(
  archive: WritableArchive,
  partition: number,
  events: readonly StoredEvent[],
): Promise<Segment> {
  const draft = await archive.draft(partition, Date.UTC(2026, 0, 1));
  for (const event of events) await draft.add(event);
  await draft.finish();
  return draft.publish();
}

export async function archivedOf(
  archive: Archive,
  userId: UserId,
  after = 0,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of archive.read(userId, after)) events.push(event);
  return events;
}

/** Ids of users of one partition, in the order in which segments hold them. */
export function sortedUsers(partition: number, count: number): readonly UserId[] {
  return Array.from({ length: count }, () => newUserId(partition)).sort();
}

/** The files of the first segment of a partition. */
export function segmentIn(folder: string, partition: number): { events: string; index: string } {
  const inside = join(folder, `partition-000${partition}`, 'segment-000001');
  return { events: join(inside, 'events.jsonl.gz'), index: join(inside, 'index.json') };
}

interface Index {
  readonly sha256: string;
  readonly blocks: readonly { firstUserId: string; offset: number; bytes: number }[];
}

/** The index of the first segment of a partition. */
export function indexIn(folder: string, partition: number): Index {
  return JSON.parse(readFileSync(segmentIn(folder, partition).index, 'utf8'));
}
