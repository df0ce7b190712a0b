import type { Subject } from '../protocol/subject.ts';
import type { Requirement } from '../protocol/verdict.ts';
import type { Approvers, GroupMembers } from './document.ts';

type Groups = Readonly<Record<string, GroupMembers>>;

/**
 * The groups a rule sees: the document's that the subject is in, and the identity provider's under names that
 * the document does not define. A name that it defines means what it says there and nothing else.
 */
export function groupsOf(subject: Subject, groups: Groups): readonly string[] {
  const defined = Object.entries(groups)
    .filter(([, { users, groups: members }]) => {
      return users.includes(subject.id) || subject.groups.some((group) => members.includes(group));
    })
    .map(([name]) => name);
  const others = subject.groups.filter((name) => !Object.hasOwn(groups, name));
  return [...new Set([...defined, ...others])].toSorted();
}

const PERSON = 'user:';

/** Who may approve, and what has to come together. The groups are those of the identity provider. */
export function approvalOf(
  { anyOf, allOf, count, reason, breakGlass, freshLoginMs }: Approvers,
  groups: Groups,
): Pick<Requirement, 'approvers' | 'quorum'> {
  const sets = [...(anyOf.length === 0 ? [] : [anyOf]), ...allOf.map((name) => [name])];
  return {
    approvers: approversOf([...anyOf, ...allOf], groups),
    quorum: {
      count,
      sets: sets.length < 2 ? [] : sets.map((names) => approversOf(names, groups)),
      reasonRequired: reason === 'required',
      breakGlass: approversOf(breakGlass, groups),
      ...(freshLoginMs === undefined ? {} : { freshLoginMs }),
    },
  };
}

/**
 * Names of the document's groups and `user:ID` in the terms of the identity provider, which is all a collector
 * knows: names of its groups, and `user:ID` for people.
 */
export function approversOf(names: readonly string[], groups: Groups): readonly string[] {
  const members = names.flatMap((name) => {
    if (name.startsWith(PERSON)) return [name];
    const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
    return group === undefined ? [] : [...group.groups, ...group.users.map((user) => `${PERSON}${user}`)];
  });
  return [...new Set(members)].toSorted();
}
