import { elementText, query, rootCredentials, type Credentials } from "./clients.ts";

/** The action that moto's IAM knows, as its policies have it. */
export interface Statement {
  Effect: "Allow" | "Deny";
  Action: string | readonly string[];
  Resource: string | readonly string[];
}

interface IamCall {
  url: string;
  credentials: Credentials;
}

const call = (to: IamCall, parameters: Record<string, string>): Promise<string> =>
  query({ ...to, region: "us-east-1", service: "iam", parameters });

/** A role of an account; without statements it may do nothing. */
export async function createRole(to: IamCall, name: string, statements: readonly Statement[]): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
  };
  await call(to, { Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
  if (statements.length === 0) return;
  await call(to, {
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "network",
    PolicyDocument: policyOf(statements),
  });
}

/** A user of the management account, with an access key. */
export async function createUser(url: string, name: string, statements: readonly Statement[]): Promise<Credentials> {
  const to = { url, credentials: rootCredentials };
  await call(to, { Action: "CreateUser", UserName: name });
  await call(to, { Action: "PutUserPolicy", UserName: name, PolicyName: "scan", PolicyDocument: policyOf(statements) });
  const key = await call(to, { Action: "CreateAccessKey", UserName: name });
  return { accessKeyId: elementText(key, "AccessKeyId"), secretAccessKey: elementText(key, "SecretAccessKey") };
}

/** From here on moto checks signatures and identity policies; what was made before stays. */
export async function enforceIam(url: string): Promise<void> {
  const response = await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: "0" });
  if (!response.ok) throw new Error(`reset-auth: ${response.status}`);
}

function policyOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
