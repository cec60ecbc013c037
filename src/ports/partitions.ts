/**
 * The partition of a user or of a claim: the first 32 bits of its hexadecimal name, modulo the number of
 * partitions. User ids are random UUIDs and claim keys are HMACs, so both spread evenly.
 */
export function partitionOf(name: string, partitions: number): number {
  return Number.parseInt(name.slice(0, 8), 16) % partitions;
}
