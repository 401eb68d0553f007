import type { ValidateFunction } from "ajv";
import { throwGathered } from "../errors.ts";
import { explainSchemaErrors, type JsonDocument } from "../json-document.ts";
import type { Manifest, RegionFile } from "./format.ts";
import { manifestValidator, regionFileValidator } from "./validators.ts";

/** @throws UserError that names the file, line and column of everything that does not fit the schema. */
export function checkManifest(document: JsonDocument): Manifest {
  check(document, manifestValidator(), "see schemas/snapshot.schema.json; if nobody edited the file, collect again");
  return document.content as Manifest;
}

/**
 * @param document with an empty text where the content was not read from a JSON file
 * @throws UserError that names everything that does not fit the schema, with its place
 */
export function checkRegionFile(document: JsonDocument): RegionFile {
  check(
    document,
    regionFileValidator(),
    "the members are those of the AWS API's answer; see schemas/answers.schema.json",
  );
  return document.content as RegionFile;
}

function check(document: JsonDocument, validate: ValidateFunction, hint: string): void {
  if (validate(document.content)) return;
  throwGathered(explainSchemaErrors(validate.errors ?? [], document, { code: "snapshot-schema", hint }));
}
