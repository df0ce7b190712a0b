/** What has to come together before an approval is granted. Names are groups, and `user:ID` for one person. */
export interface Quorum {
  /** Different people who have to approve, at least one. */
  readonly count: number;
  /** Of each of these at least one person has to be among them. */
  readonly sets: readonly (readonly string[])[];
  /** Whether an approval without a reason is none. */
  readonly reasonRequired: boolean;
  /** Of whom one person alone grants it, and says why. */
  readonly breakGlass: readonly string[];
  /** How long ago, at most, whoever approves has logged in; absent: nobody asks. */
  readonly freshLoginMs?: number;
}

/** One person of any of the approvers. */
export const ONE_APPROVER: Quorum = Object.freeze({
  count: 1,
  sets: Object.freeze([]),
  reasonRequired: false,
  breakGlass: Object.freeze([]),
});

/** Marks an approver that is one person; a group that was given such a name stands for nobody. */
const PERSON = 'user:';

/** Whether one of these names is this person, or a group of theirs. */
export function isAmong(
  person: { readonly subject: string; readonly groups: readonly string[] },
  names: readonly string[],
): boolean {
  return names.some((name) =>
    name.startsWith(PERSON) ? name === `${PERSON}${person.subject}` : person.groups.includes(name),
  );
}

/** Who decides, for people: `2 of leads, user:ana, with a reason; or alone: oncall`. */
export function approverWords(approvers: readonly string[], quorum: Quorum): string {
  const { count, sets, reasonRequired, breakGlass, freshLoginMs } = quorum;
  const people = approvers.join(', ');
  const number = count === 1 ? people : `${count} of ${people}`;
  const each = sets.length === 0 ? '' : `, one of each: ${sets.map((set) => set.join('|')).join(', ')}`;
  const reason = reasonRequired ? ', with a reason' : '';
  const fresh = freshLoginMs === undefined ? '' : `, logged in at most ${ageWords(freshLoginMs)} before`;
  const alone = breakGlass.length === 0 ? '' : `; or alone, in an emergency: ${breakGlass.join(', ')}`;
  return `${number}${each}${reason}${fresh}${alone}`;
}

const AGES: readonly (readonly [number, string])[] = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** An age that a policy may ask for, in its largest whole unit. */
export function ageWords(ageMs: number): string {
  const [unitMs, unit] = AGES.find(([size]) => ageMs % size === 0) ?? [1, 'ms'];
  return `${ageMs / unitMs} ${unit}`;
}
