import { EC2 } from "@aws-sdk/client-ec2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Any key that moto does not know belongs to its default account, which becomes the management account here. */
export const rootCredentials: Credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" };
export const managementAccount = "123456789012";

export function organizationsClient(url: string): OrganizationsClient {
  return new OrganizationsClient({ endpoint: url, region: "us-east-1", credentials: rootCredentials });
}

/** Credentials of another account. moto switches accounts by the id in the ARN; the role need not exist (emulators 1.2). */
export async function enterAccount(url: string, account: string): Promise<Credentials> {
  const sts = new STSClient({ endpoint: url, region: "us-east-1", credentials: rootCredentials });
  const answer = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/WorldBuilder`, RoleSessionName: "world-builder" }),
  );
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  } = answer.Credentials ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
    throw new Error(`moto gave no credentials for ${account}`);
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}

export function ec2Client(url: string, credentials: Credentials, region: string): EC2 {
  return new EC2({ endpoint: url, region, credentials });
}

interface Query {
  url: string;
  credentials: Credentials;
  region: string;
  service: "elasticloadbalancing" | "iam";
  parameters: Record<string, string>;
}

const queryVersions = { elasticloadbalancing: "2015-12-01", iam: "2010-05-08" } as const;

/**
 * One call of a service whose SDK client this project does not need otherwise. moto finds the service and the account
 * in the credential scope and, while IAM checks are off, does not look at the signature. Answers XML.
 */
export async function query({ url, credentials, region, service, parameters }: Query): Promise<string> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Version: queryVersions[service], ...parameters }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`${parameters["Action"]}: ${response.status} ${body}`);
  return body;
}

/** The text of the first element of that name in an XML answer. */
export function elementText(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`no <${name}> in ${xml}`);
  return text;
}
