import { Ajv, type ValidateFunction } from "ajv";
import answersSchema from "../../schemas/answers.schema.json" with { type: "json" };
import snapshotSchema from "../../schemas/snapshot.schema.json" with { type: "json" };
import { throwGathered } from "../errors.ts";
import { explainSchemaErrors, type JsonDocument } from "../json-document.ts";
import type { Manifest, RegionFile } from "./format.ts";

const compiled = new Map<string, ValidateFunction>();

/** ajv takes its time to compile, so each definition is compiled when it is first needed. */
function validator(definition: "manifest" | "regionFile"): ValidateFunction {
  let validate = compiled.get(definition);
  if (validate === undefined) {
    const ajv = new Ajv({ allErrors: true, verbose: true, schemas: [answersSchema, snapshotSchema] });
    validate = ajv.compile({ $ref: `${snapshotSchema.$id}#/definitions/${definition}` });
    compiled.set(definition, validate);
  }
  return validate;
}

/** @throws UserError that names the file, line and column of everything that does not fit the schema. */
export function checkManifest(document: JsonDocument): Manifest {
  check(document, "manifest", "see schemas/snapshot.schema.json; if nobody edited the file, collect again");
  return document.content as Manifest;
}

/**
 * @param document with an empty text where the content was not read from a JSON file
 * @throws UserError that names everything that does not fit the schema, with its place
 */
export function checkRegionFile(document: JsonDocument): RegionFile {
  check(document, "regionFile", "the members are those of the AWS API's answer; see schemas/answers.schema.json");
  return document.content as RegionFile;
}

function check(document: JsonDocument, definition: "manifest" | "regionFile", hint: string): void {
  const validate = validator(definition);
  if (validate(document.content)) return;
  throwGathered(explainSchemaErrors(validate.errors ?? [], document, { code: "snapshot-schema", hint }));
}
