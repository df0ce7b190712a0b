import type { GeneralRule } from '../compiled-rule.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksRandom } from './randomness.ts';

/** Keys in the connection strings of vendors' own making; passwords in them are found by the name beside them. */
export const CONNECTION_STRINGS: readonly GeneralRule[] = [
  {
    id: 'azure-shared-key',
    title: 'Azure shared key of a connection string',
    label: 'AZKEY',
    keywords: ['accountkey=', 'sharedaccesskey=', 'sharedsecretvalue='],
    caseless: true,
    pattern: '(?:accountkey|sharedaccesskey|sharedsecretvalue)=(?<secret>[A-Za-z0-9+/]{42,87}={0,2})',
    accepts: looksRandom,
    examples: [
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=q7Zt1Lx9‸VbR4sKd8Wm2Yc6Hn0Jf5Gp3Ea+uTiOo/yBzXwQvSrMlNk1d7Fh2C9j4a5Pg6e8T3U0VbR4sKd8Wm==;',
    ],
    counterExamples: ['AccountName=a;AccountKey=<account-key>;EndpointSuffix=core.windows.net'],
  },
  {
    id: 'azure-sas-signature',
    title: 'Azure shared access signature',
    label: 'AZSAS',
    keywords: ['sig='],
    pattern: 'sig=(?<secret>(?:[A-Za-z0-9+/]|%2[bBfF]){40,50}(?:=|%3[dD]))',
    accepts: looksRandom,
    examples: ['?sv=2022-11-02&sp=r&sig=q7Zt1Lx9VbR4‸sKd8Wm2Yc6Hn0Jf5Gp3Ea%2BuTiOo%2FyBzX%3D'],
    counterExamples: ['?sv=2022-11-02&sig=<signature>'],
  },
  {
    id: 'oracle-thin-password',
    title: 'Password in an Oracle connection string',
    label: 'DBPASS',
    keywords: ['oracle:thin:', 'oracle:oci:'],
    caseless: true,
    pattern: 'oracle:(?:thin|oci):[A-Za-z0-9_$#.-]{1,40}/(?<secret>[^\\s@/"\'<>]{3,})@',
    judges: ({ secret }) => !isPlaceholder(secret),
    examples: ['jdbc:oracle:thin:scott/t1‸gerLily@//db:1521/orders'],
    counterExamples: ['jdbc:oracle:thin:@//db:1521/orders', 'jdbc:oracle:thin:app/$PASS@db:1521:x'],
  },
];
