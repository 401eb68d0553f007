/** The namespaces of actions behind endpoints: what a policy's `s3:GetObject` has to do with an endpoint of `s3`. */

export interface Service {
  /** IAM's prefix of the service's actions, in lower case. */
  namespace: string;
  /** False where the namespace is only guessed from the endpoint's service token. */
  isKnown: boolean;
}

/** Service tokens whose actions have another prefix (policy-semantics 1). */
const namespaces: ReadonlyMap<string, string> = new Map([
  ["monitoring", "cloudwatch"],
  ["kinesis-streams", "kinesis"],
  ["kinesis-firehose", "firehose"],
  ["ecr.api", "ecr"],
  ["ecr.dkr", "ecr"],
  ["sync-states", "states"],
  ["sagemaker.api", "sagemaker"],
  ["sagemaker.runtime", "sagemaker"],
  ["sagemaker.featurestore-runtime", "sagemaker"],
  ["sagemaker.metrics", "sagemaker"],
  ["email-smtp", "ses"],
  ["email", "ses"],
  ["s3-global.accesspoint", "s3"],
  ["bedrock-runtime", "bedrock"],
  ["bedrock-agent", "bedrock"],
  ["bedrock-agent-runtime", "bedrock"],
  ["appmesh-envoy-management", "appmesh"],
  ["cloudcontrolapi", "cloudformation"],
  ["git-codecommit", "codecommit"],
  ["codebuild-fips", "codebuild"],
  ["elasticfilesystem-fips", "elasticfilesystem"],
  ["kms-fips", "kms"],
  ["ecs-agent", "ecs"],
  ["ecs-telemetry", "ecs"],
  ["redshift-fips", "redshift"],
  ["redshift-data-fips", "redshift-data"],
  ["servicecatalog-appregistry", "servicecatalog"],
  ["textract-fips", "textract"],
  ["rekognition-fips", "rekognition"],
  ["dynamodb-streams", "dynamodb"],
  ["dynamodb-fips", "dynamodb"],
  ["airflow.api", "airflow"],
  ["airflow.env", "airflow"],
  ["aps-workspaces", "aps"],
  ["logs-fips", "logs"],
  ["iotsitewise.api", "iotsitewise"],
  ["iotsitewise.data", "iotsitewise"],
  ["iot.data", "iot"],
  ["codeartifact.api", "codeartifact"],
  ["codeartifact.repositories", "codeartifact"],
]);

/** Service tokens that are the prefix of their actions. */
const sameNamed: ReadonlySet<string> = new Set(
  `access-analyzer account acm acm-pca airflow-serverless application-autoscaling autoscaling-plans eks-auth evidently apigateway appconfig appconfigdata appflow apprunner appstream
  appsync athena auditmanager autoscaling backup backup-gateway batch bedrock braket cassandra cloudformation cloudhsmv2
  cloudtrail codebuild codecommit codedeploy codedeploy-commands-secure codepipeline cognito-identity cognito-idp
  comprehend comprehendmedical config connect databrew dataexchange datasync datazone dms ds dynamodb ebs ec2 ec2messages
  ecs eks elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce emr-containers
  emr-serverless es events execute-api fis forecast frauddetector fsx glue grafana greengrass guardduty healthlake
  imagebuilder inspector2 iot iotwireless kafka kendra kinesis kms lakeformation lambda lex license-manager logs m2
  macie2 mediaconnect memory-db mgn migrationhub-orchestrator mq network-firewall oam organizations personalize pi polly
  private-networks qldb quicksight ram rbin rds rds-data redshift redshift-data rekognition robomaker rolesanywhere
  s3 s3-outposts s3express s3tables sagemaker scheduler schemas secretsmanager securityhub securitylake servicecatalog
  servicediscovery signer simspaceweaver sns sqs ssm ssm-contacts ssm-incidents ssmmessages states storagegateway sts
  swf synthetics textract timestream transcribe transfer translate verifiedpermissions wafv2 wellarchitected workspaces
  xray`.split(/\s+/u),
);

