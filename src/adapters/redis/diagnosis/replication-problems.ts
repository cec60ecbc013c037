import type { Problem } from '../../../ports/diagnosis.ts';

/** What may be found wrong with how the nodes hang together. */
export const replicationProblems = {
  alone: {
    check: 'replicas',
    level: 'warning',
    when: 'there are none',
    risk: 'When this machine or its disk is lost, so is the log, and while it is down nobody can log in.',
    advice: 'Run two replicas for each master, and set REDIS_WAIT_REPLICAS=1.',
  },
  onlyOne: {
    check: 'replicas',
    level: 'warning',
    when: 'there is one, and writes wait for it',
    risk: 'When one of the two is lost, the other refuses all writes until there is a replica again.',
    advice: 'Run two replicas for each master.',
  },
  tooFew: {
    check: 'replicas',
    level: 'danger',
    when: 'there are fewer than REDIS_WAIT_REPLICAS or min-replicas-to-write asks for',
    risk: 'Every registration and login is refused.',
    advice: 'Start the missing replicas, or ask for fewer.',
  },
  unconfirmed: {
    check: 'confirmation by replicas',
    level: 'warning',
    when: 'there are replicas, and REDIS_WAIT_REPLICAS is 0',
    risk: 'A failover loses what the new master had not received, although it was acknowledged.',
    advice: 'Set REDIS_WAIT_REPLICAS=1: a write is then acknowledged once a replica has it.',
  },
  unfenced: {
    check: 'min-replicas-to-write',
    level: 'warning',
    when: 'is 0 beside replicas',
    risk: 'A master that is cut off goes on taking writes, which are thrown away when it comes back as a replica.',
    advice: 'Set `min-replicas-to-write 1` with two replicas for each master.',
  },
  behind: {
    check: 'lag of the replicas',
    level: 'warning',
    when: 'one of them is not online, or was silent for ten seconds',
    risk: 'A failover to that replica loses what it has not received.',
    advice: 'Look at the network between the two and at the load of the replica.',
  },
  detached: {
    check: 'link to the master',
    level: 'danger',
    when: 'this replica has lost it',
    risk: 'The replica falls behind, and a failover to it loses every write since.',
    advice: 'Look at the log of the replica: most often the master is down, or refuses it.',
  },
  mistaken: {
    check: 'REDIS_MODE',
    level: 'danger',
    when: 'is `standalone`, and the server is a node of a Cluster',
    risk: 'Every request for a user whose partition lies on another node is refused.',
    advice: 'Set REDIS_MODE to `cluster`, and name some of its nodes in REDIS_URL.',
  },
  broken: {
    check: 'cluster_state',
    level: 'danger',
    when: 'is not `ok`',
    risk: 'Users whose partition has no master can neither register nor log in; most clusters then refuse everybody.',
    advice: 'Bring back a master or one of its replicas: see `redis-cli --cluster check`.',
  },
  uncovered: {
    check: 'slots',
    level: 'danger',
    when: 'some have no working master',
    risk: 'The users whose partition lies in them can neither register nor log in.',
    advice: 'Give them a master: `redis-cli --cluster fix`.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
