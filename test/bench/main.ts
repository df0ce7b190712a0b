import { collectorSuite } from './collector/suite.ts';
import type { Figures } from './figures.ts';
import { maskSuite } from './mask/suite.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { policySuite } from './policy/suite.ts';
import { proxySuite } from './proxy/suite.ts';
import { pushSuite } from './push/suite.ts';
import { figuresTable, targetsTable } from './report.ts';
import { streamSuite } from './stream/suite.ts';
import { judgeTargets, TARGETS } from './targets.ts';

/** `npm run bench`: the load generator runs here, the server and every contender in a process of its own. */
const options = optionsOrUsage();
if (options !== null) await bench(options);

function optionsOrUsage(): BenchOptions | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : ''}\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}

async function bench(chosen: BenchOptions): Promise<void> {
  const figures: Figures[] = [];
  if (chosen.suites.includes('proxy')) figures.push(...(await proxySuite(chosen)));
  if (chosen.suites.includes('push')) figures.push(...(await pushSuite(chosen)));
  if (chosen.suites.includes('policy')) figures.push(...(await policySuite(chosen)));
  if (chosen.suites.includes('collector')) figures.push(...(await collectorSuite(chosen)));
  const masked = chosen.suites.includes('mask') ? await maskSuite(chosen) : { figures: [], targets: [] };
  const streamed = chosen.suites.includes('stream')
    ? await streamSuite(chosen)
    : { figures: [], targets: [] };
  figures.push(...masked.figures, ...streamed.figures);
  const targets = [...judgeTargets(figures, TARGETS), ...masked.targets, ...streamed.targets];
  if (chosen.json) process.stdout.write(`${JSON.stringify({ figures, targets }, null, 2)}\n`);
  else process.stdout.write(`\n${figuresTable(figures)}\n${targetsTable(targets)}`);
}
