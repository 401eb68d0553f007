import { readFileSync } from "node:fs";
import type { PolicyContext } from "../../src/policy/context.ts";

export interface AwsPolicy {
  name: string;
  source: string;
  service: string;
  document: string;
  expected: { verdict: string; outsidePrincipals: string; outsideResources: string };
}

interface Entry {
  name: string;
  source: string;
  service: string;
  replace?: Record<string, string>;
  expected: AwsPolicy["expected"];
  policy?: unknown;
  policyOf?: string;
}

const folder = new URL("../fixtures/aws-policies/", import.meta.url);

/** Every endpoint policy that AWS's pages show or describe, with its placeholders filled in where the entry says so. */
export function awsPolicies(): AwsPolicy[] {
  const entries = ["user-guides.json", "data-perimeter.json", "restated.json"].flatMap(
    (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Entry[],
  );
  const policies = new Map(entries.map(({ name, policy }) => [name, policy]));
  return entries.map(({ name, source, service, replace, expected, policy, policyOf }) => {
    const written = JSON.stringify(policy ?? policies.get(policyOf ?? ""), undefined, 2);
    const document = Object.entries(replace ?? {}).reduce((text, [from, to]) => text.replaceAll(from, to), written);
    return { name, source, service, document, expected };
  });
}

/** Whose endpoint it is: the accounts of AWS's examples are ours. */
export function awsPolicyContext(service: string): PolicyContext {
  return {
    service,
    policySupported: true,
    organizationId: "o-exampleorgid",
    accounts: ["111122223333", "123456789012"],
    accountsComplete: true,
    trustedAccounts: [],
    trustedOrganizations: [],
    partition: "aws",
  };
}
