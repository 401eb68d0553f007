/**
 * The syntax of patterns: the part of RE2, CEL's own, that needs no captures. No backreferences, no lookaround.
 */

/** What is wrong with a pattern, and where in it. */
export class PatternError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Tests one character, that is one code point. */
type CharTest = (char: string) => boolean;

/** The syntax tree of a pattern. `max` may be Infinity. */
export type Tree =
  | { kind: "char"; test: CharTest }
  | { kind: "start" | "end" }
  | { kind: "sequence" | "choice"; parts: Tree[] }
  | { kind: "repeat"; of: Tree; min: number; max: number };

const maxRepeat = 1000;
const maxNesting = 50;

/** Parses a pattern; a leading `(?i)` ignores letter case. */
export function parsePattern(source: string): Tree {
  const ignoreCase = source.startsWith("(?i)");
  const cursor: Cursor = { source, offset: ignoreCase ? 4 : 0, nesting: 0, ignoreCase };
  const tree = parseChoice(cursor);
  if (cursor.offset < source.length) throw new PatternError("a ) without its (", cursor.offset);
  return tree;
}

interface Cursor {
  source: string;
  offset: number;
  nesting: number;
  ignoreCase: boolean;
}

function parseChoice(cursor: Cursor): Tree {
  const parts = [parseSequence(cursor)];
  while (cursor.source[cursor.offset] === "|") {
    cursor.offset++;
    parts.push(parseSequence(cursor));
  }
  return { kind: "choice", parts };
}

function parseSequence(cursor: Cursor): Tree {
  const parts: Tree[] = [];
  for (let char = cursor.source[cursor.offset]; char !== undefined && char !== "|" && char !== ")";) {
    parts.push(parseRepeats(cursor, parseAtom(cursor)));
    char = cursor.source[cursor.offset];
  }
  return { kind: "sequence", parts };
}

function parseRepeats(cursor: Cursor, atom: Tree): Tree {
  const { source, offset } = cursor;
  const counted = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(source.slice(offset, offset + 12));
  const simple = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[source[offset] ?? ""];
  if (counted === null && simple === undefined) return atom;
  const [min = 0, max = Infinity] = simple ?? countedBounds(counted ?? []);
  if (max < min || min > maxRepeat || (max > maxRepeat && max !== Infinity)) {
    throw new PatternError(`a repetition of 0 to ${maxRepeat} was expected`, offset);
  }
  cursor.offset += counted?.[0].length ?? 1;
  // Lazy or greedy makes no difference to whether a text matches.
  if (source[cursor.offset] === "?") cursor.offset++;
  if (/[*+?]/.test(source[cursor.offset] ?? "")) throw new PatternError("nothing to repeat", cursor.offset);
  return { kind: "repeat", of: atom, min, max };
}

function countedBounds([, min, comma, max]: readonly (string | undefined)[]): number[] {
  const least = Number(min);
  if (comma === undefined) return [least, least];
  return [least, max === undefined ? Infinity : Number(max)];
}

function parseAtom(cursor: Cursor): Tree {
  const { source, offset } = cursor;
  const char = source[offset] ?? "";
  if (/[*+?]/.test(char)) throw new PatternError("nothing to repeat", offset);
  if (char === "(") return parseGroup(cursor);
  if (char === "[") return parseClass(cursor);
  if (char === "\\") return { kind: "char", test: parseEscape(cursor) };
  cursor.offset++;
  if (char === "^") return { kind: "start" };
  if (char === "$") return { kind: "end" };
  if (char === ".") return { kind: "char", test: (other) => other !== "\n" };
  const whole = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  cursor.offset = offset + whole.length;
  return { kind: "char", test: rangeTest(whole, whole, cursor.ignoreCase) };
}

function parseGroup(cursor: Cursor): Tree {
  const { source, offset } = cursor;
  if (++cursor.nesting > maxNesting) throw new PatternError(`groups are nested more than ${maxNesting} deep`, offset);
  cursor.offset++;
  if (source.startsWith("?:", cursor.offset)) cursor.offset += 2;
  else if (source[cursor.offset] === "?") {
    throw new PatternError("only (?: and a leading (?i) are supported after (", cursor.offset);
  }
  const tree = parseChoice(cursor);
  if (source[cursor.offset] !== ")") throw new PatternError("a ( without its )", offset);
  cursor.offset++;
  cursor.nesting--;
  return tree;
}

const classes: Readonly<Record<string, CharTest>> = {
  d: (char) => /^[0-9]$/.test(char),
  w: (char) => /^[0-9A-Za-z_]$/.test(char),
  s: (char) => /^[\t\n\f\r ]$/.test(char),
};

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v" };

/** The escape at the cursor: a class, a control character, or punctuation that stands for itself. */
function parseEscape(cursor: Cursor): CharTest {
  const start = cursor.offset;
  const letter = cursor.source[start + 1];
  cursor.offset += 2;
  if (letter === undefined) throw new PatternError("a \\ at the end", start);
  const named = Object.hasOwn(classes, letter.toLowerCase()) ? classes[letter.toLowerCase()] : undefined;
  if (named !== undefined) return letter === letter.toLowerCase() ? named : (char) => !named(char);
  if (Object.hasOwn(controls, letter)) return (char) => char === controls[letter];
  if (/[0-9A-Za-z]/.test(letter)) throw new PatternError(`\\${letter} is not supported`, start);
  return (char) => char === letter;
}

function parseClass(cursor: Cursor): Tree {
  const start = cursor.offset;
  cursor.offset++;
  const negated = cursor.source[cursor.offset] === "^";
  if (negated) cursor.offset++;
  const tests: CharTest[] = [];
  // A ] that comes first stands for itself.
  do tests.push(parseClassItem(cursor, start));
  while (cursor.source[cursor.offset] !== "]");
  cursor.offset++;
  return { kind: "char", test: (char) => tests.some((test) => test(char)) !== negated };
}

function parseClassItem(cursor: Cursor, start: number): CharTest {
  const { source } = cursor;
  if (source.startsWith("[:", cursor.offset)) throw new PatternError("named classes are not supported", cursor.offset);
  if (source[cursor.offset] === "\\") return parseEscape(cursor);
  const first = nextCodePoint(cursor, start);
  if (source[cursor.offset] !== "-" || source[cursor.offset + 1] === "]")
    return rangeTest(first, first, cursor.ignoreCase);
  cursor.offset++;
  const last = nextCodePoint(cursor, start);
  if (last === "\\" || last < first) throw new PatternError(`${first}-${last} is not a range`, cursor.offset - 1);
  return rangeTest(first, last, cursor.ignoreCase);
}

function nextCodePoint(cursor: Cursor, start: number): string {
  const code = cursor.source.codePointAt(cursor.offset);
  if (code === undefined) throw new PatternError("a [ without its ]", start);
  const char = String.fromCodePoint(code);
  cursor.offset += char.length;
  return char;
}

function rangeTest(first: string, last: string, ignoreCase: boolean): CharTest {
  const from = first.codePointAt(0) ?? 0;
  const to = last.codePointAt(0) ?? 0;
  const isIn = (char: string): boolean => {
    const code = char.codePointAt(0) ?? 0;
    return code >= from && code <= to;
  };
  return ignoreCase ? (char) => isIn(char.toLowerCase()) || isIn(char.toUpperCase()) : isIn;
}
