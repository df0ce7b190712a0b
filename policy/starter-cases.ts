/** What the starter policy does, as cases for `countersign policy test`: every rule of it is tried. */
export const STARTER_CASES = `# What the policy is expected to do. Try it after every change:  countersign policy test policy.yaml
# An operation has an action and the attributes of \`countersign policy docs\`; what is left out is the ordinary:
# a topic branch, somebody's AI session.

tests:
  # --- Git ---
  - name: anyone reads
    operation: { action: git.fetch }
    expect: allow
    rule: fetch

  - name: pages of a Git host pass
    operation: { action: host.read, path: /octo/demo }
    expect: allow
    rule: pages

  - name: a topic branch is free
    operation:
      action: git.push
      changes: [{ path: src/index.ts, text: "const answer = 42;" }]
    expect: allow
    rule: branches-and-tags

  - name: main is reviewed
    operation:
      action: git.push
      ref: { name: refs/heads/main }
    expect: require_approval
    rule: protected-branches

  - name: main is never rewritten
    operation:
      action: git.push
      ref: { name: refs/heads/main, forced: true }
    expect: deny
    rule: protected-history

  - name: a deployment is reviewed on any branch, however its path is spelt
    operation:
      action: git.push
      changes: [{ path: Deploy/prod.yml }]
    expect: require_approval
    rule: deployment

  - name: so is a pipeline
    operation:
      action: git.push
      changes: [{ path: .github/workflows/ci.yml }]
    expect: require_approval
    rule: pipelines

  - name: a secret in a push is refused
    operation:
      action: git.push
      changes: [{ path: src/config.ts, secrets: [github-pat] }]
    expect: deny
    rule: secrets-in-pushes

  - name: so is one in a commit message
    operation:
      action: git.push
      commits: [{ message: use the new token, secrets: [github-pat] }]
    expect: deny
    rule: secrets-in-pushes

  - name: talk of a password is reviewed
    operation:
      action: git.push
      changes: [{ path: src/config.ts, text: "const password = read();" }]
    expect: require_approval
    rule: passwords

  - name: what cannot be read is reviewed
    operation:
      action: git.push
      changes: [{ path: tool.bin, opaque: binary }]
    expect: require_approval
    rule: opaque-changes

  - name: a name that looks like another one is reviewed
    operation:
      action: git.push
      changes: [{ path: DOCS~1/a.md }]
    expect: require_approval
    rule: odd-names

  - name: a published tag is not moved unseen
    operation:
      action: git.push
      ref: { name: refs/tags/v1 }
    expect: require_approval
    rule: moved-tags

  # --- GitHub's API ---
  - name: an assistant reads, and secrets are masked
    operation: { action: github.api, api: { name: contents.read } }
    expect: allow
    rule: api-reads
    mask: everything
    matched: [api-reads, api-answers]

  - name: a file written to a topic branch is free
    operation:
      action: github.write
      api: { name: contents.write }
      changes: [{ path: src/index.ts, text: "const answer = 42;" }]
    expect: allow
    rule: branches-and-tags

  - name: written to main it is reviewed, as a push is
    operation: { action: github.write, api: { name: contents.write }, ref: { name: refs/heads/main } }
    expect: require_approval
    rule: protected-branches

  - name: a pipeline is reviewed however it is written
    operation:
      action: github.write
      api: { name: contents.write, route: graphql }
      changes: [{ path: .github/workflows/ci.yml }]
    expect: require_approval
    rule: pipelines

  - name: a merge is reviewed on every branch
    operation: { action: github.write, api: { name: pulls.merge } }
    expect: require_approval
    rule: merges

  - name: nothing is merged later
    operation: { action: github.write, api: { name: pulls.auto_merge, route: graphql } }
    expect: deny
    rule: merges-later

  - name: a pull request is opened
    operation: { action: github.api, api: { name: pulls.create, access: write } }
    expect: allow
    rule: api-conversation

  - name: a blob is stored
    operation: { action: github.api, api: { name: git.blobs.create, access: write } }
    expect: allow
    rule: api-objects

  - name: an object of Git LFS is stored
    operation: { action: github.api, api: { name: lfs.objects.write_opaque, access: write } }
    expect: allow
    rule: api-objects

  - name: a file is locked
    operation: { action: github.api, api: { name: lfs.locks.create, access: write } }
    expect: allow
    rule: api-conversation

  - name: a workflow is not started unseen
    operation: { action: github.api, api: { name: actions.workflow_dispatch, access: write } }
    expect: require_approval
    rule: api-administration

  - name: nor is a protection lifted
    operation: { action: github.api, api: { name: branches.protection.delete, access: write } }
    expect: require_approval
    rule: api-administration

  - name: a secret in a comment is refused
    operation:
      action: github.api
      api: { name: issues.comments.create, access: write, secrets: [{ rule: github-pat, where: body }] }
    expect: deny
    rule: api-secrets

  - name: what nobody thought of is refused
    operation: { action: github.api, api: { name: orgs.update, access: write } }
    expect: deny
    rule: default

  # --- Copilot and its tools ---
  - name: a question passes, with its secrets masked
    operation:
      action: copilot.chat
      prompt: { parts: [{ text: what does this do? }], secrets: [{ rule: github-pat }] }
    expect: allow
    rule: copilot
    mask: everything
    matched: [copilot, secrets]

  - name: telemetry is forwarded
    operation: { action: copilot.telemetry, path: /telemetry }
    expect: allow
    rule: telemetry

  - name: a tool that reads is free
    operation: { action: mcp.call, mcp: { tool: get_file_contents } }
    expect: allow
    rule: mcp-reads

  - name: a tool that writes is reviewed
    operation: { action: mcp.call, mcp: { tool: push_files } }
    expect: require_approval
    rule: mcp-writes

  # --- Other hosts ---
  - name: a person's programs reach every host
    operation: { action: tunnel, host: example.com, subject: { actor: human } }
    expect: allow
    rule: tunnels

  - name: an assistant does not
    operation: { action: tunnel, host: example.com }
    expect: deny
    rule: default

  - name: but it installs packages
    operation: { action: tunnel, host: registry.npmjs.org }
    expect: allow
    rule: tunnels-of-ai

  - name: and its editor finds extensions
    operation: { action: tunnel, host: marketplace.visualstudio.com, subject: { actor: mixed } }
    expect: allow
    rule: tunnels-of-editors
`;
