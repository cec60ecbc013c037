/** Errors whose message is all that a person needs to mend them. */
const plainNames = [
  'InvalidSettings',
  'StoreMismatch',
  'FolderInUse',
  'InvalidMasterKey',
  'CannotListen',
  'ArchiveDamaged',
  'LeaseLost',
  'UnreadableEvent',
  'CommandFailed',
];

/** Says what is wrong: in words alone when that is all that a person needs to mend it. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (plainNames.includes(error.name)) return error.message;
  if (error.name === 'Unavailable') return [error.message, ...causesOf(error)].join('\n  because: ');
  return error.stack ?? error.message;
}

function causesOf({ cause }: Error): readonly string[] {
  return cause instanceof Error ? [cause.message || cause.name, ...causesOf(cause)] : [];
}
