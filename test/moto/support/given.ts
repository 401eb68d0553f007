/** A member that AWS's types call optional and that this answer must have. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`moto answered no ${what}`);
  return value;
}
