import { elasticsearchProblems } from '../../adapters/elasticsearch/diagnosis/elasticsearch-problems.ts';
import { mailProblems } from '../../adapters/mail/mail-problems.ts';
import { redisProblems } from '../../adapters/redis/diagnosis/redis-problems.ts';
import { replicationProblems } from '../../adapters/redis/diagnosis/replication-problems.ts';
import { postgresProblems } from '../../adapters/relational/diagnosis/postgres-problems.ts';
import { sqliteProblems } from '../../adapters/relational/diagnosis/sqlite-problems.ts';
import { viewProblems } from '../../adapters/relational/diagnosis/view-problems.ts';
import type { Problem } from '../../ports/diagnosis.ts';
import { machineProblems } from './machine-problems.ts';

const groups: Readonly<Record<string, Readonly<Record<string, Problem>>>> = {
  'This machine and the clocks': machineProblems,
  Redis: redisProblems,
  'Redis: replicas and Cluster': replicationProblems,
  PostgreSQL: postgresProblems,
  SQLite: sqliteProblems,
  'Views in PostgreSQL and SQLite': viewProblems,
  Elasticsearch: elasticsearchProblems,
  Mails: mailProblems,
};

const header = ['| Check | Level | What it risks | What to do |', '| --- | --- | --- | --- |'];
const begin = '<!-- Written by `npm run doctor-guide`. -->\n';

/** The guide of the doctor with its tables brought up to date. @throws Error for a page without the mark */
export function withExplanations(page: string): string {
  const [before, after] = page.split(begin);
  if (before === undefined || after === undefined) throw new Error(`The page has no mark ${begin}`);
  return [
    before,
    begin,
    ...Object.entries(groups).map(([title, problems]) => toSection(title, problems)),
  ].join('');
}

function toSection(title: string, problems: Readonly<Record<string, Problem>>): string {
  const rows = Object.values(problems).map(
    ({ check, level, when, risk, advice }) => `| **${check}** ${when} | ${level} | ${risk} | ${advice} |`,
  );
  return `\n## ${title}\n\n${[...header, ...rows].join('\n')}\n`;
}
