import { type Client, errors } from '@elastic/elasticsearch';
import { z } from 'zod';
import { type Diagnosis, type Examination, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import { Unavailable } from '../../../ports/errors.ts';
import { ElasticsearchFailure, isOfType, unavailableOnFailure } from '../failures.ts';
import { parseResponse } from '../parse-response.ts';
import { elasticsearchProblems as problems } from './elasticsearch-problems.ts';
import { judgeBuilds } from './judge-builds.ts';
import { judgeDisks } from './judge-disks.ts';
import { judgeIndices } from './judge-indices.ts';

interface ElasticsearchDiagnosisOptions {
  readonly client: Pick<Client, 'cluster' | 'indices' | 'info' | 'nodes' | 'transport'>;
  /** What the names of the views' indices begin with. */
  readonly prefix: string;
  /** What to call the cluster: nothing secret. */
  readonly name: string;
}

const infoSchema = z.object({ version: z.object({ number: z.string() }) });
const spoken = 9;

/** Examines a cluster, its nodes, and the indices of the views in it. */
export function createElasticsearchDiagnosis(options: ElasticsearchDiagnosisOptions): Diagnosis {
  const { client, prefix } = options;
  const server = `Elasticsearch ${options.name}`;

  async function examine(): Promise<Examination> {
    const { number } = parseResponse(infoSchema, await client.info()).version;
    const parts = await Promise.all([
      unlessForbidden(async () => toExamination(await judgeIndices(client, { server, prefix }))),
      unlessForbidden(async () => toExamination(await judgeBuilds(client, { server, prefix }))),
      unlessForbidden(() => judgeDisks(client, server)),
    ]);
    return {
      findings: [judgeVersion(number), ...parts.flatMap(({ findings }) => findings)],
      clocks: parts.flatMap(({ clocks }) => clocks),
    };
  }

  function judgeVersion(number: string) {
    const major = Number.parseInt(number, 10);
    if (major === spoken) return fineAt(server, problems.old.check, number);
    return problemAt(server, major < spoken ? problems.old : problems.untested, number);
  }

  async function unlessForbidden(work: () => Promise<Examination>): Promise<Examination> {
    try {
      return await work();
    } catch (error) {
      const status = error instanceof errors.ResponseError ? error.statusCode : undefined;
      if (status !== 401 && status !== 403) throw error;
      return toExamination([problemAt(server, problems.unknown, 'cannot be checked')]);
    }
  }

  return {
    async examine() {
      try {
        return await unavailableOnFailure(examineOrTellVersion);
      } catch (error) {
        return toExamination([problemAt(server, problems.unreachable, reasonOf(error))]);
      }
    },
  };

  async function examineOrTellVersion(): Promise<Examination> {
    try {
      return await examine();
    } catch (error) {
      // How a version before 9 answers to the media type of version 9.
      if (!isOfType(error, 'media_type_header_exception')) throw error;
      return toExamination([problemAt(server, problems.old, 'an older one: it refuses the client')]);
    }
  }
}

function toExamination(findings: Examination['findings']): Examination {
  return { findings, clocks: [] };
}

/** The words of the failure, without what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Unavailable)) throw error;
  return error.cause instanceof ElasticsearchFailure ? error.cause.message : error.message;
}
