import { createEvaluator } from "../../../src/policy/evaluate.ts";
import type { Request, RequestKey, RequestPrincipal } from "../../../src/policy/request.ts";
import { ourAccount, ourOrganization, outsider, s3, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

/** Whether the statements admit one request: yes, no or maybe. */
export function evaluate(statements: StatementJson[], request: Request, context = s3): string {
  const document = documentOf(...statements);
  return createEvaluator(document, context)(request);
}

type Person = Extract<RequestPrincipal, { kind: "iam" }>;

export const member: Person = {
  kind: "iam",
  account: ourAccount,
  arn: `arn:aws:iam::${ourAccount}:role/app`,
  organization: { id: ourOrganization, path: `${ourOrganization}/r-ab12/ou-ab12-11111111/` },
};
export const standalone: Person = {
  kind: "iam",
  account: outsider,
  arn: `arn:aws:iam::${outsider}:role/app`,
};
export const anonymous: RequestPrincipal = { kind: "anonymous" };

export function request(elements: Partial<Request> = {}): Request {
  return {
    principal: member,
    action: "s3:GetObject",
    resource: { arn: "arn:aws:s3:::data/key", owner: { account: ourAccount } },
    keys: [],
    ...elements,
  };
}

/** The request's aws:UserAgent, of which nothing else of it tells. */
export const agent = (value: string): RequestKey[] => [{ key: "aws:useragent", values: [value] }];
