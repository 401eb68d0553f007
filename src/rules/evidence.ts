import type { Exhibit, FactObject, Subject, Value } from "../facts/vocabulary.ts";
import type { Need } from "../unknown.ts";
import { isUnknown } from "../unknown.ts";
import type { Observer, Operand } from "./expression/frame.ts";
import { isList } from "./expression/kleene.ts";
import type { Evidence, Json } from "./result.ts";

/** Evidence is for people: beyond this, more of the same proves nothing. */
const maxElements = 50;
const maxFacts = 200;
const maxExhibits = 20;
/** Where a list was cut. */
const more = "...";

/** Records what an evaluation reads (design law 3). */
export interface Recorder extends Observer {
  /** The record as evidence; only now are exhibits made, as most records are of passes and thrown away. */
  toEvidence(missing: readonly Need[]): Evidence;
}

export function createRecorder(): Recorder {
  const facts = new Map<string, Json>();
  const visited = new Map<string, Set<Subject>>();
  return {
    read(path, value) {
      if (facts.size >= maxFacts && !facts.has(path)) return;
      // Within a macro one path has a value for each element.
      if (path.includes("[]")) facts.set(path, addDistinct(facts.get(path), toJson(value)));
      else facts.set(path, toJson(value));
    },
    visit(path, subject) {
      const subjects = visited.get(path) ?? new Set();
      visited.set(path, subjects.add(subject));
    },
    toEvidence: (missing) => ({
      facts: Object.fromEntries(facts),
      exhibits: collectExhibits(visited),
      missing: [...missing],
    }),
  };
}

function addDistinct(known: Json | undefined, value: Json): Json {
  const values = Array.isArray(known) ? (known as readonly Json[]) : [];
  const text = JSON.stringify(value);
  if (values.at(-1) === more || values.some((other) => JSON.stringify(other) === text)) return values;
  return [...values, values.length < maxElements ? value : more];
}

function collectExhibits(visited: ReadonlyMap<string, ReadonlySet<Subject>>): (Exhibit & { fact: string })[] {
  const exhibits: (Exhibit & { fact: string })[] = [];
  // What was read by two names is shown once.
  const shown = new Set<unknown>();
  for (const [fact, subjects] of visited) {
    for (const { object, of } of subjects) {
      if (exhibits.length >= maxExhibits) return exhibits;
      const exhibit = shown.has(of) ? undefined : tryExhibit(object, of);
      if (exhibit === undefined) continue;
      shown.add(of);
      exhibits.push({ ...exhibit, fact });
    }
  }
  return exhibits;
}

/** A picture that cannot be drawn must not cost the finding. */
function tryExhibit(object: FactObject, of: unknown): Exhibit | undefined {
  try {
    return object.exhibit?.(of as never);
  } catch {
    return undefined;
  }
}

/** The value as plain data; null stands for what is unknown or cannot be shown. */
export function toJson(value: Operand | Value | null): Json {
  if (value === null || isUnknown(value)) return null;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, entry]) => [key, toJson(entry)]));
  if (typeof value !== "object") return value;
  if (!isList(value)) return null;
  const elements = value.slice(0, maxElements).map(toJson);
  return value.length > maxElements ? [...elements, more] : elements;
}
