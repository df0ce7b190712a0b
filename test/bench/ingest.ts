import { openTestCollector, testChain } from '../support/collector.ts';

/**
 * How many records a second the collector takes from one agent, over HTTP and onto the disk, client and collector
 * in one process. Records are signed before the clock starts. `node test/bench/ingest.ts [RECORDS]`
 */
const count = Number(process.argv[2] ?? 20_000);
const BATCHES = [256, 16, 1];

for (const batch of BATCHES) {
  const total = batch === 1 ? Math.ceil(count / 10) : count;
  const { seconds, cpuSeconds } = await costOf(total, batch);
  const [rate, cpuRate] = [seconds, cpuSeconds].map((time) => Math.round(total / time));
  process.stdout.write(
    `batches of ${batch}: ${rate} records/s, ${cpuRate} per second of CPU (${total} records)\n`,
  );
}

async function costOf(
  total: number,
  batch: number,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const collector = await openTestCollector();
  try {
    const agent = await collector.client('agent');
    const chain = testChain();
    await agent.enrol({ publicKey: chain.publicKey });
    const records = chain.grow(total, { detail: intentDetail() });
    const begin = process.hrtime.bigint();
    const used = process.cpuUsage();
    for (let at = 0; at < total; at += batch) await agent.sendRecords(records.slice(at, at + batch));
    const { user, system } = process.cpuUsage(used);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    return { seconds, cpuSeconds: (user + system) / 1e6 };
  } finally {
    await collector.close();
  }
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
