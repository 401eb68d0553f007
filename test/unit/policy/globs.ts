import { anyLetter } from "../../../src/policy/letters.ts";
import { anyText, letter, literal, sequence } from "../../../src/policy/shape.ts";
import type { Shape } from "../../../src/policy/shape.ts";

export function globOf(text: string): Shape {
  return sequence(
    ...Array.from(text, (each) => {
      if (each === "*") return anyText;
      return each === "?" ? letter(anyLetter) : literal(each);
    }),
  );
}

/** The regular expression that says the same of letters which mean nothing in one. */
export function asRegExp(glob: string, flags = ""): RegExp {
  return new RegExp(`^${glob.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`, flags);
}
