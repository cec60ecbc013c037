const actions = new Set<() => void>();
let isListening = false;

/** Runs `action` when this process exits or is told to end. Returns what takes the action back. */
export function onExit(action: () => void): () => void {
  if (!isListening) listen();
  actions.add(action);
  return () => actions.delete(action);
}

function listen(): void {
  isListening = true;
  process.on('exit', () => {
    // The last first: a server ends before the folder goes that was made for it.
    for (const action of [...actions].reverse()) action();
  });
  // Node ends on these without an 'exit' event unless somebody listens.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));
}
