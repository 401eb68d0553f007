import { Ajv, type ValidateFunction } from "ajv";
import answersSchema from "../../schemas/answers.schema.json" with { type: "json" };
import snapshotSchema from "../../schemas/snapshot.schema.json" with { type: "json" };

// The bundle does not hold this module: the build puts in its place what ajv makes of the same schemas (see
// scripts/precompile-validators.ts), for compiling them takes half a second of each start.

let ajv: Ajv | undefined;

function compile(definition: string): ValidateFunction {
  ajv ??= new Ajv({ allErrors: true, verbose: true, schemas: [answersSchema, snapshotSchema] });
  return ajv.compile({ $ref: `${snapshotSchema.$id}#/definitions/${definition}` });
}

let manifest: ValidateFunction | undefined;
let regionFile: ValidateFunction | undefined;

/** Each is compiled when it is first needed. */
export function manifestValidator(): ValidateFunction {
  return (manifest ??= compile("manifest"));
}

export function regionFileValidator(): ValidateFunction {
  return (regionFile ??= compile("regionFile"));
}
