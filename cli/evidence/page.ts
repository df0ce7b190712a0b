import { printable } from '../../protocol/printable.ts';
import { BUNDLE_FILES, type BundleAgent, type Manifest } from './bundle.ts';

/** What a person reads who opens the folder. It is no evidence: the other files are. */
export function bundlePage(
  manifest: Manifest,
  { agents, origin }: { readonly agents: readonly BundleAgent[]; readonly origin: string },
): string {
  const { exportedAt, size, records, filter } = manifest;
  const what =
    filter === null
      ? `All ${records} records of the log.`
      : `An excerpt: ${records} of the ${size} records of the log, those that match \`${printable(JSON.stringify(filter))}\`.`;
  const rows = agents.map(
    ({ agent, subject, enrolledAt }) => `| \`${agent.slice(0, 16)}…\` | ${cell(subject)} | ${enrolledAt} |`,
  );
  return `# Audit bundle

${what}

- Log: \`${printable(origin)}\`, ${size} records under the checkpoint
- Exported: ${exportedAt}

## Verify it

\`\`\`
countersign audit verify . --trust KEY
\`\`\`

\`KEY\` is the public key of the collector's log. Get it from somebody you trust, not from here: from the agents'
\`agent/enrolment.json\`, or from who runs the collector. No network is needed. With \`--receipt FILE\`, the
\`agent/receipt.json\` of an agent, the bundle is held against what that agent was shown as well.

## Files

| file | holds |
|---|---|
| \`${BUNDLE_FILES.records}\` | one record a line: place in the log, time of receipt, the record, its signature |
| \`${BUNDLE_FILES.agents}\` | the agents' public keys, as they enrolled |
| \`${BUNDLE_FILES.log}/checkpoint\` | the log's signed head |
| \`${BUNDLE_FILES.log}/tile/\` | its hashes and entries, in the layout of C2SP tlog-tiles |
| \`${BUNDLE_FILES.access}\` | who signed in at the collector and who read what; of a whole bundle |
| \`${BUNDLE_FILES.manifest}\` | what was asked for |

## Agents

| agent | works for | enrolled |
|---|---|---|
${rows.join('\n')}
`;
}

/** Subjects are anybody's words; a table has its own signs. */
function cell(text: string): string {
  return printable(text).replace(/[\\|`<>[\]*_]/g, '\\$&');
}
