import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, isMet, type Result } from './support/benchmark.ts';
import { storeKinds } from './support/store-servers.ts';

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    stores: { type: 'string', default: 'embedded' },
    quick: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const names = await listBenchmarks();
const [name = ''] = positionals;
const stores = storeKinds.find((kind) => kind === values.stores);
if (names.includes(name) && stores !== undefined) {
  const benchmark = await loadBenchmark(name);
  const result = await benchmark.run({ stores, quick: values.quick });
  console.log(values.json ? toJson(benchmark, result) : toText(benchmark, result));
} else {
  if (stores === undefined) console.error(`There are no stores ${values.stores}.`);
  else console.error(name === '' ? 'Name a benchmark.' : `There is no benchmark ${name}.`);
  console.log(usage());
  process.exitCode = 1;
}

function usage(): string {
  return [
    'npm run bench -- NAME [--json] [--stores STORES] [--quick]',
    `\nNAME is one of:\n  ${names.join('\n  ')}`,
    `\nSTORES is one of ${storeKinds.join(', ')}, for benchmarks of the whole product: SQLite, or Redis and Elasticsearch.`,
    '--quick takes small sizes there, to see whether it runs.',
  ].join('\n');
}

/** Every file beside this one is a benchmark. */
async function listBenchmarks(): Promise<readonly string[]> {
  const files = await readdir(new URL('.', import.meta.url));
  const modules = files.filter((file) => file.endsWith('.ts') && file !== 'run.ts');
  return modules.map((file) => file.slice(0, -'.ts'.length)).sort();
}

async function loadBenchmark(name: string): Promise<Benchmark> {
  const module: { readonly benchmark: Benchmark } = await import(new URL(`${name}.ts`, import.meta.url).href);
  return module.benchmark;
}

function toJson({ name, goal }: Benchmark, result: Result): string {
  return JSON.stringify({ name, goal, met: isMet(goal, result), ...result, machine: describeMachine() });
}

function toText({ name, goal }: Benchmark, result: Result): string {
  const { ratio, unit, measured } = result;
  const lines = measured.map(
    ({ variant, median, values, unit: own = unit }) =>
      `  ${variant}: median ${toShown(median)} ${own} (${values.map(toShown).join(', ')})`,
  );
  const { cores, node } = describeMachine();
  return [
    `${name}, on ${cores} cores with Node ${node}`,
    `  ${ratio === null ? '' : `ratio ${ratio.toFixed(2)}: `}${isMet(goal, result) ? 'reaches' : 'misses'} the goal`,
    `  goal: ${goal.text}`,
    ...lines,
  ].join('\n');
}

/** With as many decimals as tell something. */
function toShown(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

function describeMachine() {
  return { cores: availableParallelism(), node: process.versions.node };
}
