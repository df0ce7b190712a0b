import { readFile } from 'node:fs/promises';
import { startGitServer } from '../../../cli/playground/git-server.ts';
import { ready } from '../ready.ts';

/** The Git server behind both ways, as a program. Arguments: folder of repositories, host, PEM of key and chain. */
const [, , root = '', host = '', certificateFile = ''] = process.argv;
const pem = await readFile(certificateFile, 'latin1');
const server = await startGitServer({ root, host, key: pem, cert: pem, port: 0 });
ready({ port: server.port }, () => server.close());
