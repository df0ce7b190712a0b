import { readFile } from 'node:fs/promises';
import { localTokenPaths } from '../../../collector/identity/local-tokens.ts';
import { startCollector } from '../../../collector/server.ts';
import { ready } from '../ready.ts';

/** The collector of our agent, as a program: in life it runs elsewhere. Argument: its directory. */
const [, , directory = ''] = process.argv;
const collector = await startCollector({ directory, port: 0, clock: () => new Date() });
const token = await readFile(localTokenPaths(directory).agent, 'utf8');
ready({ url: collector.url, token: token.trim() }, () => collector.close());
