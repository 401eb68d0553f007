/** A place in a file that a person wrote. Lines and columns count from 1. */
export interface Where {
  file: string;
  line?: number;
  column?: number;
  /** The text of that line, for the caret. */
  excerpt?: string;
  /** How many characters the caret underlines. */
  length?: number;
}

interface UserErrorOptions {
  hint?: string;
  where?: Where;
  cause?: unknown;
}

/**
 * Something that the person who runs vpclint can put right: what is wrong, where, and what to do.
 * Anything else that is thrown is a bug of ours (exit code 70).
 */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly where: Where | undefined;

  constructor(code: string, message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "UserError";
    this.code = code;
    this.hint = options.hint;
    this.where = options.where;
  }
}

/** The person (or the machine's shutdown) ended the work before it was done. */
export class InterruptedError extends UserError {
  constructor(message: string, options: UserErrorOptions = {}) {
    super("interrupted", message, options);
    this.name = "InterruptedError";
  }
}

/** All the errors of one input, so that a person mends them in one round. */
export class UserErrors extends UserError {
  readonly errors: readonly UserError[];

  constructor(errors: readonly [UserError, ...UserError[]]) {
    super(errors[0].code, errors.map((error) => error.message).join("\n"));
    this.name = "UserErrors";
    this.errors = errors;
  }
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of that path is a file",
  EEXIST: "a part of that path is a file",
  EISDIR: "it is a folder",
  EACCES: "it is not permitted",
  EPERM: "it is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "files may not be that large here",
  ELOOP: "its symbolic links form a circle",
};

/** What the file system said, in words. */
export function describeSystemError(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return systemErrors[(cause as NodeJS.ErrnoException).code ?? ""] ?? cause.message;
}

/** Throws what was gathered, if anything was. */
export function throwGathered(errors: readonly UserError[]): void {
  const [first, ...rest] = errors;
  if (first === undefined) return;
  throw rest.length === 0 ? first : new UserErrors([first, ...rest]);
}

/** The candidate within two edits of a mistyped word (three for long words), if there is one. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = word.length > 10 ? 4 : 3;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance with swaps of neighbours counted as one edit; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit;
}

/** An error as a person reads it: where, what, the line with a caret, what to do. */
export function formatUserError(error: UserError): string {
  if (error instanceof UserErrors) return error.errors.map(formatUserError).join("\n\n");
  const { where } = error;
  const place =
    where === undefined
      ? ""
      : `${[where.file, where.line, where.column].filter((part) => part !== undefined).join(":")}: `;
  const lines = [`${place}error: ${error.message}`];
  if (where?.excerpt !== undefined && where.excerpt.trim() !== "" && where.column !== undefined) {
    const caret = "^".repeat(Math.max(1, where.length ?? 1));
    lines.push(`  | ${where.excerpt}`, `  | ${" ".repeat(where.column - 1)}${caret}`);
  }
  if (error.hint !== undefined) lines.push(`  = help: ${error.hint}`);
  return lines.join("\n");
}
