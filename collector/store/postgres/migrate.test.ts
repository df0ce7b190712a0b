import pg from 'pg';
import { expect, test } from 'vitest';
import { testChain } from '../../../test/support/collector.ts';
import { hex, sha256 } from '../../../test/support/merkle.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import { clientConfig } from './connection.ts';
import { MIGRATIONS } from './migrations.ts';
import { openPostgresStore } from './open.ts';

/** The last schema in which the hashes of leaves stood among those of the levels above. */
const BEFORE = 10;
const COUNT = 300;

test('of a database from before they stood with their leaves, hashes are where they are looked for', async () => {
  const server = await startPostgres();
  const settings = await server.database();
  const client = new pg.Client(clientConfig(settings));
  const agent = testChain().id;
  const leaves = Array.from({ length: COUNT }, (_, at) => sha256(Buffer.from(`leaf ${at}`)));
  const above = sha256(Buffer.from('above'));
  try {
    await client.connect();
    for (const step of MIGRATIONS.slice(0, BEFORE)) await client.query(step);
    await client.query(`CREATE TABLE schema_version (version integer NOT NULL)`);
    await client.query('INSERT INTO schema_version VALUES ($1)', [BEFORE]);
    await client.query(`INSERT INTO tokens VALUES ('t', 'agent', 's', '[]', 'h', NULL, '{}')`);
    await client.query(`INSERT INTO agents VALUES ($1, 't', 'k', 1)`, [agent]);
    await client.query(
      `INSERT INTO leaves (log_index, agent, seq, hash, received_at)
       SELECT place, $1, place + 1, 'h' || place, 1 FROM generate_series(0, $2::bigint - 1) AS place`,
      [agent, COUNT],
    );
    await client.query(
      `INSERT INTO log_hashes (level, number, hash)
       SELECT 0, place - 1, hash FROM unnest($1::bytea[]) WITH ORDINALITY AS leaf (hash, place)
       UNION ALL SELECT 1, 0, $2`,
      [leaves, above],
    );
    await client.end();
    const store = await openPostgresStore(settings);
    expect(hex(await store.log.hashes(0, 0, COUNT))).toBe(hex(Buffer.concat(leaves)));
    expect(hex(await store.log.hashes(1, 0, 1))).toBe(hex(above));
    expect((await store.log.entries(COUNT - 1, 2)).map(({ seq }) => seq)).toEqual([COUNT]);
    await store.close();
  } finally {
    await server.close();
  }
});
