import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, isMet, type Result } from './support/benchmark.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = await listBenchmarks();
const [name = ''] = positionals;
if (names.includes(name)) {
  const benchmark = await loadBenchmark(name);
  const result = await benchmark.run();
  console.log(values.json ? toJson(benchmark, result) : toText(benchmark, result));
} else {
  console.error(name === '' ? 'Name a benchmark.' : `There is no benchmark ${name}.`);
  console.log(`npm run bench -- NAME [--json]\n\nNAME is one of:\n  ${names.join('\n  ')}`);
  process.exitCode = 1;
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
    ({ variant, median, values }) =>
      `  ${variant}: median ${median.toFixed(1)} ${unit} (${values.map((value) => value.toFixed(1)).join(', ')})`,
  );
  const { cores, node } = describeMachine();
  return [
    `${name}, on ${cores} cores with Node ${node}`,
    `  ${ratio === null ? '' : `ratio ${ratio.toFixed(2)}: `}${isMet(goal, result) ? 'reaches' : 'misses'} the goal`,
    `  goal: ${goal.text}`,
    ...lines,
  ].join('\n');
}

function describeMachine() {
  return { cores: availableParallelism(), node: process.versions.node };
}