/** The service behind an endpoint, by the token in its name (`com.amazonaws.<region>.<token>`). */
export function serviceOf(token: string): Service {
  const name = token.toLowerCase();
  const namespace = namespaces.get(name) ?? (sameNamed.has(name) ? name : undefined);
  if (namespace !== undefined) return { namespace, isKnown: true };
  return { namespace: name.split(".")[0] ?? name, isKnown: false };
}

/** What an action of a service is asked on. `any`: not known, or more than one. `none`: the action takes no resource. */
export type ActionTarget = "bucket" | "object" | "none" | "any";

/** Actions without resource-level permission are matched by Resource `*` alone (policy-semantics 4). In lower case. */
const resourceless: ReadonlySet<string> = new Set(
  `s3:listallmybuckets s3:listaccesspoints s3:createjob s3:listjobs s3:getaccountpublicaccessblock
  s3:putaccountpublicaccessblock s3:liststoragelensconfigurations s3:listmultiregionaccesspoints
  dynamodb:listtables dynamodb:describelimits dynamodb:describeendpoints dynamodb:listbackups dynamodb:listglobaltables
  dynamodb:listexports dynamodb:listimports dynamodb:listcontributorinsights dynamodb:describereservedcapacity
  dynamodb:describereservedcapacityofferings dynamodb:purchasereservedcapacityofferings dynamodb:liststreams
  ecr:getauthorizationtoken ecr:describeregistry ecr:getregistrypolicy ecr:putregistrypolicy
  sts:getcalleridentity sts:getsessiontoken sts:decodeauthorizationmessage sts:getaccesskeyinfo
  secretsmanager:listsecrets secretsmanager:getrandompassword secretsmanager:batchgetsecretvalue
  kms:listkeys kms:listaliases kms:createkey kms:generaterandom kms:describecustomkeystores
  ssm:describeparameters ssm:describeinstanceinformation ssm:listdocuments ssm:listassociations ssm:putinventory
  ssmmessages:createcontrolchannel ssmmessages:createdatachannel ssmmessages:opencontrolchannel
  ssmmessages:opendatachannel ec2messages:acknowledgemessage ec2messages:deletemessage ec2messages:failmessage
  ec2messages:getendpoint ec2messages:getmessages ec2messages:sendreply
  cloudwatch:putmetricdata cloudwatch:getmetricdata cloudwatch:getmetricstatistics cloudwatch:listmetrics
  sqs:listqueues sns:listtopics sns:listsubscriptions lambda:listfunctions
  xray:puttracesegments xray:puttelemetryrecords xray:getsamplingrules xray:getsamplingtargets
  ec2:describeinstances ec2:describevolumes ec2:describeimages ec2:describesnapshots ec2:describevpcs
  ec2:describesubnets ec2:describesecuritygroups ec2:describenetworkinterfaces ec2:describeregions
  ec2:describeavailabilityzones ec2:describeinstancestatus ec2:describetags
  autoscaling:describeautoscalinggroups autoscaling:describeautoscalinginstances
  autoscaling:describelaunchconfigurations autoscaling:describetags states:liststatemachines
  states:listactivities`.split(/\s+/u),
);

const objectAction =
  /^s3:(?:(?:get|put|delete)object(?!lambda)[a-z]*|abortmultipartupload|listmultipartuploadparts|restoreobject|replicate[a-z]+|bypassgovernanceretention|objectowneroverridetobucketowner|initiatereplication|updateobjectencryption)$/u;
const bucketAction =
  /^s3:(?:listbucket[a-z]*|(?:get|put|delete)(?:bucket|lifecycle|replication|encryption|inventory|metrics|analytics|accelerate|intelligenttiering)[a-z]*|createbucket)$/u;

export function targetOf(action: string): ActionTarget {
  const name = action.toLowerCase();
  if (resourceless.has(name)) return "none";
  if (bucketAction.test(name)) return "bucket";
  return objectAction.test(name) ? "object" : "any";
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
