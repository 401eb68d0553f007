import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatUserError, UserError } from "../../../src/errors.ts";
import { loadRules } from "../../../src/rules/load.ts";
import { toyVocabulary } from "./toy-vocabulary.ts";

const rules = `version: 1
rules:
  - id: coverage-incomplete
    title: Mine
    severity: low
    resource: subnet
    fail-when: subnet.private
    message: m
`;

test("no rule may take the id by which reports tell of accounts that were not wholly read", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "vpclint-reserved-"));
  try {
    const file = join(cwd, "rules.yaml");
    await writeFile(file, rules);
    const error: unknown = await loadRules({ builtin: file, cwd, file, vocabulary: toyVocabulary }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(formatUserError(error as UserError)).toMatch(
      /rules.yaml:3:9: error: the id coverage-incomplete is vpclint's own/,
    );
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
