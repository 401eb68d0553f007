import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

/** The part of a rolldown plugin that is used here. */
interface BuildPlugin {
  name: string;
  load: (id: string) => Promise<{ code: string; moduleType: "js" } | undefined>;
}

/** Puts ajv's own standalone code in the place of `src/snapshot/validators.ts`, which compiles the same at run time. */
export function precompileValidators(): BuildPlugin {
  return {
    name: "precompile-validators",
    load: async (id) =>
      id.endsWith("/src/snapshot/validators.ts")
        ? { code: await standaloneValidators(join(import.meta.dirname, "../schemas")), moduleType: "js" }
        : undefined,
  };
}

async function standaloneValidators(folder: string): Promise<string> {
  const [answers, snapshot] = await Promise.all(
    ["answers", "snapshot"].map(async (name) =>
      JSON.parse(await readFile(join(folder, `${name}.schema.json`), "utf8")),
    ),
  );
  const schemas = [answers, snapshot, ...["manifest", "regionFile"].map((name) => entry(name, snapshot.$id))];
  const code = { source: true, esm: true, lines: true };
  const ajv = new Ajv({ allErrors: true, verbose: true, inlineRefs: false, schemas, code });
  const validators = standalone.default(ajv, { manifest: "manifest", regionFile: "regionFile" });
  // ajv writes CommonJS `require` for its own run time, even into a module.
  if (validators.includes("require(")) throw new Error("ajv's standalone code needs its run time");
  return `${validators}
export const manifestValidator = () => manifest;
export const regionFileValidator = () => regionFile;
`;
}

function entry(name: string, snapshotId: string): object {
  return { $id: name, $ref: `${snapshotId}#/definitions/${name}` };
}
