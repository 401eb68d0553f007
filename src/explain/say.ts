import { isUnknown, type Maybe, type Need } from "../unknown.ts";

/** Says facts in words, and keeps what is missing of those that are unknown. */
export interface Speaker {
  say(name: string, value: Maybe<string | number | boolean | readonly string[]>): void;
  facts: { name: string; value: string }[];
  missing: Need[];
}

export function createSpeaker(): Speaker {
  const facts: Speaker["facts"] = [];
  const missing = new Map<string, Need>();
  return {
    facts,
    get missing() {
      return [...missing.values()];
    },
    say(name, value) {
      if (isUnknown(value)) for (const need of value.needs) missing.set(JSON.stringify(need), need);
      const text = inWords(value);
      if (text !== "") facts.push({ name, value: text });
    },
  };
}

/** Nothing to say is empty text: a fact that is not there. */
function inWords(value: Maybe<string | number | boolean | readonly string[]>): string {
  if (isUnknown(value)) return "unknown";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? value.join(", ") : String(value);
}
