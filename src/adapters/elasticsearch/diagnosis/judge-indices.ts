import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { type Finding, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import { findLeftovers } from '../builds/leftovers.ts';
import { eventIndex } from '../event-index.ts';
import { parseResponse } from '../parse-response.ts';
import { userIndex } from '../user-index.ts';
import { elasticsearchProblems as problems } from './elasticsearch-problems.ts';

const settingsSchema = z.record(z.string(), z.object({ settings: z.record(z.string(), z.unknown()) }));
const healthSchema = z.object({ status: z.string(), number_of_data_nodes: z.number() });

const blocks = ['read_only_allow_delete', 'read_only', 'write'];

/** How the cluster and the indices of the views are. */
export async function judgeIndices(
  client: Pick<Client, 'cluster' | 'indices'>,
  { server, prefix }: { readonly server: string; readonly prefix: string },
): Promise<readonly Finding[]> {
  const { status, number_of_data_nodes: nodes } = parseResponse(healthSchema, await client.cluster.health());
  const index = [`${prefix}-users*`, `${prefix}-events*`];
  const answer = await client.indices.getSettings({ index, flat_settings: true });
  const views = [userIndex(prefix), eventIndex(prefix)];
  // What was replaced may well take no documents.
  const left = (await Promise.all(views.map((view) => findLeftovers(client, view)))).flat();
  const all = Object.entries(parseResponse(settingsSchema, answer));
  const indices = all.filter(([name]) => !left.includes(name));
  const blocked = indices.filter(([, { settings }]) =>
    blocks.some((name) => String(settings[`index.blocks.${name}`]) === 'true'),
  );
  const single = indices.filter(([, { settings }]) => String(settings['index.number_of_replicas']) === '0');
  return [
    health(server, status),
    nodes === 1
      ? problemAt(server, problems.oneNode, '1')
      : fineAt(server, problems.oneNode.check, String(nodes)),
    nodes > 1 && single.length > 0
      ? problemAt(server, problems.noReplicas, `no replica of ${namesOf(single)}`)
      : fineAt(
          server,
          problems.noReplicas.check,
          indices.length === 0 ? 'no index yet' : 'as many as there can be',
        ),
    blocked.length > 0
      ? problemAt(server, problems.readOnly, namesOf(blocked))
      : fineAt(server, problems.readOnly.check, 'none'),
  ];
}

function health(server: string, status: string): Finding {
  if (status === 'green') return fineAt(server, problems.red.check, status);
  return problemAt(server, status === 'yellow' ? problems.yellow : problems.red, status);
}

function namesOf(indices: readonly (readonly [string, unknown])[]): string {
  return indices.map(([name]) => name).join(', ');
}
