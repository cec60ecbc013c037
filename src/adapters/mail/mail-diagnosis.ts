import { type Diagnosis, type Finding, fineAt, problemAt } from '../../ports/diagnosis.ts';
import { mailProblems } from './mail-problems.ts';
import { toMailError } from './smtp-failure.ts';

/**
 * Connects to the mail server and logs in, if there is one, and sends nothing.
 * @param options.name what to call the server: nothing secret
 */
export function createSmtpDiagnosis(options: {
  readonly transport: { verify(): Promise<true> };
  readonly name: string;
}): Diagnosis {
  const server = `Mail server ${options.name}`;
  return {
    async examine() {
      return { findings: [await options.transport.verify().then(answers, fails)], clocks: [] };
    },
  };

  function answers(): Finding {
    return fineAt(server, mailProblems.unreachable.check, 'answers');
  }

  function fails(error: unknown): Finding {
    const { cause, message } = toMailError(error);
    return problemAt(server, mailProblems.unreachable, cause instanceof Error ? cause.message : message);
  }
}
