import { type AnswerProxy, type ProxyTarget, startAnswerProxy } from './answer-proxy.ts';

export interface CuttingProxy extends AnswerProxy {
  /**
   * Ends that many connections instead of passing an answer on that holds a text. The function that it returns
   * tells how many it has ended by then.
   */
  cutAt(text: string, times: number): () => number;
}

/** Passes everything on between clients and a server, except the answers that it was told to cut off. */
export async function startCuttingProxy(target: ProxyTarget): Promise<CuttingProxy> {
  let cut = { text: Buffer.alloc(0), times: 0, done: 0 };
  const proxy = await startAnswerProxy(target, (answer, client) => {
    const isCut = cut.done < cut.times && answer.includes(cut.text);
    if (!isCut) return void client.write(answer);
    cut.done += 1;
    client.destroy();
  });
  return {
    ...proxy,
    cutAt: (text, times) => {
      const counting = { text: Buffer.from(text), times, done: 0 };
      cut = counting;
      return () => counting.done;
    },
  };
}
