import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import rulesSchema from "../../schemas/rules.schema.json" with { type: "json" };
import type { Where } from "../errors.ts";
import { describeSystemError, throwGathered, UserError, UserErrors } from "../errors.ts";
import { compileRule } from "./compile-rule.ts";
import type { Definition, Rule, RuleSet, Vocabulary } from "./rule.ts";
import type { RuleExamples } from "./rule-examples.ts";
import { parseRuleExamples } from "./rule-examples.ts";
import { combineRules, parseRulesFile } from "./rules-file.ts";
import { sortByPlace } from "./source.ts";

export interface LoadOptions {
  /** The rules file of the user; without it, the built-in rules alone are in force. */
  file?: string;
  /** Path of the rules.yaml that comes with vpclint: what `builtin` means. */
  builtin: string;
  /** What paths are relative to, and shown relative to. */
  cwd: string;
  vocabulary: Vocabulary;
}

/** Loads, checks and compiles the rules in force. Throws everything that is wrong with any of the files at once. */
export async function loadRules(options: LoadOptions): Promise<RuleSet> {
  const loading: Loading = { ...options, errors: [], loaded: new Map() };
  const path = resolve(options.cwd, options.file ?? options.builtin);
  const definitions = (await loadFile(loading, { path, ancestors: [] })) ?? [];
  const compiled = definitions.map((definition) => ({ definition, ...compileRule(definition, options.vocabulary) }));
  throwGathered(sortByPlace([...loading.errors, ...compiled.flatMap(({ errors = [] }) => errors)]));
  const rulesWhere = (enabled: boolean): Rule[] =>
    compiled.flatMap((outcome) =>
      outcome.errors === undefined && outcome.definition.enabled === enabled ? [outcome.rule] : [],
    );
  return { rules: rulesWhere(true), disabled: rulesWhere(false) };
}

/** Loads a file of rule examples (test/rules/<rule-id>.yaml); `apiNames` are the APIs that it may give answers of. */
export async function loadRuleExamples(
  file: string,
  options: { cwd: string; apiNames: readonly string[] },
): Promise<RuleExamples> {
  const path = resolve(options.cwd, file);
  const text = await readText(path, showPath(path, options.cwd), undefined);
  return parseRuleExamples({ file: showPath(path, options.cwd), text, apiNames: options.apiNames });
}

/** schemas/rules.schema.json with the resource types of the vocabulary filled in, as editors want it. */
export function rulesSchemaFor(vocabulary: Vocabulary): object {
  const schema = structuredClone(rulesSchema);
  const { resource } = schema.definitions.rule.properties;
  Object.assign(resource, { enum: vocabulary.map(({ name }) => name) });
  return schema;
}

interface Loading extends LoadOptions {
  errors: UserError[];
  /** What each file stands for, by real path: loaded once, however many extend it; undefined if it cannot be read. */
  loaded: Map<string, readonly Definition[] | undefined>;
}

interface Step {
  path: string;
  /** The files on the way here, to notice a circle. */
  ancestors: readonly string[];
  /** The `extends` that led here. */
  where?: Where;
}

async function loadFile(loading: Loading, step: Step): Promise<readonly Definition[] | undefined> {
  const real = await realpath(step.path).catch(() => step.path);
  if (step.ancestors.includes(real)) {
    loading.errors.push(circle(loading, [...step.ancestors.slice(step.ancestors.indexOf(real)), real], step.where));
    return undefined;
  }
  if (!loading.loaded.has(real)) loading.loaded.set(real, await loadWithBases(loading, real, step));
  return loading.loaded.get(real);
}

async function loadWithBases(loading: Loading, real: string, step: Step): Promise<readonly Definition[] | undefined> {
  const { path, ancestors, where } = step;
  const shown = showFile(path, loading);
  const file = await gather(loading, async () => parseRulesFile(shown, await readText(path, shown, where)));
  if (file === undefined) return undefined;
  const bases: (readonly Definition[] | undefined)[] = [];
  for (const base of file.extends) {
    const basePath =
      base.name === "builtin" ? resolve(loading.cwd, loading.builtin) : resolve(dirname(path), base.name);
    bases.push(await loadFile(loading, { path: basePath, ancestors: [...ancestors, real], where: base.where }));
  }
  return combineRules(file, bases, loading.errors);
}

function circle(loading: Loading, files: readonly string[], where: Where | undefined): UserError {
  const names = files.map((file) => showFile(file, loading)).join(" -> ");
  return new UserError("rules-extends", `rules files extend each other in a circle: ${names}`, {
    ...(where && { where }),
  });
}

/** Keeps a file's errors for the end, so that those of all files are reported together. */
async function gather<T>(loading: Loading, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    loading.errors.push(...(error instanceof UserErrors ? error.errors : [error]));
    return undefined;
  }
}

/** A thousand rules are half of it. */
const maxBytes = 1024 * 1024;

async function readText(path: string, shown: string, where: Where | undefined): Promise<string> {
  const refuse = (message: string, hint: string, cause?: unknown): never => {
    throw new UserError("rules-file", message, { hint, ...(where && { where }), cause });
  };
  const bytes = await readBytes(path).catch((error: NodeJS.ErrnoException) => {
    return refuse(`cannot read ${shown}: ${describeSystemError(error)}`, "name an existing YAML file", error);
  });
  if (bytes === undefined)
    return refuse(`${shown} is larger than ${maxBytes / 1024} KiB`, "split it, and join the parts with extends");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    return refuse(`${shown} is not UTF-8 text`, "save it as UTF-8", error);
  }
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  const { size } = await stat(path);
  return size > maxBytes ? undefined : readFile(path);
}

/** The built-in file by its own name where it lies outside: where vpclint is installed is nobody's business. */
function showFile(path: string, { cwd, builtin }: LoadOptions): string {
  const shown = showPath(path, cwd);
  return path === resolve(cwd, builtin) && shown.startsWith("..") ? `builtin:${basename(path)}` : shown;
}

/** Relative to the working folder, with forward slashes on every system. */
function showPath(path: string, cwd: string): string {
  return relative(cwd, path).replaceAll("\\", "/");
}
