export interface Welcome {
  readonly clone: string;
  readonly policyPath: string;
  /** Folder whose files hold the tokens of developer, reviewer and auditor. */
  readonly tokenFolder: string;
  readonly collectorUrl: string;
  /** The root certificate of the local authority. */
  readonly caFile: string;
  /** How a command of ours is typed on this machine: `countersign`, or what stands for it in a checkout. */
  readonly command: string;
}

/** What a newcomer reads: three things to try in a second terminal. */
export function welcome({ clone, policyPath, tokenFolder, collectorUrl, caFile, command }: Welcome): string {
  return `
Countersign is running. Three things to try in a second terminal:

  1. As the developer, push to main. Git waits for a reviewer and says so:
       cd ${clone}
       echo '// one more line' >> src/greet.js && git commit -qam 'One more line' && git push

  2. As the reviewer, in a third terminal, look and approve. The waiting push completes:
       ${command} approvals list
       ${command} approvals approve ID
     Or in a browser: open ${collectorUrl}/ and sign in with what is in
       ${tokenFolder}/reviewer.token

  3. As the developer again, rewrite what is on main. Git prints why that is refused:
       git commit -q --amend -m 'Rewritten' && git push --force

  policy     ${policyPath}   (edit it: the next push is judged by what it says then)
  collector  ${collectorUrl}
  tokens     ${tokenFolder}   (developer, reviewer, auditor)
  authority  ${caFile}   (its key is a file beside it that only you can read)
  audit      ${command} audit list

Decisions appear here as they are made. Ctrl-C stops everything.

`;
}
