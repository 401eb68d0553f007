/**
 * The service tokens of VPC endpoints (`com.amazonaws.<region>.<token>`) and IAM's prefix of the actions behind each.
 * Names: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink", and the endpoint services that the
 * AWS CDK lists. A token with `-fips` means the same service as the token without it.
 */

/** Tokens that are the prefix of their actions. */
const sameNamed = `
access-analyzer account acm acm-pca airflow-serverless aoss apigateway app-integrations appconfig appflow
application-autoscaling application-signals applicationinsights appmesh apprunner appstream appsync apptest aps athena
auditmanager autoscaling autoscaling-plans awsconnector b2bi backup backup-gateway backup-search batch bcm-data-exports
bcm-pricing-calculator bedrock bedrock-agentcore bedrock-mantle billing billingconductor braket cases cassandra ce
cleanrooms cleanrooms-ml clouddirectory cloudformation cloudtrail codeartifact codebuild codecommit codedeploy
codedeploy-commands-secure codeguru-profiler codeguru-reviewer codepipeline codewhisperer cognito-identity cognito-idp
comprehend comprehendmedical compute-optimizer config connect connect-campaigns controlcatalog cost-optimization-hub
databrew dataexchange datasync datazone devops-guru discovery dms drs ds ds-data dsql dynamodb ebs ec2 ec2messages ecr
ecs eks eks-auth elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce emr-containers
emr-serverless entityresolution es events evidently execute-api finspace finspace-api firehose fis forecast
frauddetector freetier fsx glue grafana greengrass groundstation guardduty healthlake iam identitystore imagebuilder
inspector-scan inspector2 internetmonitor invoicing iot iotfleetwise iotsitewise iottwinmaker iotwireless kafka
kafkaconnect kendra kendra-ranking kinesis kinesisanalytics kinesisvideo kms lakeformation lambda launchwizard lex
license-manager license-manager-linux-subscriptions license-manager-user-subscriptions logs lookoutequipment
lookoutmetrics lookoutvision m2 macie2 managedblockchain managedblockchain-query mediaconnect medical-imaging memorydb
mgn migrationhub-orchestrator migrationhub-strategy mq neptune-graph network-firewall networkflowmonitor networkmonitor
nimble oam observabilityadmin organizations outposts panorama pca-connector-ad pca-connector-scep pcs personalize pi
pipes polly private-networks profile proton q qapps qbusiness quicksight ram rbin rds rds-data redshift redshift-data
redshift-serverless refactor-spaces rekognition repostspace resource-groups robomaker rolesanywhere route53 rum s3
s3-outposts s3express s3tables s3vectors sagemaker sagemaker-data-science-assistant sagemaker-geospatial savingsplans
scheduler schemas scn secretsmanager securityhub securitylake serverlessrepo servicecatalog servicediscovery shield
signer signin simspaceweaver sms snow-device-management sns social-messaging sqs ssm ssm-contacts ssm-incidents
ssm-quicksetup ssmmessages states storagegateway sts swf synthetics tax textract timestream timestream-influxdb tnb
transcribe transfer translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2 wellarchitected wisdom
workmail workspaces workspaces-web xray
`;

/** Tokens with another prefix, by that prefix. */
const renamed: Readonly<Record<string, string>> = {
  airflow: "airflow.api airflow.env airflow.ops",
  appconfig: "appconfigdata",
  appmesh: "appmesh-envoy-management",
  apprunner: "apprunner.requests",
  appstream: "appstream.api appstream.streaming",
  appsync: "appsync-api",
  aps: "aps-workspaces",
  arsenal: "arsenal-discovery",
  bedrock:
    "bedrock-runtime bedrock-agent bedrock-agent-runtime bedrock-data-automation bedrock-data-automation-runtime",
  "bedrock-agentcore": "bedrock-agentcore.gateway bedrock-agentcore-control",
  cloudformation: "cloudcontrolapi",
  cloudhsm: "cloudhsmv2",
  cloudwatch: "monitoring",
  codeartifact: "codeartifact.api codeartifact.repositories",
  codecatalyst: "codecatalyst codecatalyst.git codecatalyst.packages",
  codecommit: "git-codecommit",
  codeconnections: "codeconnections.api",
  "codestar-connections": "codestar-connections.api",
  deadline: "deadline.management deadline.scheduling",
  dynamodb: "dynamodb-streams",
  ecr: "ecr.api ecr.dkr",
  "ecr-public": "ecr-public.api",
  ecs: "ecs-agent ecs-telemetry",
  elasticbeanstalk: "elasticbeanstalk-health",
  "emr-serverless": "emr-serverless-services.livy emr-serverless.dashboard",
  evidently: "evidently-dataplane",
  firehose: "kinesis-firehose",
  forecast: "forecastquery",
  geo: "geo.geofencing geo.maps geo.metadata geo.places geo.routes geo.tracking",
  glue: "glue.dashboard",
  grafana: "grafana-workspace",
  guardduty: "guardduty-data",
  iot: "iot.data iot.credentials",
  iotdeviceadvisor: "deviceadvisor.iot",
  iotfleethub: "iot.fleethub.api",
  iotsitewise: "iotsitewise.api iotsitewise.data",
  iottwinmaker: "iottwinmaker.api iottwinmaker.data",
  iotwireless: "iotwireless.api lorawan.cups lorawan.lns",
  kinesis: "kinesis-streams",
  lex: "models-v2-lex runtime-v2-lex",
  managedblockchain: "managedblockchain.bitcoin.mainnet managedblockchain.bitcoin.testnet",
  "medical-imaging": "runtime-medical-imaging dicom-medical-imaging",
  memorydb: "memory-db",
  mobiletargeting: "pinpoint",
  "neptune-graph": "neptune-graph-data",
  networkflowmonitor: "networkflowmonitorreports",
  omics: "analytics-omics control-storage-omics storage-omics tags-omics workflows-omics",
  "payment-cryptography": "payment-cryptography.controlplane payment-cryptography.dataplane",
  personalize: "personalize-events personalize-runtime",
  pipes: "pipes-data",
  pricing: "pricing.api",
  qldb: "qldb.session",
  quicksight: "quicksight-website",
  rekognition: "streaming-rekognition",
  rum: "rum-dataplane",
  s3: "s3-global.accesspoint",
  sagemaker:
    "sagemaker.api sagemaker.runtime sagemaker.featurestore-runtime sagemaker.metrics experiments notebook partner-app studio",
  servicecatalog: "servicecatalog-appregistry",
  servicediscovery: "data-servicediscovery",
  ses: "email email-smtp mail-manager",
  "sms-voice": "pinpoint-sms-voice-v2",
  states: "sync-states",
  tag: "tagging",
  thinclient: "thinclient.api",
  transcribe: "transcribestreaming",
  transfer: "transfer.server",
  "user-subscriptions": "service.user-subscriptions",
};

/** IAM's prefix by service token. */
export function endpointPrefixes(): Map<string, string> {
  const words = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== "");
  return new Map([
    ...words(sameNamed).map((token) => [token, token] as const),
    ...Object.entries(renamed).flatMap(([prefix, tokens]) => words(tokens).map((token) => [token, prefix] as const)),
  ]);
}
