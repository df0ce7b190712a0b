/**
 * A policy of `count` rules as an organisation grows them: most are about paths, the others about branches, words,
 * sizes and people. One in fifty matches nearly every push; the rest do not match those of the bench.
 */
export function policyOf(count: number): string {
  const rules = Array.from({ length: count - 1 }, (_, index) => ruleOf(index));
  const last = '  - { id: topics, on: [repo.write], when: ref.kind == "branch", effect: allow }\n';
  return `${HEAD}${rules.join('')}${last}`;
}

const HEAD = `version: 1
hosts: [{ suffix: github.com, kind: git }]
groups: { reviewers: ["group:leads"] }
rules:
`;

const CONDITIONS: readonly ((index: number) => string)[] = [
  (index) => `changes.exists(c, c.path.glob("infra/team-${index}/**"))`,
  (index) =>
    `changes.exists(c, c.path.glob(["**/Dockerfile.${index}", "deploy-${index}/**", "*.tf${index}"]))`,
  (index) => `ref.branch.glob("release-${index}/**") && (ref.forced || ref.change == "delete")`,
  (index) => `changes.exists(c, c.adds("secret-${index % 40}") && c.path.glob("keys-${index}/**"))`,
  (index) => `subject.actor == "ai" && changes.exists(c, c.path.glob("**/generated-${index}/*.ts"))`,
  (index) => `changes.exists(c, c.size > ${10_000 + index} || c.opaque == "binary")`,
  (index) => `repository.path.glob("team-${index}/*") && changes.exists(c, c.path.glob("src/**"))`,
  (index) => `"group-${index}" in subject.groups && changes.size() > 100`,
  (index) => `commits.exists(k, k.author.email.glob("*@contractor-${index}.example"))`,
  (index) => `changes.exists(c, c.path.glob(".github/workflows/job-${index}.yml") && c.kind != "deleted")`,
];

function ruleOf(index: number): string {
  const condition = (CONDITIONS[index % CONDITIONS.length] ?? CONDITIONS[0])?.(index) ?? 'true';
  const when = index % 50 === 49 ? 'ref.kind == "branch"' : condition;
  const effect = index % 3 === 0 ? 'deny' : 'require_approval, approvers: [reviewers]';
  return `  - { id: r${index}, on: [repo.write], when: '${when}', effect: ${effect} }\n`;
}
