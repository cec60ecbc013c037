/** What one hash costs (RFC 9106, section 3.1). */
export interface Argon2Parameters {
  /** `m`, in KiB. */
  readonly memory: number;
  /** `t`. */
  readonly passes: number;
  /** `p`. */
  readonly lanes: number;
}

/** OWASP Password Storage Cheat Sheet, Argon2id. */
export const defaultParameters: Argon2Parameters = { memory: 19_456, passes: 2, lanes: 1 };

/** The trade-offs between memory and passes that the same source holds equal: any of them is a minimum. */
const minimums = [
  { memory: 47_104, passes: 1 },
  { memory: 19_456, passes: 2 },
  { memory: 12_288, passes: 3 },
  { memory: 9_216, passes: 4 },
  { memory: 7_168, passes: 5 },
];

const largestMemory = 1_048_576;
const mostPasses = 64;
const mostLanes = 64;
/** In KiB: four blocks for each of the four slices of a lane (RFC 9106, section 3.1). */
const memoryOfLane = 8;

/** Whether one hash with these parameters leaves the machine working. */
export function isBearable({ memory, passes, lanes }: Argon2Parameters): boolean {
  const whole = [memory, passes, lanes].every((value) => Number.isInteger(value) && value > 0);
  const small = memory <= largestMemory && passes <= mostPasses && lanes <= mostLanes;
  return whole && small && memory >= memoryOfLane * lanes;
}

/** Why new hashes must not be made with these parameters, in words; nothing when they can be. */
export function problemsOf(parameters: Argon2Parameters): readonly string[] {
  const { memory, passes, lanes } = parameters;
  const strong = minimums.some((least) => memory >= least.memory && passes >= least.passes);
  if (strong && isBearable(parameters)) return [];
  const enough = minimums.map((least) => `m=${least.memory} with t=${least.passes}`).join(', ');
  return [
    `argon2id with m=${memory}, t=${passes}, p=${lanes} is outside of what is safe: at least one of ${enough}, ` +
      `and at most m=${largestMemory}, t=${mostPasses}, p=${mostLanes}.`,
  ];
}

/** The work of one hash: how many KiB are filled, over all passes. */
export function costOf({ memory, passes }: Argon2Parameters): number {
  return memory * passes;
}

export function sameParameters(one: Argon2Parameters, other: Argon2Parameters): boolean {
  return one.memory === other.memory && one.passes === other.passes && one.lanes === other.lanes;
}
