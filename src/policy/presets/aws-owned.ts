/**
 * Buckets that AWS itself owns and that machines in a private network need to read: layers of container images,
 * package repositories, agents, patches. AWS lists them in its data-perimeter examples (service_owned_resources.md of
 * aws-samples/data-perimeter-policy-examples), each with the page named here.
 *
 * Left out on purpose: names with a part that is not the Region (an account id, a random part), for no list can tell
 * whose they are, and buckets that are written to (CloudFormation's wait conditions).
 */
export interface OwnedBuckets {
  /** Who needs them. */
  service: string;
  /** `<region>` stands for the Region, never for a wildcard: names that fit a wildcard can be registered by anybody. */
  buckets: readonly string[];
  /** The page of AWS that names them. */
  source: string;
}

export const awsOwnedBuckets: readonly OwnedBuckets[] = [
  {
    service: "Amazon ECR image layers",
    buckets: ["prod-<region>-starport-layer-bucket"],
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms",
  },
  {
    service: "Amazon Linux 2 repositories",
    buckets: [
      "packages.<region>.amazonaws.com",
      "repo.<region>.amazonaws.com",
      "amazonlinux.<region>.amazonaws.com",
      "amazonlinux-2-repos-<region>",
    ],
    source: "https://docs.aws.amazon.com/linux/al2/ug/al2-live-patching.html",
  },
  {
    service: "Amazon Linux 2023 repositories",
    buckets: ["al2023-<region>", "al2023-repos-<region>-de612dc2"],
    source: "https://docs.aws.amazon.com/linux/al2023/ug/live-patching.html",
  },
  {
    service: "Amazon EMR",
    buckets: ["repo.<region>.emr.amazonaws.com", "prod.<region>.appinfo.src"],
    source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/private-subnet-iampolicy.html",
  },
  {
    service: "AWS Systems Manager and patch baselines",
    buckets: [
      "aws-ssm-<region>",
      "aws-windows-downloads-<region>",
      "amazon-ssm-<region>",
      "amazon-ssm-packages-<region>",
      "<region>-birdwatcher-prod",
      "aws-ssm-distributor-file-<region>",
      "aws-ssm-document-attachments-<region>",
      "patch-baseline-snapshot-<region>",
      "aws-patchmanager-macos-<region>",
    ],
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html",
  },
  {
    service: "Amazon CloudWatch agent",
    buckets: ["amazoncloudwatch-agent-<region>", "amazoncloudwatch-agent"],
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-cloudwatch-agent-commandline.html",
  },
  {
    service: "AWS CodeDeploy agent",
    buckets: ["aws-codedeploy-<region>"],
    source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-ec2-configure.html",
  },
  {
    service: "EC2 Image Builder",
    buckets: ["ec2imagebuilder-toe-<region>-prod", "ec2imagebuilder-managed-resources-<region>-prod"],
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-data-perimeter.html",
  },
  {
    service: "AWS Application Migration Service",
    buckets: [
      "aws-mgn-clients-<region>",
      "aws-mgn-clients-hashes-<region>",
      "aws-mgn-internal-<region>",
      "aws-mgn-internal-hashes-<region>",
      "aws-application-migration-service-<region>",
      "aws-application-migration-service-hashes-<region>",
    ],
    source: "https://docs.aws.amazon.com/mgn/latest/ug/Network-Requirements.html",
  },
  {
    service: "AWS Elastic Disaster Recovery",
    buckets: [
      "aws-drs-clients-<region>",
      "aws-drs-clients-hashes-<region>",
      "aws-drs-internal-<region>",
      "aws-drs-internal-hashes-<region>",
      "aws-elastic-disaster-recovery-<region>",
      "aws-elastic-disaster-recovery-hashes-<region>",
    ],
    source: "https://docs.aws.amazon.com/drs/latest/userguide/Network-Requirements.html",
  },
  {
    service: "AWS Nitro Enclaves certificates",
    buckets: ["aws-ec2-enclave-certificate-<region>-prod"],
    source: "https://docs.aws.amazon.com/enclaves/latest/user/nitro-enclave-refapp.html#role-cert",
  },
  {
    service: "AWS Elastic Beanstalk",
    buckets: [
      "elasticbeanstalk-samples-<region>",
      "elasticbeanstalk-platform-assets-<region>",
      "elasticbeanstalk-env-resources-<region>",
      "elasticbeanstalk-<region>",
    ],
    source: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/vpc-vpce.policy.html#AWSHowTo.S3.VPCendpoints",
  },
  {
    service: "AWS Lambda function packages",
    buckets: ["awslambda-<region>-tasks", "prod-04-2014-tasks"],
    source: "https://docs.aws.amazon.com/cli/latest/reference/lambda/get-function.html",
  },
  {
    service: "Amazon SageMaker JumpStart",
    buckets: ["jumpstart-cache-prod-<region>"],
    source: "https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-deploy.html#jumpstart-config-security",
  },
  {
    service: "Amazon Neptune notebooks",
    buckets: ["aws-neptune-notebook", "aws-neptune-notebook-<region>"],
    source: "https://docs.aws.amazon.com/neptune/latest/userguide/graph-notebooks.html#graph-notebooks-workbench",
  },
  {
    service: "Amazon Athena examples",
    buckets: ["athena-examples-<region>"],
    source: "https://docs.aws.amazon.com/athena/latest/ug/getting-started.html",
  },
  {
    service: "AWS CloudFormation helper scripts",
    buckets: ["cloudformation-examples"],
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-helper-scripts-reference.html",
  },
  {
    service: "AWS Systems Manager Session Manager plugin and document categories",
    buckets: ["session-manager-downloads", "ssm-document-categories"],
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/data-perimeters.html",
  },
  {
    service: "AWS Schema Conversion Tool drivers",
    buckets: ["awssupportdatasvcs.com", "redshift-downloads"],
    source: "https://docs.aws.amazon.com/SchemaConversionTool/latest/userguide/CHAP_Installing.JDBCDrivers.html",
  },
  {
    service: "AWS Data Provider and Backint agent for SAP",
    buckets: ["aws-sap-data-provider", "aws-sap-dataprovider-<region>", "awssap-backint-agent"],
    source: "https://docs.aws.amazon.com/sap/latest/sap-hana/aws-backint-agent-s3-installing-configuring.html",
  },
];

/** What is done with them: nothing here ever needs to be written. */
export const awsOwnedReads = ["s3:GetObject", "s3:ListBucket"] as const;

/**
 * The Regions of the partition `aws`. In a made-up Region such as us-east-9 anybody could register the bucket of that
 * name, so a name counts only with a Region that there is.
 */
const regions: readonly string[] = `
us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
af-south-1 il-central-1 me-central-1 me-south-1 ap-east-1 ap-east-2 ap-south-1 ap-south-2
ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-3
ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
`
  .trim()
  .split(/\s+/u);

/** The Regions whose names stand in a text. */
export function regionsIn(text: string): string[] {
  return regions.filter((region) => text.includes(region));
}

/** ARNs of the buckets, and of all that is in them. AWS documents the names for the partition `aws` alone. */
export function awsOwnedArns(inRegions: readonly string[], partition: string): string[] {
  if (partition !== "aws") return [];
  const names = awsOwnedBuckets.flatMap(({ buckets }) => buckets.flatMap((name) => fillRegion(name, inRegions)));
  return names.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]);
}

function fillRegion(name: string, inRegions: readonly string[]): string[] {
  if (!name.includes("<region>")) return [name];
  return inRegions.filter((region) => regions.includes(region)).map((region) => name.replace("<region>", region));
}
