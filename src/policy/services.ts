import { namespaceOfToken } from "./knowledge.ts";

/** The namespaces of actions behind endpoints: what a policy's `s3:GetObject` has to do with an endpoint of `s3`. */

export interface Service {
  /** IAM's prefix of the service's actions, in lower case. */
  namespace: string;
  /** False where the namespace is only guessed from the endpoint's service token. */
  isKnown: boolean;
}

/** The service behind an endpoint, by the token in its name (`com.amazonaws.<region>.<token>`). */
export function serviceOf(token: string): Service {
  const namespace = namespaceOfToken(token);
  if (namespace !== undefined) return { namespace, isKnown: true };
  const name = token.toLowerCase();
  return { namespace: name.split(".")[0] ?? name, isKnown: false };
}

/** Real actions to show in a witness, the plainest first. Others come from the policy's own text. */
const sampleActions: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    s3: [
      "GetObject",
      "PutObject",
      "ListBucket",
      "DeleteObject",
      "GetBucketLocation",
      "PutBucketPolicy",
      "ListAllMyBuckets",
    ],
    dynamodb: ["GetItem", "PutItem", "Query", "Scan", "DeleteItem", "DescribeTable", "ListTables"],
    ecr: [
      "BatchGetImage",
      "PutImage",
      "GetDownloadUrlForLayer",
      "DescribeImages",
      "ListImages",
      "GetAuthorizationToken",
    ],
    kms: ["Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey", "ListKeys"],
    secretsmanager: ["GetSecretValue", "PutSecretValue", "DescribeSecret", "ListSecrets"],
    ssm: ["GetParameter", "PutParameter", "SendCommand", "DescribeParameters"],
    sqs: ["SendMessage", "ReceiveMessage", "GetQueueUrl", "ListQueues"],
    sns: ["Publish", "Subscribe", "GetTopicAttributes", "ListTopics"],
    sts: ["AssumeRole", "GetCallerIdentity"],
    lambda: ["InvokeFunction", "GetFunction", "UpdateFunctionCode", "ListFunctions"],
    logs: ["PutLogEvents", "GetLogEvents", "CreateLogStream", "DescribeLogGroups"],
    cloudwatch: ["PutMetricData", "GetMetricData", "PutMetricAlarm", "DescribeAlarms"],
    ec2: ["RunInstances", "TerminateInstances", "CreateTags", "DescribeInstances"],
    kinesis: ["PutRecord", "GetRecords", "DescribeStream"],
    states: ["StartExecution", "DescribeExecution", "ListStateMachines"],
    "execute-api": ["Invoke"],
  }),
);

export function sampleActionsOf(service: Service): string[] {
  return (sampleActions.get(service.namespace) ?? []).map((name) => `${service.namespace}:${name}`);
}

/** Services whose actions do not all carry the keys of the resource's owner (policy-semantics 6). */
const ownerless: ReadonlySet<string> = new Set(["events", "ebs", "ec2", "route53", "workspaces"]);

export function hasOwnerKeys(service: Service): boolean {
  return service.isKnown && !ownerless.has(service.namespace);
}

/** Services that fill aws:VpceOrgID, aws:VpceAccount and aws:VpceOrgPaths (policy-semantics 6, AWS's RCP example). */
const endpointOwnerAware: ReadonlySet<string> = new Set(["cognito-identity", "ecr", "kms", "s3", "sqs"]);

export function hasEndpointOwnerKeys(service: Service): boolean {
  return endpointOwnerAware.has(service.namespace);
}
