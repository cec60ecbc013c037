import type { Problem } from '../../../ports/diagnosis.ts';

/** Everything that may be found wrong with a cluster of Elasticsearch. */
export const elasticsearchProblems = {
  unreachable: {
    check: 'connection',
    level: 'danger',
    when: 'the cluster does not answer',
    risk: 'Queries are refused until it does. People can still register and log in.',
    advice: 'Start the cluster, or correct ELASTICSEARCH_URL: its host, port, user and password.',
  },
  unknown: {
    check: 'state',
    level: 'warning',
    when: 'the cluster refuses to tell something',
    risk: 'What it does not tell cannot be checked, such as disks that are nearly full.',
    advice: 'Give the user the privileges `monitor` on the cluster and `view_index_metadata` on the indices.',
  },
  old: {
    check: 'version',
    level: 'danger',
    when: 'is older than 9',
    risk: 'It refuses the requests of the client, which speaks the protocol of version 9: no view can be read or written.',
    advice: 'Upgrade Elasticsearch to version 9.',
  },
  untested: {
    check: 'version',
    level: 'warning',
    when: 'is newer than 9',
    risk: 'No test of Gatehouse runs on it.',
    advice: 'Use version 9, or try the tests on this one: TEST_ELASTICSEARCH_URL names the cluster.',
  },
  red: {
    check: 'health',
    level: 'danger',
    when: 'is `red`',
    risk: 'Shards have no copy that works: some documents can be neither found nor written.',
    advice: 'Ask `GET _cluster/allocation/explain` why, and bring back the node that holds them.',
  },
  yellow: {
    check: 'health',
    level: 'warning',
    when: 'is `yellow`',
    risk: 'Some shards lack a copy: the loss of one more node loses their documents.',
    advice: 'Ask `GET _cluster/allocation/explain` why; most often a node is missing.',
  },
  oneNode: {
    check: 'data nodes',
    level: 'warning',
    when: 'there is one',
    risk: 'When its disk is lost, so are the views, and while it is down queries are refused. The log has everything they are made of.',
    advice: 'Run three nodes.',
  },
  noReplicas: {
    check: 'copies of the views',
    level: 'warning',
    when: 'an index has no replica although there are several data nodes',
    risk: 'The loss of one node loses the part of the view that it holds.',
    advice: 'Set `index.auto_expand_replicas` of the index to `0-1`, as it is created.',
  },
  noThresholds: {
    check: 'disk watermarks',
    level: 'warning',
    when: 'are switched off',
    risk: 'Nothing keeps Elasticsearch from filling the disk to the last byte, which can damage its indices.',
    advice: 'Set `cluster.routing.allocation.disk.threshold_enabled` to `true`.',
  },
  aboveLow: {
    check: 'disk',
    level: 'warning',
    when: 'is above the low watermark',
    risk: 'The node takes no more replicas, and at the flood stage the views can no longer be written.',
    advice: 'Make room on the disk, or add a node.',
  },
  aboveHigh: {
    check: 'disk',
    level: 'warning',
    when: 'is above the high watermark',
    risk: 'Shards move away from the node, and at the flood stage the views can no longer be written.',
    advice: 'Make room on the disk, or add a node, soon.',
  },
  flooded: {
    check: 'disk',
    level: 'danger',
    when: 'is above the flood stage',
    risk: 'Indices with a shard on the node are made read-only: the views stand still.',
    advice: 'Make room on the disk, or add a node, now.',
  },
  readOnly: {
    check: 'blocks',
    level: 'danger',
    when: 'an index of a view is read-only',
    risk: 'The views stand still: queries show the past, and those that wait for a position time out.',
    advice:
      'Make room on the disk; then the block goes by itself, or set `index.blocks.read_only_allow_delete`, `read_only` and `write` of the index to null.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
