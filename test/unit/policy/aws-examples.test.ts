import { expect, test } from "vitest";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { awsPolicies, awsPolicyContext } from "../../support/aws-policies.ts";
import { answered } from "./fixtures.ts";

test.each(awsPolicies().map((one) => [one.name, one] as const))("%s", (_name, { document, service, expected }) => {
  const decision = decidePolicy(document, awsPolicyContext(service));
  expect({
    verdict: decision.verdict,
    outsidePrincipals: answered(decision.admitsOutsidePrincipals),
    outsideResources: answered(decision.admitsOutsideResources),
  }).toEqual(expected);
});
