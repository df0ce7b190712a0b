import type { Figures } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { ingestFigures } from './ingest.ts';
import { searchFigures } from './search.ts';

/** What the collector takes and finds, in one process with what asks it. */
export async function collectorSuite(options: BenchOptions): Promise<readonly Figures[]> {
  return [...(await ingestFigures(options)), ...(await searchFigures(options))];
}
