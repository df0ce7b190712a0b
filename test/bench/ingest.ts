import { openTestCollector, testChain } from '../support/collector.ts';

/**
 * How many records a second the collector takes from one agent, over HTTP and onto the disk, client and collector
 * in one process, and what it costs until their signatures were looked at and they can be found. Records are signed
 * before the clock starts. `node test/bench/ingest.ts [RECORDS]`
 */
const count = Number(process.argv[2] ?? 20_000);
const BATCHES = [256, 16, 1];

for (const batch of BATCHES) {
  const total = batch === 1 ? Math.ceil(count / 10) : count;
  const { seconds, cpuSeconds, wholeCpuSeconds } = await costOf(total, batch);
  const [rate, cpuRate, wholeRate] = [seconds, cpuSeconds, wholeCpuSeconds].map((time) =>
    Math.round(total / time),
  );
  process.stdout.write(
    `batches of ${batch}: ${rate} records/s, ${cpuRate} per second of CPU, ${wholeRate} checked and findable (${total} records)\n`,
  );
}

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Until every signature was looked at and every record can be found. */
  readonly wholeCpuSeconds: number;
}

async function costOf(total: number, batch: number): Promise<Cost> {
  const collector = await openTestCollector();
  try {
    const [agent, auditor] = [await collector.client('agent'), await collector.client('auditor')];
    const chain = testChain();
    await agent.enrol({ publicKey: chain.publicKey });
    const records = chain.grow(total, { detail: intentDetail() });
    // A search waits until all before it is findable.
    await auditor.records({ words: 'nothing' });
    const begin = process.hrtime.bigint();
    const used = process.cpuUsage();
    for (let at = 0; at < total; at += batch) await agent.sendRecords(records.slice(at, at + batch));
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const cpuSeconds = cpuSince(used);
    await auditor.records({ words: 'nothing' });
    return { seconds, cpuSeconds, wholeCpuSeconds: cpuSince(used) };
  } finally {
    await collector.close();
  }
}

function cpuSince(used: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1e6;
}

/** As long as that of a push with one ref. */
function intentDetail() {
  return {
    subject: 'developer',
    groups: ['developers'],
    actor: 'mixed',
    program: 'git',
    operation: { kind: 'git.push', host: 'git.example', port: 443, repository: 'git.example/octo-org/demo' },
    policy: 'c'.repeat(64),
    decisions: [
      {
        action: { kind: 'git.push', ref: 'refs/heads/main', change: 'update', oldId: '1'.repeat(40) },
        verdict: { kind: 'accepted', rules: [{ id: 'feature', hash: 'd'.repeat(64) }], approval: null },
      },
    ],
  };
}
