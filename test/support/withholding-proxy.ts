import { type ProxyTarget, startAnswerProxy } from './answer-proxy.ts';

/** A way to a server on which answers can get stuck. Disposing of it ends every connection. */
export interface WithholdingProxy extends AsyncDisposable {
  /** Where clients connect to in place of the server. */
  readonly port: number;
  /** Passes no answer on from the first one that holds this text. Resolves once the server gave it. */
  withholdFrom(text: string): Promise<void>;
}

/** Passes everything on between clients and a server, until it is told to withhold the answers. */
export async function startWithholdingProxy(target: ProxyTarget): Promise<WithholdingProxy> {
  let passes = (_answer: Buffer): boolean => true;
  const { port, stop } = await startAnswerProxy(target, (answer, client) => {
    if (passes(answer)) client.write(answer);
  });
  return {
    port,
    withholdFrom: (text) =>
      new Promise((given) => {
        passes = (answer) => {
          if (!answer.includes(text)) return true;
          passes = () => false;
          given();
          return false;
        };
      }),
    [Symbol.asyncDispose]: stop,
  };
}
