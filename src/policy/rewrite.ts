/** Policies put together from others, as JSON: to ask a question about a part of the requests, or to tighten them. */

export type StatementJson = Record<string, unknown>;
export type PolicyJson = Record<string, unknown> & { Statement: StatementJson[] };

/** What AWS attaches where no policy is given (policy-semantics 1). */
export const defaultPolicy: PolicyJson = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** A copy with its statements in a list. Only for a text that parsePolicy accepts: that one refuses duplicate keys. */
export function readPolicyJson(text: string | undefined): PolicyJson {
  if (text === undefined || text.trim() === "") return structuredClone(defaultPolicy);
  const policy = JSON.parse(text) as Record<string, unknown>;
  const { Statement: statement } = policy;
  return { ...policy, Statement: (Array.isArray(statement) ? statement : [statement]) as StatementJson[] };
}

/** The indexes of the statements that are there do not move. */
export function withStatements(policy: PolicyJson, added: readonly StatementJson[]): PolicyJson {
  return { ...policy, Statement: [...policy.Statement, ...added] };
}

/** What is named is no request that is asked about: it is denied, and so in no answer. */
export function denying(elements: StatementJson): StatementJson {
  const statement: StatementJson = { Effect: "Deny", Principal: "*", Action: "*", Resource: "*", ...elements };
  for (const name of ["Principal", "Action", "Resource"]) if (`Not${name}` in elements) delete statement[name];
  return statement;
}

/** A text that stands for itself in a policy of that version: a `$` begins a variable in 2012-10-17 (policy-semantics 5). */
export function literalIn({ Version: version }: PolicyJson, text: string): string {
  return version === "2012-10-17" ? text.replaceAll("$", "${$}") : text;
}
