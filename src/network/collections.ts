export type ById<T> = ReadonlyMap<string, T>;
export type Groups<T> = ReadonlyMap<string, readonly T[]>;

export function byId<T extends { id: string }>(records: readonly T[]): ById<T> {
  return new Map(records.map((record) => [record.id, record]));
}

/** For sorting. */
export function compareIds(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** Groups what has a key; Map.groupBy came with Node 21. */
export function groupBy<T>(records: Iterable<T>, keyOf: (record: T) => string | undefined): Groups<T> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}
