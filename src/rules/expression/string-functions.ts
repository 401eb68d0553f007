import { EvaluationError } from "./failure.ts";
import type { Scalar, StringFunction } from "./syntax.ts";

/** THE LIST of the functions of texts in the rule language, besides `size` and `matches`. */
export const stringFunctions: Readonly<Record<string, StringFunction>> = {
  startsWith: { args: ["string"], returns: "bool", run: (text, [prefix]) => text.startsWith(asText(prefix)) },
  endsWith: { args: ["string"], returns: "bool", run: (text, [suffix]) => text.endsWith(asText(suffix)) },
  contains: { args: ["string"], returns: "bool", run: (text, [part]) => text.includes(asText(part)) },
  // ASCII only, as the name says: toLowerCase() would also fold other alphabets.
  lowerAscii: {
    args: [],
    returns: "string",
    run: (text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
  },
  upperAscii: {
    args: [],
    returns: "string",
    run: (text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
  },
};

function asText(value: Scalar | undefined): string {
  if (typeof value !== "string") throw new EvaluationError(`a text was expected, not ${String(value)}`);
  return value;
}
