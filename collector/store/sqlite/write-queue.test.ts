import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WriteQueue } from './write-queue.ts';

let database: DatabaseSync;
let writes: WriteQueue;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT');
  writes = new WriteQueue(database, { maxWaitingWrites: 250 });
});

afterEach(() => database.close());

function add(number: number): number {
  database.prepare('INSERT INTO numbers VALUES (?)').run(number);
  return number;
}

function stored(): readonly unknown[] {
  return database
    .prepare('SELECT number FROM numbers ORDER BY number')
    .all()
    .map((row) => row['number']);
}

test('of those that are stored together one that throws leaves nothing behind, and the others stay', async () => {
  const results = await Promise.allSettled([
    writes.run(() => add(1)),
    writes.run(() => {
      add(2);
      throw new RangeError('stop');
    }),
    writes.run(() => add(1)),
    writes.run(() => add(3)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(stored()).toEqual([1, 3]);
});

test('more than go together are stored as well, in their order', async () => {
  const order: number[] = [];
  const runs = Array.from({ length: 200 }, (_, number) =>
    writes.run(() => add(number)).then((done) => order.push(done)),
  );
  await Promise.all(runs);
  expect(order).toEqual(Array.from({ length: 200 }, (_, number) => number));
  expect(stored()).toHaveLength(200);
});

test('where the transaction cannot be committed, nobody is told that it was', async () => {
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`CREATE TABLE names (of INTEGER REFERENCES numbers (number) DEFERRABLE INITIALLY DEFERRED)`);
  const results = await Promise.allSettled([
    writes.run(() => add(1)),
    writes.run(() => database.exec('INSERT INTO names VALUES (9)')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(stored()).toEqual([]);
  await writes.run(() => add(2));
  expect(stored()).toEqual([2]);
});

test('when the whole transaction was undone, what comes after it in the group is not stored on its own', async () => {
  const results = await Promise.allSettled([
    writes.run(() => database.exec('ROLLBACK')),
    writes.run(() => add(1)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(stored()).toEqual([]);
});

test('a close stores what waits, and takes no more', async () => {
  const last = writes.run(() => add(1));
  writes.close();
  expect(stored()).toEqual([1]);
  await last;
  await expect(writes.run(() => add(2))).rejects.toMatchObject({ code: 'closed' });
});

test('one more than may wait is refused and leaves nothing behind; what the program does itself is taken', async () => {
  const runs = Array.from({ length: 250 }, (_, number) => writes.run(() => add(number)));
  await expect(writes.run(() => add(1000))).rejects.toMatchObject({ code: 'overloaded' });
  await Promise.all([...runs, writes.runOwn(() => add(2000))]);
  expect(stored()).toHaveLength(251);
  expect(await writes.run(() => add(1000))).toBe(1000);
});
