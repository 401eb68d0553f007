import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { policyKnowledge } from "../../../scripts/policy-knowledge.ts";

test("the generated table is the one that the generator writes", async () => {
  expect(readFileSync("src/policy/knowledge.generated.ts", "utf8")).toBe(await policyKnowledge());
});
