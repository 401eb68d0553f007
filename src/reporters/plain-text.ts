/**
 * Characters that change what a reader sees without being seen: C0 and C1 controls (with ESC, which starts terminal
 * commands), line separators, zero-width characters, bidirectional overrides (CVE-2021-42574), language tags, and
 * halves of surrogate pairs, which no encoder takes. The zero-width joiners stay: emoji and several scripts need them.
 */
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text from AWS on one line, with every unseen character spelled out (`\u{1b}`). Blanks and breaks become a space. */
export function toPlainText(text: string): string {
  return text.replace(/[\t\n\v\f\r]+/g, " ").replace(unseen, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return `\\u{${codePoint.toString(16)}}`;
  });
}

/**
 * JSON in which those characters are written as escapes: the same data to a parser, and nothing to a terminal or to a
 * reader of the file. JSON only holds them inside strings, and JSON.stringify has escaped the C0 controls already.
 */
export function toSafeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(unseen, (characters) =>
    characters === "\n" ? characters : characters.split("").map(escapeUnit).join(""),
  );
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** `a, b and 3 more`: the first few of a list that may be long. */
export function listSome(texts: readonly string[], most: number): string {
  if (texts.length <= most) return texts.join(", ");
  return `${texts.slice(0, most).join(", ")} and ${formatCount(texts.length - most)} more`;
}

/** Thousands are set apart with commas, in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 finding`, `2,000 findings`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
