import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateCACertificate, getLocal } from 'mockttp';
import { given, serving } from './contender-program.ts';

/** mockttp as a proxy that passes everything through and keeps no record of the traffic. */
const { folder, upstreamCaFile } = given();
const https = await generateCACertificate();
const caFile = join(folder, 'ca.pem');
await writeFile(caFile, https.cert);
const server = getLocal({ https, recordTraffic: false });
await server.forAnyRequest().thenPassThrough({ additionalTrustedCAs: [{ certPath: upstreamCaFile }] });
await server.start();
serving({ kind: 'serving', proxyUrl: `http://127.0.0.1:${server.port}`, caFile }, () => server.stop());
