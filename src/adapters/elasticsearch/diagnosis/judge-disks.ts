import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { type Examination, type Finding, fineAt, problemAt, readClock } from '../../../ports/diagnosis.ts';
import { parseResponse } from '../parse-response.ts';
import { elasticsearchProblems as problems } from './elasticsearch-problems.ts';
import { freeBytesOf } from './watermarks.ts';

const nodesSchema = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      name: z.string(),
      timestamp: z.number(),
      fs: z.object({ total: z.object({ total_in_bytes: z.number(), available_in_bytes: z.number() }) }),
    }),
  ),
});
const settingsSchema = z.record(z.string(), z.unknown());
const clusterSchema = z.object({
  persistent: settingsSchema,
  transient: settingsSchema,
  defaults: settingsSchema,
});

type Settings = z.infer<typeof settingsSchema>;
type Node = z.infer<typeof nodesSchema>['nodes'][string];

const root = 'cluster.routing.allocation.disk';

/** How near the disk of each node is to the watermarks, and what its clock shows. */
export async function judgeDisks(
  client: Pick<Client, 'cluster' | 'nodes'>,
  server: string,
): Promise<Examination> {
  const answer = await client.cluster.getSettings({ include_defaults: true, flat_settings: true });
  const { persistent, transient, defaults } = parseResponse(clusterSchema, answer);
  const settings = { ...defaults, ...persistent, ...transient };
  const before = Date.now();
  const { nodes } = parseResponse(nodesSchema, await client.nodes.stats({ metric: 'fs' }));
  const after = Date.now();
  const isOn = String(settings[`${root}.threshold_enabled`]) !== 'false';
  const { noThresholds } = problems;
  const each = Object.entries(nodes).map(([id, node]) => ({
    node,
    name: `${server}, node ${node.name || id}`,
  }));
  return {
    findings: [
      isOn ? fineAt(server, noThresholds.check, 'on') : problemAt(server, noThresholds, 'off'),
      ...each.map(({ node, name }) => judgeDisk(name, node, settings)),
    ],
    clocks: each.map(({ node, name }) => readClock(name, { shown: node.timestamp, before, after })),
  };
}

function judgeDisk(server: string, { fs }: Node, settings: Settings): Finding {
  const { total_in_bytes: total, available_in_bytes: free } = fs.total;
  const used = Math.round((1 - free / total) * 100);
  const low = settings[`${root}.watermark.low`];
  const found = `${used} % used; the low watermark is ${String(low)}`;
  const isBelow = (stage: string) =>
    free <
    freeBytesOf(total, {
      watermark: String(settings[`${root}.watermark.${stage}`]),
      headroom: String(settings[`${root}.watermark.${stage}.max_headroom`]),
    });
  if (isBelow('flood_stage')) return problemAt(server, problems.flooded, found);
  if (isBelow('high')) return problemAt(server, problems.aboveHigh, found);
  return isBelow('low') ? problemAt(server, problems.aboveLow, found) : fineAt(server, 'disk', found);
}
