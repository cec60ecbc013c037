/** A field in which two documents differ, such as `data.email`. */
export interface FieldDifference {
  readonly field: string;
  /** What the log makes of it; undefined when it has no such field. */
  readonly expected: unknown;
  readonly found: unknown;
  /** Whether anybody who reads the log may see the values: they are not personal. */
  readonly isOpen: boolean;
}

/** The fields in which a document is not what it should be, by their names. None when the two are equal. */
export function compareDocuments(
  expected: object,
  found: object,
  isOpen: (field: string) => boolean,
): readonly FieldDifference[] {
  const [wanted, present] = [leavesOf(expected), leavesOf(found)];
  const fields = new Set([...wanted.keys(), ...present.keys()]);
  return [...fields]
    .filter((field) => JSON.stringify(wanted.get(field)) !== JSON.stringify(present.get(field)))
    .sort()
    .map((field) => ({
      field,
      expected: wanted.get(field),
      found: present.get(field),
      isOpen: isOpen(field),
    }));
}

/** By their paths. A list counts as one value, and so does an object without fields. */
function leavesOf(document: object, path = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    const inner = isRecord(value) ? leavesOf(value, `${path}${name}.`) : new Map<string, unknown>();
    if (inner.size === 0) leaves.set(path + name, value);
    for (const [field, leaf] of inner) leaves.set(field, leaf);
  }
  return leaves;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
